package io.usance.reconciliation;

import io.usance.metering.MeterKinds;
import io.usance.money.ExactAmount;
import io.usance.store.EngineConsumer;
import io.usance.store.EventLog;
import io.usance.store.Follower;
import io.usance.store.Positions;
import io.usance.store.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Tables for people and reports, kept by following the log. Replaying the log into empty tables
 * gives the same rows.
 *
 * <p>Quantities are in thousandths of the base unit (grams, millilitres), money in minor units.
 */
public final class ReadModels {
    /** Stored name of the projection's position. */
    public static final String NAME = EngineConsumer.READ_MODELS.storedName();

    /** Positions of one transaction: the more, the more changes fall into one row. */
    private static final int SPAN_MAX = 500_000;

    /** Positions read at once; about what the buffers between server and client hold. */
    private static final int PAGE_MAX = 5_000;

    /** Rows and steps kept before they are written; some hundred bytes each. */
    private static final int ROWS_MAX = 100_000;

    private static final List<String> TABLES =
            List.of(
                    "meter_period",
                    "meter_activity",
                    "contract",
                    "contract_period",
                    "contract_quantity",
                    "contract_exception",
                    "settlement",
                    "batch",
                    "quarantine");

    private final Transactions transactions;
    private final Positions positions;
    private final EventLog log;
    private final MeterKinds kinds;
    private final Projection projection;
    private final boolean readingAhead;

    /**
     * @param kinds of the meters there may be
     * @param readingAhead if a rebuild may read on a second connection, in a thread of its own
     */
    public ReadModels(
            Transactions transactions,
            Positions positions,
            EventLog log,
            MeterKinds kinds,
            boolean readingAhead) {
        this.readingAhead = readingAhead;
        this.kinds = kinds;
        this.projection = new Projection(kinds);
        this.transactions = transactions;
        this.positions = positions;
        this.log = log;
    }

    /**
     * A meter's balance of one quantity in one period: of a stock {@code opening + delivered +
     * adjusted - closing = consumed}, of a register that counts up {@code closing - opening -
     * delivered - adjusted = consumed}. Nulls where the period is not closed, the opening not
     * measured yet, or there is neither stock nor register.
     *
     * @param kind name of the kind of meter
     * @param quantityName which of the meter's quantities; empty if it has only one
     * @param countsUp true for a register
     */
    public record MeterPeriod(
            String meterId,
            String kind,
            String periodId,
            String quantityName,
            String contractId,
            String dimension,
            boolean countsUp,
            @Nullable Long openingMilli,
            long deliveredMilli,
            long adjustedMilli,
            long meteredMilli,
            @Nullable Long closingMilli,
            @Nullable Long consumedMilli,
            @Nullable Long uncertaintyMilli,
            String state) {}

    /**
     * What a contract owes for one period.
     *
     * @param quantityMilli of what the price does not name
     * @param trueUpMinor null while it is open
     * @param chargeHeld why part of the quantity is not charged; null if all is
     * @param settlementHeld why what is due is not commanded; null if nothing is held
     */
    public record ContractPeriod(
            String contractId,
            String periodId,
            String currency,
            long quantityMilli,
            long amountMinor,
            ExactAmount exactAmount,
            long settlements,
            long settledMinor,
            long taxMinor,
            long taxSettledMinor,
            @Nullable Long trueUpMinor,
            @Nullable String chargeHeld,
            @Nullable String settlementHeld,
            String state) {}

    /**
     * A contract as it stands.
     *
     * @param endsAt end of its last period; null if it runs on
     * @param creditLimitMinor null for none
     */
    public record Contract(
            String contractId,
            int version,
            String supplier,
            String customer,
            String currency,
            @Nullable Instant endsAt,
            long commandedMinor,
            long paidMinor,
            @Nullable Long creditLimitMinor) {}

    /**
     * One settlement command.
     *
     * @param meterId the only silo behind it; null if there are several, or none
     * @param purpose CONSUMPTION or TAX
     * @param batchNo the batch it is sealed in, null if none yet
     * @param batchState SEALED, ANCHORED or CONFIRMED; null without a batch
     */
    public record Settlement(
            String settlementId,
            String contractId,
            @Nullable String meterId,
            String periodId,
            long quantityMilli,
            String dimension,
            long amountMinor,
            String currency,
            String payer,
            String payee,
            String purpose,
            @Nullable Long batchNo,
            @Nullable String batchState) {}

    /**
     * A sealed batch; {@code transaction} and {@code blockNumber} are null until it is anchored,
     * and for good if it is anchored in a log: its place there is in the event {@code BatchLogged}.
     */
    public record Batch(
            long batchNo,
            long afterPosition,
            long upToPosition,
            int count,
            String root,
            String state,
            @Nullable String transaction,
            @Nullable Long blockNumber) {}

    /** A meter whose open period should have closed with its readings and has not. */
    public record OverdueMeter(String meterId, String kind, String periodId, Instant periodEnd) {}

