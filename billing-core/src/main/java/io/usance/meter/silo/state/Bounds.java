package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SiloSpec;

/**
 * What physics leaves of an uncertainty: no stock is below zero or above the capacity, and nothing
 * is drawn that was not there, so 0 ≤ consumed ≤ opening + deliveries + adjustments.
 */
final class Bounds {

    private Bounds() {}

    /**
     * The most that the consumption of a period can be off by.
     *
     * @param budget what it could be off by without a bound
     * @param uncounted what may have been delivered without being counted
     */
    static long of(SiloSpec silo, Ledger ledger, Stock measured, Budget budget, long uncounted) {
        long capacity = silo.capacity().milli();
        // What the level may be off by beyond the uncertainty of either stock.
        long level = budget.temperature() + budget.saturation() + 2 * budget.accuracy();
        long opening = stock(capacity, ledger.opening(), ledger.openingUncertainty() + level);
        long closing = stock(capacity, measured.milli(), measured.uncertainty() + level);
        long left = Math.min(Math.max(0, measured.milli()), closing);
        long more =
                opening
                        + ledger.deliveriesUncertainty()
                        + uncounted
                        + 2 * Budget.ofScale(silo, ledger.level().estimated())
                        + ledger.adjustmentsUncertainty()
                        + left;
        return Math.max(Math.abs(ledger.ownBalance(measured.milli())), more);
    }

    private static long stock(long capacity, long stock, long uncertainty) {
        return Math.min(uncertainty, Math.max(capacity - stock, Math.max(stock, 0)));
    }
}
