package io.usance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * The first and the last event that each stream gets in an append. The first one's predecessor must
 * be stored: a stream with a gap could never be loaded again.
 */
final class StreamHeads {

    private static final class Head {
        final String streamId;

        /** As {@link KnownHeads} knows the stream. */
        final long hash;

        final long first;
        long last;

        Head(String streamId, long first) {
            this.streamId = streamId;
            this.hash = KnownHeads.hash(streamId);
            this.first = first;
            this.last = first - 1;
        }
    }

    private final Collection<Head> all;

    /** Those whose predecessor has to be looked for. */
    private final List<Head> unknown;

    private StreamHeads(Collection<Head> all, List<Head> unknown) {
        this.all = all;
        this.unknown = unknown;
    }

    /**
     * @param known events that need not be looked for
     * @throws ConcurrencyException if the events of a stream do not follow each other
     */
    static StreamHeads of(List<? extends EventMessage<?>> events, KnownHeads known) {
        Map<String, Head> heads = HashMap.newHashMap(events.size());
        List<Head> unknown = new ArrayList<>();
        for (EventMessage<?> event : events) {
            if (event instanceof DomainEventMessage<?> ofStream) {
                String streamId = ofStream.getAggregateIdentifier();
                long sequence = ofStream.getSequenceNumber();
                Head head = heads.computeIfAbsent(streamId, id -> new Head(id, sequence));
                if (sequence != head.last + 1) {
                    throw new ConcurrencyException(
                            "event %d of %s would follow event %d; nothing was appended"
                                    .formatted(sequence, streamId, head.last));
                }
                boolean isFirst = sequence == head.first;
                if (isFirst && sequence > 0 && !known.contains(head.hash, sequence - 1)) {
                    unknown.add(head);
                }
                head.last = sequence;
            }
        }
        return new StreamHeads(heads.values(), unknown);
    }

    /** Remembers the last event of each stream, now that they are committed. */
    void remember(KnownHeads known) {
        all.forEach(head -> known.put(head.hash, head.last));
    }

    /** Streams whose predecessor was looked for, in order. */
    SortedSet<String> streamIds() {
        SortedSet<String> ids = new TreeSet<>();
        unknown.forEach(head -> ids.add(head.streamId));
        return ids;
    }

    /** Binds the streams whose predecessor is looked for, and the numbers of their first events. */
    void bind(PreparedStatement statement, int first) throws SQLException {
        Connection connection = statement.getConnection();
        String[] streamIds = unknown.stream().map(head -> head.streamId).toArray(String[]::new);
        Long[] sequences = unknown.stream().map(head -> head.first).toArray(Long[]::new);
        statement.setArray(first, connection.createArrayOf("text", streamIds));
        statement.setArray(first + 1, connection.createArrayOf("bigint", sequences));
    }
}
