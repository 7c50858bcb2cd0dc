package io.usance.reconciliation;

import io.usance.money.ExactAmount;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One period of a contract, step by step from what was metered to what was paid and posted.
 * Quantities in thousandths of the base unit, money in minor units, taxes apart where they are.
 *
 * @param dimension MASS or VOLUME
 * @param silos how many meter it
 * @param silosOpen of them have not closed it yet
 * @param meteredMilli consumption of the silos that have closed it
 * @param charged what was rated
 * @param exact unrounded net amount
 * @param settled what was commanded, summed up over the settlements
 * @param commandedMinor the same as the contract's own account of the period has it
 * @param anchored of it in confirmed batches
 * @param inFlight of it sealed and not confirmed
 * @param firstBatch number of the first batch with one of its settlements; null if none is sealed
 * @param lastBatch number of the last
 * @param paidMinor of what was commanded, by payments noted or moves in escrow, whichever is
 *     further
 * @param notedMinor of it by payments noted, for the oldest periods first
 * @param movedMinor of it by moves in escrow, the oldest settlements first
 * @param postedMilli withdrawn by the ERP's postings; null if it sent none
 * @param unpaid what is commanded and not paid, by the day it was commanded, oldest first
 * @param chargeHeld why part of the quantity is not charged; null if all is
 * @param settlementHeld why what is due is not commanded; null if nothing is held
 * @param state OPEN or SETTLED
 */
public record PeriodMatch(
        String contractId,
        String periodId,
        String currency,
        String dimension,
        int silos,
        int silosOpen,
        long meteredMilli,
        Sum charged,
        ExactAmount exact,
        Sum settled,
        long commandedMinor,
        Sum anchored,
        Sum inFlight,
        @Nullable Long firstBatch,
        @Nullable Long lastBatch,
        long paidMinor,
        long notedMinor,
        long movedMinor,
        @Nullable Long postedMilli,
        List<Open> unpaid,
        @Nullable String chargeHeld,
        @Nullable String settlementHeld,
        String state) {

    public PeriodMatch {
        unpaid = List.copyOf(unpaid);
    }

    /**
     * @param count settlements; 0 where it means nothing
     */
    public record Sum(long count, long quantityMilli, long netMinor, long taxMinor) {
        static final Sum NOTHING = new Sum(0, 0, 0, 0);

        public long grossMinor() {
            return netMinor + taxMinor;
        }

        Sum plus(Sum other) {
            return new Sum(
                    count + other.count,
                    quantityMilli + other.quantityMilli,
                    netMinor + other.netMinor,
                    taxMinor + other.taxMinor);
        }
    }

    /**
     * @param commandedOn UTC
     * @param minor negative for a credit that was not set off
     */
    public record Open(LocalDate commandedOn, long minor) {}
}
