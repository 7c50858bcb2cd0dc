package io.usance.report;

import io.usance.money.Money;
import io.usance.reconciliation.ReadModels.Batch;
import io.usance.store.Transactions;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Currency;
import java.util.Deque;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What the tables say of a period beyond the match: single settlements, bank entries, batches. */
final class PeriodFacts {
    /** Rows fetched at once; memory does not grow with how many there are. */
    private static final int FETCH_SIZE = 2_000;

    private final Transactions transactions;
    private final String contractId;
    private final String periodId;

    PeriodFacts(Transactions transactions, String contractId, String periodId) {
        this.transactions = transactions;
        this.contractId = contractId;
        this.periodId = periodId;
    }

    /** Every settlement with where its proof is, in the order they were commanded. */
    Report.Detail writeSettlements(Path directory, Currency currency) {
        CsvFile file =
                new CsvFile(
                        directory,
                        "settlements.csv",
                        "settlement_id",
                        "silo_id",
                        "purpose",
                        "commanded_at",
                        "quantity",
                        "amount",
                        "currency",
                        "payer",
                        "payee",
                        "batch_no",
                        "batch_state",
                        "batch_root",
                        "receipt");
        transactions.execute(() ->
                transactions.read(sql -> {
                    try (var rows =
                            sql.resultQuery(
                                            "select s.settlement_id, s.meter_id, s.purpose, s.commanded_at, s.quantity_milli,"
                                                    + " s.amount_minor, s.payer, s.payee, s.position from settlement s"
                                                    + " where s.contract_id = ? and s.period_id = ? order by s.position",
                                            contractId,
                                            periodId)
                                    .fetchSize(FETCH_SIZE)
                                    .fetchLazy()) {
                        BatchCursor batches = new BatchCursor();
                        rows.forEach(row -> write(file, row, batches, currency));
                    }
                    return Boolean.TRUE;
                }));
        return file.end();
    }

    /** Batches in the order of settlements, a page at a time. */
    private final class BatchCursor {
        private static final int PAGE = 500;

        private final Deque<Batch> page = new ArrayDeque<>();
        private boolean more = true;

        /** The batch of a settlement; null if it is in none. Positions must rise. */
        @Nullable Batch of(long position) {
            while (true) {
                while (!page.isEmpty() && page.getFirst().upToPosition() < position) {
                    page.removeFirst();
                }
                if (!page.isEmpty()) {
                    return page.getFirst().afterPosition() < position ? page.getFirst() : null;
                }
                if (!more) {
                    return null;
                }
                List<Batch> next = page(position);
                more = next.size() == PAGE;
                page.addAll(next);
            }
        }

        private List<Batch> page(long position) {
            return transactions.read(sql ->
                    sql.fetch(
                                    "select * from batch where up_to_position >= ? order by batch_no limit ?",
                                    position,
                                    PAGE)
                            .map(PeriodFacts::batch));
        }
    }

    private static void write(CsvFile file, Record row, BatchCursor batches, Currency currency) {
        Batch batch = batches.of(row.get(8, long.class));
        OffsetDateTime at = row.get(3, OffsetDateTime.class);
        String id = row.get(0, String.class);
        file.row(
                id,
                row.get(1, String.class),
                row.get(2, String.class),
                at == null ? null : at.withOffsetSameInstant(ZoneOffset.UTC).toInstant(),
                ReportBuilder.base(row.get(4, long.class)),
                new Money(row.get(5, long.class), currency).major(),
                currency.getCurrencyCode(),
                row.get(6, String.class),
                row.get(7, String.class),
                batch == null ? null : batch.batchNo(),
                batch == null ? null : batch.state(),
                batch == null ? null : batch.root(),
                ReceiptFiles.nameOf(id));
    }

    @Nullable Batch batch(long batchNo) {
        return transactions.read(sql ->
                sql.fetchOptional("select * from batch where batch_no = ?", batchNo)
                        .map(PeriodFacts::batch)
                        .orElse(null));
    }

