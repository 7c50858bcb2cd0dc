package io.usance.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/** A unit of work's events turned on their side: one array per column, for one statement. */
final class EventColumns {
    private static final ObjectMapper METADATA = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> METADATA_FORM =
            new TypeReference<>() {};

    private final String[] eventIds;
    private final @Nullable String[] streamTypes;
    private final String[] streamIds;
    private final Long[] sequences;
    private final Long[] recordedAtMicros;
    private final String[] payloadTypes;
    private final String[] payloads;
    private final @Nullable String[] metadata;

    EventColumns(List<? extends EventMessage<?>> events, EventCodec codec) {
        int count = events.size();
        eventIds = new String[count];
        streamTypes = new String[count];
        streamIds = new String[count];
        sequences = new Long[count];
        recordedAtMicros = new Long[count];
        payloadTypes = new String[count];
        payloads = new String[count];
        metadata = new String[count];
        for (int i = 0; i < count; i++) {
            put(i, events.get(i), codec);
        }
    }

    private void put(int i, EventMessage<?> event, EventCodec codec) {
        eventIds[i] = event.getIdentifier();
        // An event without an aggregate is a stream of its own, as in Axon's other engines.
        if (event instanceof DomainEventMessage<?> domainEvent) {
            streamTypes[i] = domainEvent.getType();
            streamIds[i] = domainEvent.getAggregateIdentifier();
            sequences[i] = domainEvent.getSequenceNumber();
        } else {
            streamIds[i] = event.getIdentifier();
            sequences[i] = 0L;
        }
        recordedAtMicros[i] = ChronoUnit.MICROS.between(Instant.EPOCH, event.getTimestamp());
        payloadTypes[i] = codec.typeOf(event.getPayload());
        payloads[i] = codec.encode(event.getPayload());
        metadata[i] = event.getMetaData().isEmpty() ? null : json(event.getMetaData());
    }

    int count() {
        return eventIds.length;
    }

    /**
     * Binds the columns, from the given parameter on, as arrays that the driver sends in binary.
     */
    void bind(PreparedStatement statement, int first) throws SQLException {
        Connection connection = statement.getConnection();
        int parameter = first;
        for (String[] texts : new String[][] {eventIds, streamTypes, streamIds}) {
            statement.setArray(parameter++, connection.createArrayOf("text", texts));
        }
        for (Long[] numbers : new Long[][] {sequences, recordedAtMicros}) {
            statement.setArray(parameter++, connection.createArrayOf("bigint", numbers));
        }
        for (String[] texts : new String[][] {payloadTypes, payloads, metadata}) {
            statement.setArray(parameter++, connection.createArrayOf("text", texts));
        }
    }

    static MetaData metadata(@Nullable String json) {
        try {
            return json == null
                    ? MetaData.emptyInstance()
                    : MetaData.from(METADATA.readValue(json, METADATA_FORM));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("stored metadata is not a JSON object: " + json, e);
        }
    }

    static TreeSet<String> streams(List<? extends EventMessage<?>> events) {
        TreeSet<String> ids = new TreeSet<>();
        for (EventMessage<?> event : events) {
            ids.add(
                    event instanceof DomainEventMessage<?> d
                            ? d.getAggregateIdentifier()
                            : event.getIdentifier());
        }
        return ids;
    }

    private static String json(MetaData metaData) {
        try {
            return METADATA.writeValueAsString(metaData);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "metadata cannot be written as JSON: " + metaData, e);
        }
    }
}
