package io.usance.meter.silo.state;

import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.filter.Milli;
import io.usance.meter.silo.filter.Shares;
import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;

/**
 * What the uncertainty of a balance is made of, by JCGM 100:2008: standard uncertainties in
 * thousandths of the base unit, combined as independent ones (5.1.2).
 *
 * <p>The measurand is {@code consumed = opening + deliveries + adjustments - closing}. Bounds, such
 * as half a step or the draw between two groups, are rectangular (4.3.7).
 */
record Budget(
        long repeatability,
        long resolution,
        long accuracy,
        long temperature,
        long deliveries,
        long interpolation) {

    static Budget of(SiloState state, Stock measured) {
        Ledger ledger = state.ledger();
        Shares ends = ledger.bookShares().plus(measured.shares());
        return new Budget(
                ends.repeatability(),
                ends.resolution(),
                accuracy(state.spec(), ledger, measured),
                Milli.rectangular((state.filter().course().swing() + 1) / 2),
                ends.deliveries(),
                ends.interpolation());
    }

    /**
     * Of a sensor that is off by a constant, by a part of what it shows, and by what it has drifted,
     * all within its limits of error. A constant cancels: both ends have it, with the coefficients 1
     * and -1 (5.2.2). Of a part of what it shows both ends have the same part, and what was
     * delivered by the level has it too, so it acts on what the level says of the consumption. A
     * drift between the ends is no more than the limit. A data sheet does not say which of them it
     * limits, so each is given all of it.
     */
    static long accuracy(SiloSpec silo, Ledger ledger, Stock measured) {
        SensorAccuracy declared = silo.sensor().accuracy();
        if (declared == null) {
            return 0;
        }
        long drift = Milli.rectangular(declared.limitMilli(silo.capacity()));
        long byLevel =
                ledger.book()
                        - (ledger.deliveries() - ledger.level().estimated())
                        - measured.milli();
        return Milli.hypot(drift, ofScale(silo, byLevel));
    }

    /** The part that a scale error has in what the level shows as a difference. */
    static long ofScale(SiloSpec silo, long difference) {
        SensorAccuracy declared = silo.sensor().accuracy();
        long limit = declared == null ? 0 : declared.limitMilli(silo.capacity());
        return Milli.part(
                Milli.rectangular(limit), Math.abs(difference), silo.capacity().milli());
    }

    long combined() {
        Shares without = new Shares(repeatability, resolution, interpolation, deliveries);
        return Milli.hypot(without.combined(), Milli.hypot(accuracy, temperature));
    }

    long expanded() {
        return UncertaintyBudget.COVERAGE_FACTOR * combined();
    }

    /**
     * As it is told.
     *
     * @param otherPeriods known to belong to other periods
     */
    UncertaintyBudget told(long otherPeriods, Dimension dimension) {
        return new UncertaintyBudget(
                new Quantity(repeatability, dimension),
                new Quantity(resolution, dimension),
                new Quantity(accuracy, dimension),
                new Quantity(temperature, dimension),
                new Quantity(deliveries, dimension),
                new Quantity(interpolation, dimension),
                new Quantity(combined(), dimension),
                new Quantity(otherPeriods, dimension));
    }
}
