package io.usance.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.table;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
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
    static final long PAGE_BYTES_MAX = 64L << 20;

    private static final String SIZE =
            """
            select coalesce(sum(octet_length(payload)), 0)::bigint, count(*)
            from usance.domain_event
            where position > ? and position <= ? and payload_type = any(?::text[])
            """;

    private static final String LAST_OF_PAGE =
            """
            select min(position)
            from (
                select position,
                    sum(octet_length(payload)) over (order by position) as bytes_through,
                    row_number() over (order by position) as events_through
                from usance.domain_event
                where position > ? and position <= ? and payload_type = any(?::text[])
            ) as wanted
            where bytes_through >= ? or events_through >= ?
            """;

    private final Transactions transactions;
    private final EventCodec codec;
    private final EventRows rows;
    private final long pageBytesMax;

    public EventLog(Transactions transactions, EventCodec codec) {
        this(transactions, codec, PAGE_BYTES_MAX);
    }

    EventLog(Transactions transactions, EventCodec codec, long pageBytesMax) {
        this.transactions = transactions;
        this.codec = codec;
        this.rows = new EventRows(transactions.schema(), codec);
        this.pageBytesMax = pageBytesMax;
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
                        sql.select(POSITION)
                                .from(table("usance.event_head"))
                                .fetchOne(0, Long.class));
        return head == null ? 0 : head;
    }

    /** As below, with however many events there are among the positions. */
    public Page read(long after, int span, Collection<String> types) {
        return read(after, span, Integer.MAX_VALUE, types);
    }

    /**
     * Looks at up to {@code span} positions after {@code after} and returns the events of the given
     * types among them. Payloads of other types are not fetched. Looks at fewer positions if the
     * payloads would be more than 64 MiB, for quarantined records may have megabytes each; or if
     * there would be more than {@code eventsMax} events.
     */
    public Page read(long after, int span, int eventsMax, Collection<String> types) {
        long end = Math.min(head(), after + span);
        if (end <= after) {
            return new Page(List.of(), after);
        }
        long upTo = lastOfPage(after, end, eventsMax, types);
        List<RecordedEvent> events = new ArrayList<>();
        forEach(after, upTo, types, events::add);
        return new Page(events, upTo);
    }

    private long lastOfPage(long after, long end, int eventsMax, Collection<String> types) {
        String[] wanted = types.toArray(String[]::new);
        return transactions.query(sql -> {
            Record size = sql.fetchSingle(SIZE, after, end, wanted);
            boolean all =
                    size.get(0, long.class) < pageBytesMax && size.get(1, long.class) <= eventsMax;
            return all
                    ? end
                    : sql.fetchSingle(LAST_OF_PAGE, after, end, wanted, pageBytesMax, eventsMax)
                            .get(0, long.class);
        });
    }

    /**
     * Hands over the events of the given types behind {@code after} up to {@code upTo}, in order,
     * each while the next are still fetched: no more than one is held in memory here.
     *
     * @param sink must leave the database alone, for the running transaction is busy meanwhile
     */
    void forEach(long after, long upTo, Collection<String> types, Consumer<RecordedEvent> sink) {
        transactions.query(sql ->
                sql.connectionResult(connection -> {
                    rows.read(connection, after, upTo, types, sink);
                    return true;
                }));
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
                        .from(table("usance.domain_event"))
                        // Inlined, so that a partial index on this type can be used.
                        .where(PAYLOAD_TYPE.eq(inline(type)))
                        .and(POSITION.gt(after).and(POSITION.le(upTo)))
                        .orderBy(POSITION)
                        .limit(max)
                        .fetch(this::recorded));
    }

    /** The events at these positions, in order. */
    public List<RecordedEvent> at(Collection<Long> positions) {
        return transactions.query(sql ->
                sql.select(EVENT)
                        .from(table("usance.domain_event"))
                        .where(POSITION.in(positions))
                        .orderBy(POSITION)
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
                        .from(table("usance.domain_event"))
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
                                        "select max(sequence) from usance.domain_event where stream_id = ?"
                                                + " and payload_type = 'PeriodClosed'"
                                                + " and payload::jsonb ->> 'periodId' = ?",
                                        streamId,
                                        periodId)
                                .get(0, Long.class));
        return found == null ? -1 : found;
    }

    private RecordedEvent recorded(Record row) {
        return new RecordedEvent(
                row.get(POSITION),
                row.get(EVENT_ID),
                row.get(STREAM_ID),
                row.get(SEQUENCE),
                row.get(RECORDED_AT).toInstant(),
                row.get(PAYLOAD_TYPE),
                row.get(PAYLOAD),
                codec);
    }
}