    private static Batch batch(Record row) {
        return new Batch(
                row.get("batch_no", long.class),
                row.get("after_position", long.class),
                row.get("up_to_position", long.class),
                row.get("count", int.class),
                row.get("root", String.class),
                row.get("state", String.class),
                row.get("transaction", String.class),
                row.get("block_number", Long.class));
    }

    /**
     * A bank's entry that touches the period.
     *
     * @param minor booked
     */
    record Entry(
            String reference,
            String endToEndId,
            long minor,
            String currency,
            LocalDate bookedOn,
            String outcome,
            long varianceMinor,
            String detail) {}

    /** Entries that are not simply matched, at most {@code max}. */
    List<Entry> bankExceptions(int max) {
        return transactions.read(sql ->
                sql.fetch(
                                "select * from bank_entry where outcome <> 'MATCHED' and end_to_end_id in"
                                        + " (select end_to_end_id from payment_part where contract_id = ? and period_id = ?)"
                                        + " order by booked_on, account, statement_id, entry_no limit ?",
                                contractId,
                                periodId,
                                max)
                        .map(row ->
                                new Entry(
                                        row.get("reference", String.class),
                                        row.get("end_to_end_id", String.class),
                                        row.get("amount_minor", long.class),
                                        row.get("currency", String.class),
                                        row.get("booked_on", LocalDate.class),
                                        row.get("outcome", String.class),
                                        row.get("variance_minor", long.class),
                                        row.get("detail", String.class))));
    }

    /** Newest booking date of the payments that name the period; null if there is none. */
    @Nullable LocalDate lastBooking() {
        return transactions.read(sql ->
                sql.fetchSingle(
                                "select max(booked_on) from bank_entry where end_to_end_id in"
                                        + " (select end_to_end_id from payment_part where contract_id = ? and period_id = ?)",
                                contractId,
                                periodId)
                        .get(0, LocalDate.class));
    }

    /**
     * @param medianDays null if nothing is paid by a bank
     */
    record Cash(
            @Nullable BigDecimal medianDays,
            @Nullable BigDecimal p95Days,
            long matchedCount,
            long entryCount,
            long matchedMinor,
            long entryMinor) {}

    /** Of the payments that name the period, by the bank's booking dates. */
    Cash cash() {
        return transactions.read(sql -> {
            Record entries =
                    sql.fetchSingle(
                            "select count(*) filter (where outcome in ('MATCHED', 'WITHIN_TOLERANCE')), count(*),"
                                    + " coalesce(sum(amount_minor) filter (where outcome in ('MATCHED', 'WITHIN_TOLERANCE')), 0)::bigint,"
                                    + " coalesce(sum(amount_minor), 0)::bigint, max(booked_on)"
                                    + " from bank_entry where end_to_end_id in"
                                    + " (select end_to_end_id from payment_part where contract_id = ? and period_id = ?)",
                            contractId,
                            periodId);
            LocalDate booked = entries.get(4, LocalDate.class);
            Record days =
                    sql.fetchSingle(
                            "select percentile_disc(0.5) within group (order by days), percentile_disc(0.95) within group (order by days)"
                                    + " from (select ?::date - (commanded_at at time zone 'UTC')::date as days"
                                    + " from settlement where contract_id = ? and period_id = ?) d",
                            booked == null ? null : booked.toString(),
                            contractId,
                            periodId);
            return new Cash(
                    days(days.get(0, Integer.class)),
                    days(days.get(1, Integer.class)),
                    entries.get(0, long.class),
                    entries.get(1, long.class),
                    entries.get(2, long.class),
                    entries.get(3, long.class));
        });
    }

    private static @Nullable BigDecimal days(@Nullable Integer days) {
        return days == null ? null : BigDecimal.valueOf(days);
    }
}
