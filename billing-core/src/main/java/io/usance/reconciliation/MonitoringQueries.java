package io.usance.reconciliation;

import io.usance.store.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine stands, for monitoring: few and cheap queries, each bounded, none of which locks
 * anything. The numbers are not of one moment.
 *
 * <p>Not thread-safe.
 */
public final class MonitoringQueries {
    /** Waiting settlements are counted up to here. */
    public static final int WAITING_MAX = 100_000;

    /** Batches in flight that are looked at. */
    private static final int BATCHES_MAX = 10_000;

    /** Rows of quarantine that are counted in one statement. */
    private static final int QUARANTINE_PAGE = 100_000;

    private final Transactions transactions;
    private final SortedMap<String, Long> quarantined = new TreeMap<>();
    private long quarantinedUpTo;

    public MonitoringQueries(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Positions of all consumers, by name and partition. */
    public Map<String, Map<Integer, Long>> positions() {
        Map<String, Map<Integer, Long>> positions = new HashMap<>();
        transactions
                .read(sql ->
                        sql.fetch(
                                "select consumer, partition, position from usance.consumer_position"))
                .forEach(row ->
                        positions
                                .computeIfAbsent(row.get(0, String.class), k -> new HashMap<>())
                                .put(row.get(1, Integer.class), row.get(2, Long.class)));
        return positions;
    }

    /**
     * Settlements behind a position.
     *
     * @return count, up to {@link #WAITING_MAX}
     */
    public long settlementsAfter(long position) {
        return transactions.read(sql ->
                sql.fetchSingle(
                                "select count(*) from (select 1 from usance.domain_event"
                                        + " where payload_type = 'SettlementCommanded'"
                                        + " and position > ? limit ?) as waiting",
                                position,
                                WAITING_MAX)
                        .get(0, long.class));
    }

    /** When the newest settlement was commanded; null if there is none. */
    public @Nullable Instant newestSettlement() {
        return instant(
                "select recorded_at from usance.domain_event where payload_type = 'SettlementCommanded'"
                        + " order by position desc limit 1");
    }

    /** When the first settlement behind a position was commanded; null if there is none. */
    public @Nullable Instant oldestSettlementAfter(long position) {
        return instant(
                "select recorded_at from usance.domain_event where payload_type = 'SettlementCommanded'"
                        + " and position > ? order by position limit 1",
                position);
    }

    private @Nullable Instant instant(String query, Object... values) {
        OffsetDateTime found =
                transactions.read(sql -> {
                    Record row = sql.fetchOne(query, values);
                    return row == null ? null : row.get(0, OffsetDateTime.class);
                });
        return found == null ? null : found.toInstant();
    }

    /**
     * Batches in flight, as far as the read models know them.
     *
     * @param anchored anchored and not final, count
     * @param anchoredUpTo the last settlement that is in an anchored batch, with all before it; an
     *     event position
     * @param oldestBlock block of the oldest batch that is anchored and not final; empty if there
     *     is none
     */
    public record BatchesInFlight(long anchored, long anchoredUpTo, OptionalLong oldestBlock) {}

    /**
     * @param confirmed number of the last batch that is final
     */
    public BatchesInFlight batchesAfter(long confirmed) {
        return transactions.read(sql ->
                sql.fetchSingle(
                                """
                                with open as (
                                    select * from usance.batch where batch_no > ? order by batch_no limit ?
                                )
                                select (select count(*) from open where state = 'ANCHORED'),
                                    coalesce(
                                        (select min(after_position) from open where state = 'SEALED'),
                                        (select up_to_position from usance.batch order by batch_no desc limit 1),
                                        0),
                                    (select min(block_number) from open where state = 'ANCHORED')
                                """,
                                confirmed,
                                BATCHES_MAX)
                        .map(row -> {
                            Long block = row.get(2, Long.class);
                            return new BatchesInFlight(
                                    row.get(0, long.class),
                                    row.get(1, long.class),
                                    block == null ? OptionalLong.empty() : OptionalLong.of(block));
                        }));
    }

    /**
     * Records in quarantine by reason, counts. What was counted once is not read again.
     *
     * @param projected position of the read models, read before; if they were rebuilt, everything
     *     is counted again
     */
    public SortedMap<String, Long> quarantineByReason(long projected) {
        if (projected < quarantinedUpTo) {
            quarantined.clear();
            quarantinedUpTo = 0;
        }
        while (countNextQuarantined() == QUARANTINE_PAGE) {
            // There is more.
        }
        return quarantined;
    }

    private long countNextQuarantined() {
        List<Record> rows = new ArrayList<>();
        transactions
                .read(sql ->
                        sql.fetch(
                                """
                                select reason, count(*), max(position) from (
                                    select reason, position from usance.quarantine where position > ?
                                    order by position limit ?
                                ) as more
                                group by reason
                                """,
                                quarantinedUpTo,
                                QUARANTINE_PAGE))
                .forEach(rows::add);
        long counted = 0;
        for (Record row : rows) {
            long count = row.get(1, long.class);
            quarantined.merge(row.get(0, String.class), count, Long::sum);
            quarantinedUpTo = Math.max(quarantinedUpTo, row.get(2, long.class));
            counted += count;
        }
        return counted;
    }

    /**
     * How many meters there are.
     *
     * @param known all
     * @param silent those under a contract that were not heard of since then
     */
    public record Meters(long known, long silent) {}

    /** Goes through the table of all meters: a quarter of a second for a million. */
    public Meters meters(Instant since) {
        return transactions.read(sql ->
                sql.fetchSingle(
                                "select count(*), count(*) filter (where period_end is not null"
                                        + " and heard_at < ?::timestamptz) from usance.meter_activity",
                                since.atOffset(ZoneOffset.UTC))
                        .map(row -> new Meters(row.get(0, long.class), row.get(1, long.class))));
    }

    /**
     * What waits for a person, counts.
     *
     * @param charges contract periods with a quantity that is not charged
     * @param settlements contract periods with an amount that is not commanded
     * @param moves pairs of companies whose money is commanded and has not moved
     * @param exceptions of contracts that no person has ended
     */
    public record Held(long charges, long settlements, long moves, long exceptions) {}

    /** Goes through the table of all contracts' periods. */
    public Held held() {
        return transactions.read(sql ->
                sql.fetchSingle(
                                "select count(charge_held), count(settlement_held),"
                                        + " (select count(*) from usance.net_due where due_minor <> 0),"
                                        + " (select count(*) from usance.contract_exception"
                                        + " where ended_how is null)"
                                        + " from usance.contract_period"
                                        + " where charge_held is not null or settlement_held is not null")
                        .map(row ->
                                new Held(
                                        row.get(0, long.class),
                                        row.get(1, long.class),
                                        row.get(2, long.class),
                                        row.get(3, long.class))));
    }

    /**
     * Two companies that owe one another, or did.
     *
     * @param currency ISO 4217
     * @param account the lesser of the two accounts
     * @param other the other account
     */
    public record Pair(String currency, String account, String other) {}

    /** Pairs of accounts that a batch has netted, in order; at most {@code max}. */
    public List<Pair> nettedPairs(int max) {
        return transactions.read(sql ->
                sql.fetch(
                                "select currency, account_a, account_b from usance.net_due"
                                        + " order by currency, account_a, account_b limit ?",
                                max)
                        .map(row ->
                                new Pair(
                                        row.get(0, String.class),
                                        row.get(1, String.class),
                                        row.get(2, String.class))));
    }
}
