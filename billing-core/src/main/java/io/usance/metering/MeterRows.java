package io.usance.metering;

import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the read models about meters: one per meter, and one per meter, period and quantity.
 * Changes of one meter are made in the order they are told.
 */
public interface MeterRows {

    /** The meter is under a contract, or will be when the one before has ended. */
    void assigned(MeterAssigned event, Instant recordedAt);

    /** The meter leaves its contract. */
    void left(MeterLeft event);

    /** What the stock or register was when metering began, or began again. */
    void opened(PeriodRow row, Quantity opening);

    /** Came in during the period, for example a delivery; negative if taken back. */
    void delivered(PeriodRow row, Quantity quantity);

    /** A dated adjustment of stock or register, without anything having been consumed. */
    void adjusted(PeriodRow row, Quantity quantity);

    /** The balance of a quantity in a period that closes. */
    void balanced(PeriodRow row, Balance balance, String nextPeriodId);

    /** The period is closed, after the balances of all its quantities; the next is open. */
    void closed(MeterPeriodClosed event);

    /**
     * A row.
     *
     * @param quantityName see {@link Metered#quantityName()}
     * @param dimension of the quantity
     * @param countsUp true for a register, which rises with what is consumed; false for a stock
     */
    record PeriodRow(
            String meterId,
            String periodId,
            String contractId,
            String quantityName,
            Dimension dimension,
            boolean countsUp) {

        /** Of a stock that is a meter's only quantity. */
        public static PeriodRow ofStock(
                String meterId, String periodId, String contractId, Dimension dimension) {
            return new PeriodRow(meterId, periodId, contractId, Quantities.ONLY, dimension, false);
        }
    }

    /**
     * The balance of a closed period. Of a stock {@code opening + delivered + adjusted - closing =
     * consumed}; of a register that counts up {@code closing - opening - delivered - adjusted =
     * consumed}.
     *
     * @param closing what the next period opens with; null if the quantity has neither stock nor
     *     register
     * @param measured what readings around the end say, where {@code closing} may be the unchanged
     *     book; null if {@code closing} is
     * @param provisional sum of the provisional instalments
     * @param uncertainty expanded (k = 2), of {@code consumed}; null if none is stated
     * @param state CLOSED, or what else the kind calls it: CARRIED, NEGATIVE
     */
    record Balance(
            @Nullable Quantity closing,
            @Nullable Quantity measured,
            Quantity consumed,
            Quantity provisional,
            @Nullable Quantity uncertainty,
            String state) {}
}
