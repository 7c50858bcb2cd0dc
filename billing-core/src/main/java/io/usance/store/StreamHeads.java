package io.usance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * The first event that each stream gets in an append. Its predecessor must be stored: a stream with
 * a gap could never be loaded again.
 */
final class StreamHeads {
    /** Of those streams whose predecessor has to be looked for. */
    private final Map<String, Long> firstByStream;

    private final Map<String, Long> lastByStream;

    private StreamHeads(Map<String, Long> firstByStream, Map<String, Long> lastByStream) {
        this.firstByStream = firstByStream;
        this.lastByStream = lastByStream;
    }

    /**
     * @param known events that need not be looked for
     * @throws ConcurrencyException if the events of a stream do not follow each other
     */
    static StreamHeads of(List<? extends EventMessage<?>> events, KnownHeads known) {
        Map<String, Long> first = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (EventMessage<?> event : events) {
            if (event instanceof DomainEventMessage<?> ofStream) {
                String streamId = ofStream.getAggregateIdentifier();
                long sequence = ofStream.getSequenceNumber();
                Long before = last.put(streamId, sequence);
                if (before == null) {
                    if (sequence > 0 && !known.contains(streamId, sequence - 1)) {
                        first.put(streamId, sequence);
                    }
                } else if (sequence != before + 1) {
                    throw new ConcurrencyException(
                            "event %d of %s would follow event %d; nothing was appended"
                                    .formatted(sequence, streamId, before));
                }
            }
        }
        return new StreamHeads(first, last);
    }

    /** Remembers the last event of each stream, now that they are committed. */
    void remember(KnownHeads known) {
        lastByStream.forEach(known::put);
    }

    /** Streams whose predecessor was looked for, in order. */
    SortedSet<String> streamIds() {
        return new TreeSet<>(firstByStream.keySet());
    }

    /** Binds the streams whose predecessor is looked for, and the numbers of their first events. */
    void bind(PreparedStatement statement, int first) throws SQLException {
        Connection connection = statement.getConnection();
        String[] streamIds = firstByStream.keySet().toArray(String[]::new);
        Long[] sequences = firstByStream.values().toArray(Long[]::new);
        statement.setArray(first, connection.createArrayOf("text", streamIds));
        statement.setArray(first + 1, connection.createArrayOf("bigint", sequences));
    }
}
