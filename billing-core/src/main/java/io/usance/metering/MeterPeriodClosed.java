package io.usance.metering;

import io.usance.quantity.Quantity;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A meter has closed a billing period: it will meter nothing more for it. */
public interface MeterPeriodClosed extends MeterEvent {

    /** The contract it was metered for. */
    String contractId();

    /** The period. */
    String periodId();

    /** The period that opens, or would if the contract did not end here. */
    String nextPeriodId();

    /**
     * What was metered for it until now, by the quantity's name; equals the sum of its instalments.
     * What was booked in it for closed periods is no part of it.
     */
    SortedMap<String, Quantity> quantities();

    /**
     * Expanded uncertainty (k = 2) of what was metered; null if the meter states none, or has more
     * than one quantity.
     */
    default @Nullable Quantity expandedUncertainty() {
        return null;
    }

    /**
     * The balance, if it is negative beyond its uncertainty, so that nothing was metered of it;
     * null otherwise.
     */
    default @Nullable Quantity negativeBalance() {
        return null;
    }
}
