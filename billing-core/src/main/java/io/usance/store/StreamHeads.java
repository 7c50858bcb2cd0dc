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
    private final Map<String, Long> firstByStream;

    private StreamHeads(Map<String, Long> firstByStream) {
        this.firstByStream = firstByStream;
    }

    /**
     * @throws ConcurrencyException if the events of a stream do not follow each other
     */
    static StreamHeads of(List<? extends EventMessage<?>> events) {
        Map<String, Long> first = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (EventMessage<?> event : events) {
            if (event instanceof DomainEventMessage<?> ofStream) {
                String streamId = ofStream.getAggregateIdentifier();
                long sequence = ofStream.getSequenceNumber();
                Long before = last.put(streamId, sequence);
                if (before == null) {
                    first.put(streamId, sequence);
                } else if (sequence != before + 1) {
                    throw new ConcurrencyException(
                            "event %d of %s would follow event %d; nothing was appended"
                                    .formatted(sequence, streamId, before));
                }
            }
        }
        first.values().removeIf(sequence -> sequence == 0);
        return new StreamHeads(first);
    }

    /** Streams that are continued, in order. */
    SortedSet<String> streamIds() {
        return new TreeSet<>(firstByStream.keySet());
    }

    /** Binds the streams that are continued, and the numbers of their first events. */
    void bind(PreparedStatement statement, int first) throws SQLException {
        Connection connection = statement.getConnection();
        String[] streamIds = firstByStream.keySet().toArray(String[]::new);
        Long[] sequences = firstByStream.values().toArray(Long[]::new);
        statement.setArray(first, connection.createArrayOf("text", streamIds));
        statement.setArray(first + 1, connection.createArrayOf("bigint", sequences));
    }
}
