package io.usance.metering;

import java.util.List;

/**
 * Several commands that are decided together: all of them, or none. Handing one to the engine locks
 * its meters in one order, whatever the order of the parts, and refuses it whole if one part is
 * refused.
 *
 * @param <E> the events of the kind of meter it is for
 */
public interface ComposedCommand<E extends MeterEvent> extends MeterCommand<E> {

    /** Its parts, at least one, each of another meter. */
    List<? extends MeterCommand<E>> parts();
}
