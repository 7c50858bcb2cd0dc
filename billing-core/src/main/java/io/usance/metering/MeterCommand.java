package io.usance.metering;

/**
 * What can be asked of a meter. Time arrives in the command.
 *
 * @param <E> the events of the kind of meter it is for
 */
public interface MeterCommand<E extends MeterEvent> {
    /** The meter, unique within its kind. */
    String meterId();

    /** Records from outside that it carries, each of which its decision accounts for; from 1. */
    default int records() {
        return 1;
    }
}
