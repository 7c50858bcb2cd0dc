package io.usance.reconciliation;

import io.usance.money.ExactAmount;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One period of a contract, step by step from what was metered to what was paid and posted.
 * Quantities in thousandths of the base unit, money in minor units, taxes apart where they are.
 *
 * @param period which one, and whether it is settled
 * @param postedMilli withdrawn by the ERP's postings; null if it sent none
 */
public record PeriodMatch(
        Period period,
        Metered metered,
        Charged charged,
        Settled settled,
        Anchored anchored,
        Paid paid,
        @Nullable Long postedMilli) {

    /**
     * The period of the contract.
     *
     * @param currency ISO 4217
     * @param dimension of its quantities, by name
     * @param state OPEN or SETTLED
     */
    public record Period(
            String contractId, String periodId, String currency, String dimension, String state) {

        /** All meters have closed it, and what is due was commanded. */
        public boolean isSettled() {
            return state.equals("SETTLED");
        }
    }

    /**
     * What the contract's meters have metered.
     *
     * @param meters how many meter it
     * @param metersOpen of them have not closed it yet
     * @param quantityMilli consumption of the meters that have closed it, in the dimension of the
     *     period
     * @param quantities by kind of meter and name, in their order
     */
    public record Metered(
            int meters, int metersOpen, long quantityMilli, List<NamedQuantity> quantities) {
        public Metered {
            quantities = List.copyOf(quantities);
        }
    }

    /**
     * One quantity over all meters of a kind.
     *
     * @param kind of meter
     * @param name of the quantity; empty for the only one of a meter
     * @param dimension of the quantity, by name
     * @param quantityMilli consumption of the meters that have closed the period
     */
    public record NamedQuantity(String kind, String name, String dimension, long quantityMilli) {}

    /**
     * What was rated.
     *
     * @param exact unrounded net amount
     * @param held why part of the quantity is not charged; null if all is
     */
    public record Charged(Sum sum, ExactAmount exact, @Nullable String held) {
        public long grossMinor() {
            return sum.grossMinor();
        }
    }

    /**
     * What was commanded.
     *
     * @param sum over the settlements
     * @param commandedMinor the same as the contract's own account of the period has it
     * @param held why what is due is not commanded; null if nothing is held
     */
    public record Settled(Sum sum, long commandedMinor, @Nullable String held) {
        public long grossMinor() {
            return sum.grossMinor();
        }
    }

    /**
     * What of the settlements is in batches.
     *
     * @param confirmed in confirmed batches
     * @param inFlight in batches that are sealed and not confirmed
     * @param firstBatch number of the first batch with one of them; null if none is sealed
     * @param lastBatch number of the last
     */
    public record Anchored(
            Sum confirmed, Sum inFlight, @Nullable Long firstBatch, @Nullable Long lastBatch) {}

    /**
     * What of the settlements is paid.
     *
     * @param minor by payments recorded or moves in escrow, whichever is further
     * @param recordedMinor by payments recorded, for the oldest periods first
     * @param movedMinor by moves in escrow, the oldest settlements first
     * @param open what is commanded and not paid, by the day it was commanded, oldest first
     */
    public record Paid(long minor, long recordedMinor, long movedMinor, List<Open> open) {
        public Paid {
            open = List.copyOf(open);
        }
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
