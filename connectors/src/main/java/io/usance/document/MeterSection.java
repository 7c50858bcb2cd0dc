package io.usance.document;

import io.usance.metering.MeterCommand;
import java.time.Instant;

/**
 * How meters of one kind are written down: as a list in the master data, and one in a file of its
 * own.
 *
 * @param <D> the document of one meter, a record; its components are the fields
 */
public interface MeterSection<D> {

    /** Field of the master data, {@code silos} for example. */
    String name();

    /** Field of a document that has the meter's id, {@code siloId} for example. */
    String idField();

    /** One meter, {@code a silo} for example. */
    String noun();

    Class<D> type();

    /**
     * What must be true of a meter beyond the form of each value.
     *
     * @param path of the document, {@code $.silos[2]} for example
     */
    void check(D document, String path, DocumentProblems problems);

    /** The command that makes it known; its meter id is the document's. */
    MeterCommand<?> registration(D document, Instant at);
}
