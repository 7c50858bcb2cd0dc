package io.usance.metering;

import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A quantity was metered and is to be charged. Instalments of a period add up: the sum of {@link
 * #quantity()} over a meter, a period and a quantity's name is what the meter counted in it.
 *
 * <p>What a meter says of this is evidence. What it costs, and whether it is charged at all, is the
 * contract's business.
 */
public interface Metered extends MeterEvent {

    /** The contract it is metered for. */
    String contractId();

    /** The billing period it belongs to. */
    String periodId();

    /** Per meter, from 1, without gaps; charging is idempotent by it. */
    long meteredNo();

    /** Provisional, the true-up of the period, or a correction after it was closed. */
    MeteredKind kind();

    /**
     * Which of the meter's quantities it is, for example {@code goodParts}; {@link Quantities#ONLY}
     * for a meter that has no more than one.
     */
    default String quantityName() {
        return Quantities.ONLY;
    }

    /** This instalment; negative only for a true-up or a correction. */
    Quantity quantity();

    /**
     * Sum of the instalments of that name booked in the same period as this one, which is included:
     * in {@link #bookedPeriodId()} if that is given, else in {@link #periodId()}.
     */
    Quantity periodTotal();

    /**
     * The period whose balance contains it, if that is not {@link #periodId()}: a correction of a
     * closed period is booked in the one that is open. Null for all else, and for a correction of a
     * contract that has ended, which no balance contains.
     */
    default @Nullable String bookedPeriodId() {
        return null;
    }

    /** When what was metered began to happen; null if no more is known than the period. */
    default @Nullable Instant from() {
        return null;
    }

    /** When it ended, exclusive; null exactly if {@link #from()} is. */
    default @Nullable Instant until() {
        return null;
    }
}