    /**
     * How far settlements have come, counts.
     *
     * @param current true if every event in the log is reflected here
     */
    public record Progress(boolean current, long settlements, long confirmed) {
        /** Everything known is settled and confirmed. */
        public boolean settled() {
            return current && settlements == confirmed;
        }
    }

    public Progress progress() {
        boolean current = isCurrent();
        return transactions.read(sql ->
                sql.fetchSingle(
                                "select (select count(*) from usance.settlement),"
                                        + " (select coalesce(sum(count), 0) from usance.batch"
                                        + " where state = 'CONFIRMED')")
                        .map(row ->
                                new Progress(
                                        current, row.get(0, long.class), row.get(1, long.class))));
    }

    /** The follower that brings the tables forward. */
    public Follower follower() {
        return follower(SPAN_MAX, PAGE_MAX, ROWS_MAX, readingAhead);
    }

    Follower follower(int spanMax, int pageMax, int rowsMax, boolean ahead) {
        return new Follower(
                NAME,
                projection.events(),
                transactions,
                positions,
                log,
                () -> new Changes(projection, transactions, rowsMax),
                spanMax,
                pageMax,
                ahead);
    }

    /**
     * Empties the tables and their position, in one transaction; the projection fills them again
     * from the log.
     */
    public void reset() {
        transactions.run(() ->
                transactions.read(sql -> {
                    TABLES.forEach(table -> sql.execute("truncate table usance." + table));
                    return sql.execute(
                            "delete from usance.consumer_position where consumer = ?", NAME);
                }));
    }

