package io.usance.subscription;

import io.usance.store.Transactions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * All statements of one subscription. Its times are the database's, so that instances agree on
 * them.
 */
final class SubscriptionTables {
    private static final String START =
            """
            insert into usance.event_subscription (name, position) values (?, ?) on conflict do nothing
            """;

    private static final String START_NOW =
            """
            insert into usance.event_subscription (name, position)
            select ?, coalesce((select position from usance.event_head), 0) on conflict do nothing
            """;

    private static final String PROGRESS =
            """
            select s.position,
                coalesce((select position from usance.event_head), 0) as head,
                exists (
                    select 1 from usance.event_order_held h
                    where h.subscription = s.name and h.due_at <= clock_timestamp()) as due
            from usance.event_subscription s
            where s.name = ?
            """;

    private static final String BEHIND =
            """
            select greatest(0, coalesce((select position from usance.event_head), 0) - s.position),
                (select count(*) from usance.event_set_aside a where a.subscription = s.name),
                (select count(*) from usance.event_order_held h
                    where h.subscription = s.name and h.due_at is null)
            from usance.event_subscription s
            where s.name = ?
            """;

    private static final String LOCK =
            """
            select position from usance.event_subscription where name = ? for no key update skip locked
            """;

    private static final String DUE =
            """
            select order_key from usance.event_order_held
            where subscription = ? and due_at <= clock_timestamp()
            order by due_at, order_key
            limit ?
            """;

    private static final String HELD =
            """
            select order_key from usance.event_order_held
            where subscription = ? and order_key = any(?::text[])
            """;

    private static final String WAITING =
            """
            select position, contract_id, attempts from usance.event_set_aside
            where subscription = ? and order_key = ?
            order by position
            limit ?
            """;

    private static final String SET_ASIDE =
            """
            insert into usance.event_set_aside (subscription, position, order_key, contract_id, payload_type)
            select ?, position, order_key, contract_id, payload_type
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[])
                as waiting (position, order_key, contract_id, payload_type)
            """;

    private static final String FAILED =
            """
            update usance.event_set_aside
            set attempts = attempts + 1, last_error = ?,
                failed_at = coalesce(failed_at, clock_timestamp())
            where subscription = ? and position = ?
            """;

    private static final String HOLD =
            """
            insert into usance.event_order_held (subscription, order_key, due_at)
            values (?, ?, clock_timestamp() + ? * interval '1 millisecond')
            on conflict (subscription, order_key) do update set due_at = excluded.due_at
            """;

    private static final String PARKED =
            """
            select a.position, a.payload_type, a.contract_id, a.order_key, a.attempts,
                coalesce(a.last_error, ''), coalesce(a.failed_at, clock_timestamp()),
                (select count(*) - 1 from usance.event_set_aside w
                    where w.subscription = h.subscription and w.order_key = h.order_key)
            from usance.event_order_held h
            cross join lateral (
                select * from usance.event_set_aside e
                where e.subscription = h.subscription and e.order_key = h.order_key
                order by e.position
                limit 1) a
            where h.subscription = ? and h.due_at is null
            order by a.position
            limit ?
            """;

    private static final String RETRY =
            """
            update usance.event_order_held set due_at = clock_timestamp()
            where subscription = ? and due_at is null
                and (?::text[] is null or order_key = any(?::text[]))
            returning order_key
            """;

    private static final String FORGIVE =
            """
            update usance.event_set_aside set attempts = 0
            where subscription = ? and order_key = any(?::text[]) and attempts > 0
            """;

    private static final String LOCK_PARKED =
            """
            select h.order_key from usance.event_order_held h
            join usance.event_set_aside a on a.subscription = h.subscription and a.order_key = h.order_key
            where h.subscription = ? and a.position = ? and h.due_at is null
            for update of h
            """;

    private static final String SKIP =
            """
            with dropped as (
                delete from usance.event_set_aside where subscription = ? and position = ? returning *)
            insert into usance.event_skipped (
                subscription, position, order_key, payload_type, attempts, last_error, reason)
            select subscription, position, order_key, payload_type, attempts, last_error, ?
            from dropped
            """;

    private static final String SAVEPOINT = "usance_event";

    private final Transactions transactions;
    private final String name;

    SubscriptionTables(Transactions transactions, String name) {
        this.transactions = transactions;
        this.name = name;
    }

    /**
     * How far it has come.
     *
     * @param due if something that was set aside is to be attempted again
     * @param within if this was asked in a running transaction
     */
    record Progress(long position, long head, boolean due, boolean within) {}

    /** An event that is set aside. */
    record Waiting(long position, @Nullable String contractId, int attempts) {}

    /** Stores where it begins, if it has no position yet. */
    void start(Start start) {
        transactions.read(sql ->
                switch (start) {
                    case Start.After after -> sql.execute(START, name, after.position());
                    case Start.Now now -> sql.execute(START_NOW, name);
                });
    }

    /** Null if it was never started. */
    @Nullable Progress progress() {
        return transactions.read(sql -> {
            Record row = sql.fetchOne(PROGRESS, name);
            return row == null
                    ? null
                    : new Progress(
                            row.get(0, long.class),
                            row.get(1, long.class),
                            row.get(2, boolean.class),
                            sql.connectionResult(connection -> !connection.getAutoCommit()));
        });
    }

    /** True if an event that failed is to be attempted again without being asked for. */
    boolean isRetrying() {
        return transactions.read(sql ->
                sql.fetchSingle(
                                "select exists (select 1 from usance.event_order_held"
                                        + " where subscription = ? and due_at is not null)",
                                name)
                        .get(0, boolean.class));
    }

