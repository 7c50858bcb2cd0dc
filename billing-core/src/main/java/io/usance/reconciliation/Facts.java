package io.usance.reconciliation;

import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the read models want of the two events that are nearly all of a contract's log. These facts
 * are read from the stored form without the rest of it; they are those of the decoded event. Those
 * of meters are {@link io.usance.metering.MeterFacts}.
 */
public final class Facts {
    private Facts() {}

    /** Of {@code ConsumptionCharged}. */
    public record Charged(
            String contractId,
            String periodId,
            Quantity quantity,
            ExactAmount periodExact,
            Money amount,
            @Nullable Instant at,
            @Nullable String of) {}

    /** Of {@code SettlementCommanded}. */
    public record Commanded(
            String contractId,
            String settlementId,
            long settlementNo,
            @Nullable String meterId,
            String periodId,
            Quantity quantity,
            Money amount,
            String payer,
            String payee,
            SettlementPurpose purpose,
            @Nullable Share share) {}
}
