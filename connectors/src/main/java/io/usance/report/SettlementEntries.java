package io.usance.report;

import io.usance.receipt.ReceiptFiles;
import io.usance.reconciliation.ReadModels.Batch;
import io.usance.store.Transactions;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The period's settlements one by one, each with the batch it is in. */
final class SettlementEntries {
    /** Rows fetched at once; memory does not grow with how many there are. */
    private static final int FETCH_SIZE = 2_000;

    private final Transactions transactions;
    private final ReportScope scope;
    private long count;

    SettlementEntries(Transactions transactions, ReportScope scope) {
        this.transactions = transactions;
        this.scope = scope;
    }

    /**
     * Every settlement with where its proof is, in the order they were commanded.
     *
     * @return how many
     */
    long write(EntryFiles files) {
        EntryRows to =
                files.open(
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
                                            scope.contractId(),
                                            scope.periodId())
                                    .fetchSize(FETCH_SIZE)
                                    .fetchLazy()) {
                        BatchCursor batches = new BatchCursor();
                        rows.forEach(row -> write(to, row, batches));
                    }
                    return Boolean.TRUE;
                }));
        return count;
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
                            .map(SettlementEntries::batch));
        }
    }

    private void write(EntryRows to, Record row, BatchCursor batches) {
        count++;
        Batch batch = batches.of(row.get(8, long.class));
        OffsetDateTime at = row.get(3, OffsetDateTime.class);
        String id = row.get(0, String.class);
        to.row(
                id,
                row.get(1, String.class),
                row.get(2, String.class),
                at == null ? null : at.withOffsetSameInstant(ZoneOffset.UTC).toInstant(),
                ReportScope.base(row.get(4, long.class)),
                scope.major(row.get(5, long.class)),
                scope.currency().getCurrencyCode(),
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
                        .map(SettlementEntries::batch)
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
}
