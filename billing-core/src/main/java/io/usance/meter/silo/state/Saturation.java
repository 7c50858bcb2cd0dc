package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Course;
import io.usance.meter.silo.filter.Shares;
import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SiloSpec;

/**
 * How much more, or less, may stand in a silo than its sensor can show. At its highest value a
 * stock is anywhere from there to the capacity, at its lowest anywhere down to nothing.
 */
final class Saturation {

    private Saturation() {}

    /** Of both ends of a balance, as a bound; 0 if the sensor could follow. */
    static long of(SiloSpec silo, Ledger ledger, Stock measured, Course course) {
        return ofOpening(silo, ledger, course) + of(silo, measured, course);
    }

    static long ofOpening(SiloSpec silo, Ledger ledger, Course course) {
        return of(silo.capacity().milli(), ledger.opening(), ledger.level().opening(), course);
    }

    static long of(SiloSpec silo, Stock stock, Course course) {
        return of(silo.capacity().milli(), stock.milli(), stock.shares(), course);
    }

    private static long of(long capacity, long stock, Shares shares, Course course) {
        // Between two readings it may have stood where the farther of them stands.
        long about = shares.interpolation();
        if (stock + about >= course.highest()) {
            return Math.max(0, capacity - stock);
        }
        return stock - about <= course.lowest() ? Math.max(0, stock) : 0;
    }
}
