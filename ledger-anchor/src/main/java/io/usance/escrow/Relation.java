package io.usance.escrow;

import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.EscrowRefusal.MoveRefused.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A payer's escrow for one payee and its mandate, as the contract stores them in one slot.
 *
 * @param balanceMinor escrow that no batch has taken, in minor units
 * @param capMinor most per period; 0 without a mandate
 * @param spentMinor in the period that began at {@code periodStart}, which may have ended since
 * @param periodStart whole seconds; the epoch if there never was a mandate
 * @param periodHours length of a period; 0 if there never was a mandate
 * @param expiresAt end of the mandate, exclusive
 */
public record Relation(
        int payerNo,
        int payeeNo,
        long balanceMinor,
        long capMinor,
        long spentMinor,
        Instant periodStart,
        int periodHours,
        Instant expiresAt) {

    /** Spent in the period that runs at this time. */
    public long spentMinorAt(Instant at) {
        boolean over = !at.isBefore(periodStart.plus(Duration.ofHours(periodHours)));
        return over ? 0 : spentMinor;
    }

    /** What the mandate still allows at this time, whatever the escrow. */
    public long leftMinorAt(Instant at) {
        return at.isBefore(expiresAt) ? Math.max(0, capMinor - spentMinorAt(at)) : 0;
    }

    /**
     * Why the contract would refuse to move this amount at this time; empty if it would not. A
     * batcher asks this to hold a payer back before a batch is sealed.
     *
     * <p>The contract decides by the time of the block that the batch gets into: ask for a time a
     * little ahead as well, if a mandate is about to expire.
     */
    public Optional<MoveRefused> refusal(long amountMinor, Instant at) {
        if (capMinor == 0) {
            return Optional.of(refused(Reason.NO_MANDATE, 0, amountMinor));
        }
        if (!at.isBefore(expiresAt)) {
            return Optional.of(refused(Reason.MANDATE_EXPIRED, 0, amountMinor));
        }
        if (amountMinor > leftMinorAt(at)) {
            return Optional.of(refused(Reason.MANDATE_EXCEEDED, leftMinorAt(at), amountMinor));
        }
        if (amountMinor > balanceMinor) {
            return Optional.of(refused(Reason.INSUFFICIENT_ESCROW, balanceMinor, amountMinor));
        }
        return Optional.empty();
    }

    private MoveRefused refused(Reason reason, long availableMinor, long neededMinor) {
        return new MoveRefused(
                reason, MoveRefused.NOT_IN_A_BATCH, payerNo, payeeNo, availableMinor, neededMinor);
    }
}
