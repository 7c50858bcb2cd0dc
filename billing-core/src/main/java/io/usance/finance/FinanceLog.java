package io.usance.finance;

import java.util.List;

/** Appends finance's events to the log, in the running unit of work. */
@FunctionalInterface
public interface FinanceLog {
    /**
     * Appends one event to its stream.
     *
     * @param sequence its number in the stream, from 0
     * @throws io.usance.failure.ConflictException if the number is taken
     */
    void append(FinanceEvent event, long sequence);

    /** What the running unit of work has appended to a stream, and the log has not yet. */
    default List<FinanceEvent> staged(String streamId) {
        return List.of();
    }
}
