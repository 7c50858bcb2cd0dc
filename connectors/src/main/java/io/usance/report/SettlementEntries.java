package io.usance.report;

import io.usance.receipt.ReceiptFiles;
import io.usance.reconciliation.PeriodSettlements;
import io.usance.reconciliation.ReadModels.Batch;
import org.jspecify.annotations.Nullable;

/** The period's settlements one by one, each with the batch it is in. */
final class SettlementEntries {
    private final PeriodSettlements settlements;
    private final ReportScope scope;
    private long count;

    SettlementEntries(PeriodSettlements settlements, ReportScope scope) {
        this.settlements = settlements;
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
        settlements.read(scope.contractId(), scope.periodId(), entry -> write(to, entry));
        return count;
    }

    private void write(EntryRows to, PeriodSettlements.Entry entry) {
        count++;
        Batch batch = entry.batch();
        to.row(
                entry.settlementId(),
                entry.meterId(),
                entry.purpose(),
                entry.commandedAt(),
                ReportScope.base(entry.quantityMilli()),
                scope.major(entry.amountMinor()),
                scope.currency().getCurrencyCode(),
                entry.payer(),
                entry.payee(),
                batch == null ? null : batch.batchNo(),
                batch == null ? null : batch.state(),
                batch == null ? null : batch.root(),
                ReceiptFiles.nameOf(entry.settlementId()));
    }

    @Nullable Batch batch(long batchNo) {
        return settlements.batch(batchNo).orElse(null);
    }
}
