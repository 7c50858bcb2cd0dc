package io.usance.store;

import static io.usance.store.EventLog.EVENT_ID;
import static io.usance.store.EventLog.METADATA;
import static io.usance.store.EventLog.PAYLOAD;
import static io.usance.store.EventLog.PAYLOAD_TYPE;
import static io.usance.store.EventLog.POSITION;
import static io.usance.store.EventLog.RECORDED_AT;
import static io.usance.store.EventLog.SEQUENCE;
import static io.usance.store.EventLog.STREAM_ID;
import static io.usance.store.EventLog.STREAM_TYPE;
import static org.jooq.impl.DSL.table;

import io.usance.failure.DatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Axon's event storage on Postgres.
 *
 * <p>Appends all events it is handed in one statement, on the transaction of the running unit of
 * work. Positions are contiguous and become visible in order (see the package's description), so a
 * {@link GlobalSequenceTrackingToken} is all a streaming reader needs.
 */
public final class PostgresEventStorageEngine implements EventStorageEngine {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresEventStorageEngine.class);

    /** Events fetched at once when reading; bounds memory, not the length of a stream. */
    static final int PAGE_MAX = 500;

    /** Class of SQLSTATE: a constraint does not hold. */
    private static final String CONSTRAINT = "23";

    /** Snapshots written at once; bounds memory. */
    private static final int SNAPSHOTS_MAX = 500;

    // The head's row lock, taken here as the last thing before the commit, puts appends in one
    // line. A stream whose next event would leave a gap has nothing appended, nor has any other.
    private static final String APPEND =
            """
            with orphan as (
                select from unnest(?::text[], ?::bigint[]) as f(stream_id, sequence)
                where not exists (
                    select from usance.domain_event d
                    where d.stream_id = f.stream_id and d.sequence = f.sequence - 1)
            ), head as (
                update usance.event_head set position = position + ?
                where not exists (select from orphan)
                returning position - ? as before
            )
            insert into usance.domain_event
                (position, event_id, stream_type, stream_id, sequence, recorded_at, payload_type, payload, metadata)
            select head.before + e.ordinal, e.event_id, e.stream_type, e.stream_id, e.sequence,
                timestamptz 'epoch' + e.recorded_at_micros * interval '1 microsecond',
                e.payload_type, e.payload, e.metadata
            from head, unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                ?::text[]) with ordinality
                as e(event_id, stream_type, stream_id, sequence, recorded_at_micros, payload_type, payload,
                    metadata, ordinal)
            """;

    private static final String SNAPSHOT =
            """
            insert into usance.snapshot as s (stream_id, stream_type, sequence, recorded_at, payload_type, payload)
            select n.stream_id, n.stream_type, n.sequence,
                timestamptz 'epoch' + n.recorded_at_micros * interval '1 microsecond',
                n.payload_type, n.payload
            from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                ?::text[])
                as n(event_id, stream_type, stream_id, sequence, recorded_at_micros, payload_type, payload,
                    metadata)
            on conflict (stream_id) do update set
                sequence = excluded.sequence, recorded_at = excluded.recorded_at,
                payload_type = excluded.payload_type, payload = excluded.payload
            where s.sequence < excluded.sequence
            """;

    private static final String READ_STREAMS =
            """
            select e.position, e.event_id, e.stream_type, e.stream_id, e.sequence, e.recorded_at,
                e.payload_type, e.payload, e.metadata
            from unnest(?::text[], ?::bigint[]) as wanted(stream_id, after)
            cross join lateral (
                select * from usance.domain_event d
                where d.stream_id = wanted.stream_id and d.sequence > wanted.after
                order by d.sequence
            ) e
            """;

    private final Transactions transactions;
    private final EventCodec codec;
    private final KnownHeads known = new KnownHeads();
    private final String append;
    private final String storeSnapshots;

    public PostgresEventStorageEngine(Transactions transactions, EventCodec codec) {
        this.transactions = transactions;
        this.codec = codec;
        this.append = transactions.schema().in(APPEND);
        this.storeSnapshots = transactions.schema().in(SNAPSHOT);
    }

    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        if (events.isEmpty()) {
            return;
        }
        EventColumns columns = new EventColumns(events, codec);
        StreamHeads heads = StreamHeads.of(events, known);
        try {
            int appended =
                    transactions.query(sql ->
                            sql.connectionResult(connection -> append(connection, heads, columns)));
            if (appended != columns.count()) {
                throw new ConcurrencyException(
                        "an event of one of these streams has no predecessor in the log, and nothing"
                                + " was appended: "
                                + heads.streamIds());
            }
            Session.afterOwnCommit(transactions, () -> heads.remember(known));
        } catch (DatabaseException e) {
            if (!e.isOfClass(CONSTRAINT)) {
                throw e;
            }
            throw new ConcurrencyException(
                    "another writer appended to one of these streams first: "
                            + EventColumns.streams(events),
                    e);
        }
    }

    // Not through jOOQ, which would send the arrays as text: to be quoted here and parsed there.
    private int append(Connection connection, StreamHeads heads, EventColumns columns)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(append)) {
            heads.bind(statement, 1);
            statement.setInt(3, columns.count());
            statement.setInt(4, columns.count());
            columns.bind(statement, 5);
            return statement.executeUpdate();
        }
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        storeSnapshots(List.of(snapshot));
    }

    /**
     * Stores snapshots of different streams with one statement; an older one than is stored is not.
     */
    public void storeSnapshots(List<DomainEventMessage<?>> snapshots) {
        for (int from = 0; from < snapshots.size(); from += SNAPSHOTS_MAX) {
            EventColumns columns =
                    new EventColumns(
                            snapshots.subList(
                                    from, Math.min(snapshots.size(), from + SNAPSHOTS_MAX)),
                            codec);
            transactions.writeAside(sql ->
                    sql.connection(connection -> {
                        try (PreparedStatement statement =
                                connection.prepareStatement(storeSnapshots)) {
                            columns.bind(statement, 1);
                            statement.executeUpdate();
                        }
                    }));
        }
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(
            @Nullable TrackingToken trackingToken, boolean mayBlock) {
        long after = trackingToken == null ? 0 : position(trackingToken);
        Iterator<GenericTrackedDomainEventMessage<?>> pages =
                new PagedIterator<>(
                        after,
                        from -> page(from).map(this::tracked),
                        event -> position(event.trackingToken()));
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        pages, Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    @Override
    public DomainEventStream readEvents(String aggregateIdentifier, long firstSequenceNumber) {
        Iterator<DomainEventMessage<?>> pages =
                new PagedIterator<>(
                        firstSequenceNumber - 1,
                        after -> page(aggregateIdentifier, after).map(this::domainEvent),
                        DomainEventMessage::getSequenceNumber);
        Stream<DomainEventMessage<?>> events =
                StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                pages, Spliterator.ORDERED | Spliterator.NONNULL),
                        false);
        return DomainEventStream.of(events);
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String aggregateIdentifier) {
        return transactions.query(sql ->
                sql.select(STREAM_ID, STREAM_TYPE, SEQUENCE, RECORDED_AT, PAYLOAD_TYPE, PAYLOAD)
                        .from(table("usance.snapshot"))
                        .where(STREAM_ID.eq(aggregateIdentifier))
                        .fetchOptional(this::snapshot));
    }

    /**
     * Many streams at once, each as {@link #readSnapshot} and {@link #readEvents(String, long)}
     * would give it: its snapshot, if there is one, and the events behind it.
     *
     * @return by stream; a stream of which nothing is stored is not in it
     */
    public Map<String, List<DomainEventMessage<?>>> readStreams(Collection<String> streamIds) {
        String[] ids = streamIds.toArray(String[]::new);
        Map<String, List<DomainEventMessage<?>>> streams = new HashMap<>();
        // The events behind the snapshots that were read, not behind those that are there by then.
        Map<String, Long> after = new HashMap<>();
        transactions.query(sql -> {
            sql.select(STREAM_ID, STREAM_TYPE, SEQUENCE, RECORDED_AT, PAYLOAD_TYPE, PAYLOAD)
                    .from(table("usance.snapshot"))
                    .where(STREAM_ID.eq(DSL.any(ids)))
                    .forEach(row -> {
                        try {
                            of(streams, row.get(STREAM_ID)).add(snapshot(row));
                            after.put(row.get(STREAM_ID), row.get(SEQUENCE));
                        } catch (IllegalArgumentException e) {
                            // Written by another version; its stream says the same.
                            LOG.warn("the snapshot of {} is not readable", row.get(STREAM_ID), e);
                        }
                    });
            Long[] from =
                    Stream.of(ids).map(id -> after.getOrDefault(id, -1L)).toArray(Long[]::new);
            sql.fetch(READ_STREAMS, ids, from)
                    .forEach(row -> of(streams, row.get(STREAM_ID)).add(domainEvent(row)));
            return true;
        });
        return streams;
    }

    private static List<DomainEventMessage<?>> of(
            Map<String, List<DomainEventMessage<?>>> streams, String streamId) {
        return streams.computeIfAbsent(streamId, k -> new ArrayList<>());
    }

    private DomainEventMessage<?> snapshot(Record row) {
        String streamId = row.get(STREAM_ID);
        return new GenericDomainEventMessage<>(
                row.get(STREAM_TYPE),
                streamId,
                row.get(SEQUENCE),
                codec.decode(row.get(PAYLOAD_TYPE), row.get(PAYLOAD)),
                MetaData.emptyInstance(),
                "snapshot/" + streamId + "/" + row.get(SEQUENCE),
                row.get(RECORDED_AT).toInstant());
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
        return Optional.ofNullable(
                transactions.query(sql ->
                        sql.select(DSL.max(SEQUENCE))
                                .from(table("usance.domain_event"))
                                .where(STREAM_ID.eq(aggregateIdentifier))
                                .fetchOne(0, Long.class)));
    }

    @Override
    public TrackingToken createHeadToken() {
        return new GlobalSequenceTrackingToken(new EventLog(transactions, codec).head());
    }

    @Override
    public @Nullable TrackingToken createTokenAt(Instant dateTime) {
        Long before =
                transactions.query(sql ->
                        sql.select(DSL.min(POSITION).minus(1))
                                .from(table("usance.domain_event"))
                                .where(RECORDED_AT.ge(dateTime.atOffset(ZoneOffset.UTC)))
                                .fetchOne(0, Long.class));
        if (before == null) {
            return createHeadToken();
        }
        return before == 0 ? null : new GlobalSequenceTrackingToken(before);
    }

    private Stream<Record> page(long after) {
        return fetch(POSITION.gt(after), POSITION);
    }

    private Stream<Record> page(String streamId, long afterSequence) {
        return fetch(STREAM_ID.eq(streamId).and(SEQUENCE.gt(afterSequence)), SEQUENCE);
    }

    private Stream<Record> fetch(Condition condition, Field<Long> order) {
        return transactions.query(sql ->
                sql
                        .select(
                                POSITION,
                                EVENT_ID,
                                STREAM_TYPE,
                                STREAM_ID,
                                SEQUENCE,
                                RECORDED_AT,
                                PAYLOAD_TYPE,
                                PAYLOAD,
                                METADATA)
                        .from(table("usance.domain_event"))
                        .where(condition)
                        .orderBy(order)
                        .limit(PAGE_MAX)
                        .fetch()
                        .stream()
                        .map(Record.class::cast));
    }

    private DomainEventMessage<?> domainEvent(Record row) {
        return new GenericDomainEventMessage<>(
                row.get(STREAM_TYPE),
                row.get(STREAM_ID),
                row.get(SEQUENCE),
                codec.decode(row.get(PAYLOAD_TYPE), row.get(PAYLOAD)),
                EventColumns.metadata(row.get(METADATA)),
                row.get(EVENT_ID),
                row.get(RECORDED_AT).toInstant());
    }

    private GenericTrackedDomainEventMessage<?> tracked(Record row) {
        return new GenericTrackedDomainEventMessage<>(
                new GlobalSequenceTrackingToken(row.get(POSITION)), domainEvent(row));
    }

    private static long position(TrackingToken token) {
        return token.position()
                .orElseThrow(() ->
                        new IllegalArgumentException("token " + token + " has no global position"));
    }
}