    Behind behind() {
        return transactions.read(sql -> {
            Record row = sql.fetchOne(BEHIND, name);
            return row == null
                    ? new Behind(0, 0, 0)
                    : new Behind(
                            row.get(0, long.class), row.get(1, long.class), row.get(2, long.class));
        });
    }

    /** Locks it until the end of the transaction; null if another transaction has. */
    @Nullable Long lock() {
        return transactions.read(sql -> {
            Record row = sql.fetchOne(LOCK, name);
            return row == null ? null : row.get(0, Long.class);
        });
    }

    /** How long the running transaction may be silent from now on before the server ends it. */
    void boundSilence(Duration max) {
        transactions.read(sql ->
                sql.execute("set local idle_in_transaction_session_timeout = " + max.toMillis()));
    }

    /** Before an event is handled. */
    void savepoint() {
        transactions.read(sql -> sql.execute("savepoint " + SAVEPOINT));
    }

    /** What the handler wrote is kept. */
    void release() {
        transactions.read(sql -> sql.execute("release savepoint " + SAVEPOINT));
    }

    /** Undoes what the handler wrote, and mends a transaction that an error has aborted. */
    void undo() {
        transactions.read(sql -> sql.execute("rollback to savepoint " + SAVEPOINT));
        release();
    }

    void advance(long position) {
        transactions.read(sql ->
                sql.execute(
                        "update usance.event_subscription set position = ? where name = ?",
                        position,
                        name));
    }

    /** Orders whose oldest event is due, the longest due first. */
    List<String> due(int max) {
        return transactions.read(sql -> sql.fetch(DUE, name, max).getValues(0, String.class));
    }

    /** Those of the given orders that are held. */
    Set<String> held(Collection<String> orderKeys) {
        return new HashSet<>(
                transactions.read(
                        sql -> sql.fetch(HELD, name, array(orderKeys)).getValues(0, String.class)));
    }

    /** The oldest events that wait in an order. */
    List<Waiting> waiting(String orderKey, int max) {
        return transactions.read(sql ->
                sql.fetch(WAITING, name, orderKey, max)
                        .map(row ->
                                new Waiting(
                                        row.get(0, long.class),
                                        row.get(1, String.class),
                                        row.get(2, int.class))));
    }

    /** Sets events aside that were not attempted yet, or failed just now. */
    void setAside(List<Attempt> events) {
        if (events.isEmpty()) {
            return;
        }
        Long[] positions = new Long[events.size()];
        String[] orders = new String[events.size()];
        @Nullable String[] contracts = new String[events.size()];
        String[] types = new String[events.size()];
        for (int i = 0; i < events.size(); i++) {
            Attempt each = events.get(i);
            positions[i] = each.event().position();
            orders[i] = each.orderKey();
            contracts[i] = each.contractId();
            types[i] = each.event().type();
        }
        transactions.read(sql -> sql.execute(SET_ASIDE, name, positions, orders, contracts, types));
    }

    /** Counts a failed attempt of an event that is set aside. */
    void failed(long position, String error) {
        transactions.read(sql -> sql.execute(FAILED, error, name, position));
    }

    /**
     * Holds an order back.
     *
     * @param pause until its oldest event is attempted again; null to park it
     */
    void hold(String orderKey, @Nullable Duration pause) {
        transactions.read(
                sql -> sql.execute(HOLD, name, orderKey, pause == null ? null : pause.toMillis()));
    }

    /** Nothing of an order waits any more. */
    void free(String orderKey) {
        transactions.read(sql ->
                sql.execute(
                        "delete from usance.event_order_held where subscription = ? and order_key = ?",
                        name,
                        orderKey));
    }

    /** What was set aside is handled. */
    void handled(List<Long> positions) {
        if (!positions.isEmpty()) {
            transactions.read(sql ->
                    sql.execute(
                            "delete from usance.event_set_aside where subscription = ?"
                                    + " and position = any(?::bigint[])",
                            name,
                            positions.toArray(Long[]::new)));
        }
    }

    List<ParkedEvent> parked(int max) {
        return transactions.read(sql ->
                sql.fetch(PARKED, name, max)
                        .map(row ->
                                new ParkedEvent(
                                        row.get(0, long.class),
                                        row.get(1, String.class),
                                        row.get(2, String.class),
                                        row.get(3, String.class),
                                        row.get(4, int.class),
                                        row.get(5, String.class),
                                        row.get(6, OffsetDateTime.class).toInstant(),
                                        row.get(7, long.class))));
    }

    /**
     * Makes parked orders due, with all their attempts before them. Within.
     *
     * @param orderKeys null for all
     * @return how many were parked
     */
    int retry(@Nullable List<String> orderKeys) {
        String @Nullable [] wanted = orderKeys == null ? null : array(orderKeys);
        return transactions.read(sql -> {
            List<String> due = sql.fetch(RETRY, name, wanted, wanted).getValues(0, String.class);
            sql.execute(FORGIVE, name, array(due));
            return due.size();
        });
    }

    /**
     * Drops an event of a parked order. Within.
     *
     * @return false if no such event is parked, or waits behind one
     */
    boolean skip(long position, String reason) {
        return transactions.read(sql -> {
            Record parked = sql.fetchOne(LOCK_PARKED, name, position);
            if (parked == null) {
                return false;
            }
            String orderKey = parked.get(0, String.class);
            boolean oldest = waiting(orderKey, 1).getFirst().position() == position;
            sql.execute(SKIP, name, position, reason);
            if (oldest) {
                hold(orderKey, Duration.ZERO);
            }
            return true;
        });
    }

    private static String[] array(Collection<String> texts) {
        return texts.toArray(String[]::new);
    }
}
