package io.usance.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.table;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;

/** Reads the log in its global order. */
public final class EventLog {
    static final Field<Long> POSITION = field("position", Long.class);
    static final Field<String> EVENT_ID = field("event_id", String.class);
    static final Field<String> STREAM_TYPE = field("stream_type", String.class);
    static final Field<String> STREAM_ID = field("stream_id", String.class);
    static final Field<Long> SEQUENCE = field("sequence", Long.class);
    static final Field<OffsetDateTime> RECORDED_AT = field("recorded_at", OffsetDateTime.class);
    static final Field<String> PAYLOAD_TYPE = field("payload_type", String.class);
    static final Field<String> PAYLOAD = field("payload", String.class);
    static final Field<String> METADATA = field("metadata", String.class);

    /** What an event is read from. */
    private static final List<Field<?>> EVENT =
            List.of(POSITION, EVENT_ID, STREAM_ID, SEQUENCE, RECORDED_AT, PAYLOAD_TYPE, PAYLOAD);

    /** Payloads of one page, in bytes; one event more may be in it. */
    static final long BYTES_MAX = 64L << 20;

    private static final String READ =
            """
            select position, event_id, stream_id, sequence, recorded_at, payload_type, payload, bytes_through
            from (
                select position, event_id, stream_id, sequence, recorded_at, payload_type, payload,
                    octet_length(payload) as bytes,
                    sum(octet_length(payload)) over (order by position) as bytes_through
                from domain_event
                where position > ? and position <= ? and payload_type = any(?::text[])
            ) as wanted
            where bytes_through - bytes < ?
            order by position
            """;

    private final Transactions transactions;
    private final EventCodec codec;

    public EventLog(Transactions transactions, EventCodec codec) {
        this.transactions = transactions;
        this.codec = codec;
    }

    /**
     * A stretch of the log.
     *
     * @param events those of the wanted types, in order
     * @param upTo last position looked at; equals the position asked from if there was nothing new
     */
    public record Page(List<RecordedEvent> events, long upTo) {}

    /** Position of the newest committed event, 0 if there is none. */
    public long head() {
        Long head =
                transactions.query(sql ->
                        sql.select(POSITION).from(table("event_head")).fetchOne(0, Long.class));
        return head == null ? 0 : head;
    }

    /**
     * Looks at up to {@code span} positions after {@code after} and returns the events of the given
     * types among them. Payloads of other types are not fetched. Looks at fewer positions if the
     * payloads would be more than 64 MiB: quarantined records may have megabytes each.
     */
    public Page read(long after, int span, Collection<String> types) {
        long upTo = Math.min(head(), after + span);
        if (upTo <= after) {
            return new Page(List.of(), after);
        }
        List<Record> rows =
                transactions.query(sql ->
                        sql
                                .fetch(READ, after, upTo, types.toArray(String[]::new), BYTES_MAX)
                                .stream()
                                .map(Record.class::cast)
                                .toList());
        boolean full =
                !rows.isEmpty() && rows.getLast().get("bytes_through", Long.class) >= BYTES_MAX;
        return new Page(
                rows.stream().map(this::recorded).toList(),
                full ? rows.getLast().get(POSITION) : upTo);
    }

    /**
     * The next events of one type.
     *
     * @param after position to start behind
     * @param upTo last position wanted, or {@link Long#MAX_VALUE}
     * @param max most events wanted
     */
    public List<RecordedEvent> next(String type, long after, long upTo, int max) {
        return transactions.query(sql ->
                sql.select(EVENT)
                        .from(table("domain_event"))
                        // Inlined, so that a partial index on this type can be used.
                        .where(PAYLOAD_TYPE.eq(inline(type)))
                        .and(POSITION.gt(after).and(POSITION.le(upTo)))
                        .orderBy(POSITION)
                        .limit(max)
                        .fetch(this::recorded));
    }

    /**
     * The next events of one stream.
     *
     * @param after number in the stream to start behind; -1 for its first event
     * @param max most events wanted
     */
    public List<RecordedEvent> stream(String streamId, long after, int max) {
        return transactions.query(sql ->
                sql.select(EVENT)
                        .from(table("domain_event"))
                        .where(STREAM_ID.eq(streamId))
                        .and(SEQUENCE.gt(after))
                        .orderBy(SEQUENCE)
                        .limit(max)
                        .fetch(this::recorded));
    }

    /**
     * Number, in a silo's stream, of the event that closed a period; -1 if it is not closed.
     *
     * @param periodId the period
     */
    public long sequenceOfPeriodEnd(String streamId, String periodId) {
        Long found =
                transactions.query(sql ->
                        sql.fetchSingle(
                                        "select max(sequence) from domain_event where stream_id = ?"
                                                + " and payload_type = 'PeriodClosed'"
                                                + " and payload::jsonb ->> 'periodId' = ?",
                                        streamId,
                                        periodId)
                                .get(0, Long.class));
        return found == null ? -1 : found;
    }

    private RecordedEvent recorded(Record row) {
        String type = row.get(PAYLOAD_TYPE);
        String json = row.get(PAYLOAD);
        return new RecordedEvent(
                row.get(POSITION),
                row.get(EVENT_ID),
                row.get(STREAM_ID),
                row.get(SEQUENCE),
                row.get(RECORDED_AT).toInstant(),
                type,
                json,
                codec.decode(type, json));
    }
}
