package io.usance.reconciliation;

import io.usance.reconciliation.ReadModels.Batch;
import io.usance.store.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The settlements of a contract's period one by one, each with the batch it is in. */
public final class PeriodSettlements {
    /** Rows fetched at once; memory does not grow with how many there are. */
    private static final int FETCH_SIZE = 2_000;

    private final Transactions transactions;

    public PeriodSettlements(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A settlement.
     *
     * @param meterId the only meter behind it; null if there are several, or none
     * @param purpose CONSUMPTION or TAX
     * @param commandedAt null in what an early release wrote
     * @param quantityMilli thousandths of the base unit
     * @param batch null if it is in none yet
     */
    public record Entry(
            String settlementId,
            @Nullable String meterId,
            String purpose,
            @Nullable Instant commandedAt,
            long quantityMilli,
            long amountMinor,
            String payer,
            String payee,
            @Nullable Batch batch) {}

    /** Hands over all of them, in the order they were commanded. */
    public void read(String contractId, String periodId, Consumer<Entry> to) {
        transactions.execute(() ->
                transactions.read(sql -> {
                    try (var rows =
                            sql.resultQuery(
                                            "select s.settlement_id, s.meter_id, s.purpose, s.commanded_at, s.quantity_milli,"
                                                    + " s.amount_minor, s.payer, s.payee, s.position from usance.settlement s"
                                                    + " where s.contract_id = ? and s.period_id = ? order by s.position",
                                            contractId,
                                            periodId)
                                    .fetchSize(FETCH_SIZE)
                                    .fetchLazy()) {
                        BatchCursor batches = new BatchCursor();
                        rows.forEach(row -> to.accept(entry(row, batches)));
                    }
                    return Boolean.TRUE;
                }));
    }

    private static Entry entry(Record row, BatchCursor batches) {
        OffsetDateTime at = row.get(3, OffsetDateTime.class);
        return new Entry(
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                at == null ? null : at.toInstant(),
                row.get(4, long.class),
                row.get(5, long.class),
                row.get(6, String.class),
                row.get(7, String.class),
                batches.of(row.get(8, long.class)));
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
                                    "select * from usance.batch where up_to_position >= ? order by batch_no limit ?",
                                    position,
                                    PAGE)
                            .map(ReadModels::batch));
        }
    }

    /** A batch by its number; empty if the read models do not know it. */
    public Optional<Batch> batch(long batchNo) {
        return transactions.read(sql ->
                sql.fetchOptional("select * from usance.batch where batch_no = ?", batchNo)
                        .map(ReadModels::batch));
    }
}