    /**
     * All rows of all tables as text, in key order: two equal digests mean bit for bit the same
     * read models.
     */
    public List<String> dump() {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            rows.addAll(
                    transactions.read(sql ->
                            sql.fetch("select t::text from usance." + table + " t order by 1")
                                    .map(row -> table + row.get(0, String.class))));
        }
        return rows;
    }

    /** True if the projection has handled every event in the log. */
    public boolean isCurrent() {
        return positions.read(NAME, 0).orElse(0) >= log.head();
    }

    public List<MeterPeriod> meterPeriods() {
        return transactions.read(sql ->
                sql.fetch(
                                "select * from usance.meter_period order by meter_id, kind, period_id, quantity")
                        .map(ReadModels::meterPeriod));
    }

    /** The silos of a contract in one period, in the order of their ids. */
    public List<MeterPeriod> meterPeriods(String contractId, String periodId) {
        return transactions.read(sql ->
                sql.fetch(
                                "select * from usance.meter_period where contract_id = ? and period_id = ?"
                                        + " order by meter_id, kind, quantity",
                                contractId,
                                periodId)
                        .map(ReadModels::meterPeriod));
    }

    private static MeterPeriod meterPeriod(Record row) {
        return new MeterPeriod(
                text(row, "meter_id"),
                text(row, "kind"),
                text(row, "period_id"),
                text(row, "quantity"),
                text(row, "contract_id"),
                text(row, "dimension"),
                row.get("counts_up", boolean.class),
                row.get("opening_milli", Long.class),
                number(row, "delivered_milli"),
                number(row, "adjusted_milli"),
                number(row, "metered_milli"),
                row.get("closing_milli", Long.class),
                row.get("consumed_milli", Long.class),
                row.get("uncertainty_milli", Long.class),
                text(row, "state"));
    }

    public List<ContractPeriod> contractPeriods() {
        return transactions.read(sql ->
                sql.fetch("select * from usance.contract_period order by contract_id, period_id")
                        .map(ReadModels::contractPeriod));
    }

    /** A contract's periods, oldest first; at most {@code max}, the newest. */
    public List<ContractPeriod> contractPeriods(String contractId, int max) {
        return transactions
                .read(sql ->
                        sql.fetch(
                                        "select * from usance.contract_period where contract_id = ?"
                                                + " order by period_id desc limit ?",
                                        contractId,
                                        max)
                                .map(ReadModels::contractPeriod))
                .reversed();
    }

    /** The quantities that a contract's price names, of one period; empty if it names none. */
    public List<PeriodMatch.ChargedQuantity> chargedQuantities(String contractId, String periodId) {
        return transactions.read(sql -> PeriodMatching.priced(sql, contractId, periodId));
    }

    private static ContractPeriod contractPeriod(Record row) {
        return new ContractPeriod(
                text(row, "contract_id"),
                text(row, "period_id"),
                text(row, "currency"),
                number(row, "quantity_milli"),
                number(row, "amount_minor"),
                ExactColumns.of(row),
                number(row, "settlements"),
                number(row, "settled_minor"),
                number(row, "tax_minor"),
                number(row, "tax_settled_minor"),
                row.get("true_up_minor", Long.class),
                row.get("charge_held", String.class),
                row.get("settlement_held", String.class),
                text(row, "state"));
    }

    /**
     * Contracts that settle by the age of their charges and have some that are old enough, those
     * that wait longest first. What is held for credit is not among them; a payment releases it.
     *
     * @param now the instant to settle at
     * @param max most contracts
     */
    public List<String> settlementsDue(Instant now, int max) {
        return transactions.read(sql ->
                sql.fetch(
                                """
                                select c.contract_id
                                from usance.contract_period p join usance.contract c on c.contract_id = p.contract_id
                                where p.state = 'OPEN' and p.pending_since is not null
                                    and p.pending_since + make_interval(hours => c.settle_every_hours)
                                        <= ?::timestamptz
                                    and p.amount_minor <> p.settled_minor
                                    and p.settlement_held is null
                                group by c.contract_id
                                order by min(p.pending_since), c.contract_id
                                limit ?
                                """,
                                now.atOffset(ZoneOffset.UTC),
                                max)
                        .map(row -> text(row, "contract_id")));
    }

    /** A contract as it stands; empty if the projection does not know it yet. */
    public Optional<Contract> contract(String contractId) {
        return transactions
                .read(sql ->
                        sql.fetchOptional(
                                "select * from usance.contract where contract_id = ?", contractId))
                .map(ReadModels::contract);
    }

    public List<Contract> contracts() {
        return transactions.read(sql ->
                sql.fetch("select * from usance.contract order by contract_id")
                        .map(ReadModels::contract));
    }

    private static Contract contract(Record row) {
        OffsetDateTime endsAt = row.get("ends_at", OffsetDateTime.class);
        return new Contract(
                text(row, "contract_id"),
                row.get("version", int.class),
                text(row, "supplier"),
                text(row, "customer"),
                text(row, "currency"),
                endsAt == null ? null : endsAt.toInstant(),
                number(row, "commanded_minor"),
                number(row, "paid_minor"),
                row.get("credit_limit_minor", Long.class));
    }

    /** Settlements in the order they were commanded. */
    public List<Settlement> settlements() {
        return transactions.read(sql ->
                sql.fetch(
                                """
                                select s.*, b.batch_no, b.state as batch_state
                                from usance.settlement s
                                left join usance.batch b
                                    on s.position > b.after_position and s.position <= b.up_to_position
                                order by s.position
                                """)
                        .map(ReadModels::settlement));
    }

    private static Settlement settlement(Record row) {
        return new Settlement(
                text(row, "settlement_id"),
                text(row, "contract_id"),
                row.get("meter_id", String.class),
                text(row, "period_id"),
                number(row, "quantity_milli"),
                text(row, "dimension"),
                number(row, "amount_minor"),
                text(row, "currency"),
                text(row, "payer"),
                text(row, "payee"),
                text(row, "purpose"),
                row.get("batch_no", Long.class),
                row.get("batch_state", String.class));
    }

    public List<Batch> batches() {
        return transactions.read(sql ->
                sql.fetch("select * from usance.batch order by batch_no").map(ReadModels::batch));
    }

    static Batch batch(Record row) {
        return new Batch(
                number(row, "batch_no"),
                number(row, "after_position"),
                number(row, "up_to_position"),
                row.get("count", int.class),
                text(row, "root"),
                text(row, "state"),
                row.get("transaction", String.class),
                row.get("block_number", Long.class));
    }

    /** Records in quarantine by reason, counts. */
    public SortedMap<String, Long> quarantineByReason() {
        SortedMap<String, Long> counts = new TreeMap<>();
        transactions
                .read(sql ->
                        sql.fetch(
                                "select reason, count(*) as n from usance.quarantine group by reason"))
                .forEach(row -> counts.put(text(row, "reason"), number(row, "n")));
        return counts;
    }

    /**
     * Silos whose open period ended before {@code since} and that were not heard of since then; at
     * most {@code max}.
     */
    public List<OverdueMeter> overdue(Instant since, int max) {
        return transactions.read(sql ->
                sql.fetch(
                                "select meter_id, kind, period_id, period_end from usance.meter_activity"
                                        + " where period_end is not null"
                                        + " and greatest(period_end, heard_at) < ?::timestamptz"
                                        + " order by period_end limit ?",
                                since.atOffset(ZoneOffset.UTC),
                                max)
                        .map(row ->
                                new OverdueMeter(
                                        text(row, "meter_id"),
                                        text(row, "kind"),
                                        text(row, "period_id"),
                                        row.get("period_end", OffsetDateTime.class).toInstant())));
    }

    /**
     * Checks every identity against the tables as they stand; call it when {@link #isCurrent()}.
     */
    public List<Identity> identities() {
        return Identities.check(
                transactions, positions, kinds.singleRecords(), kinds.markedRecords());
    }

    private static String text(Record row, String column) {
        return row.get(column, String.class);
    }

    private static long number(Record row, String column) {
        return row.get(column, long.class);
    }
}
