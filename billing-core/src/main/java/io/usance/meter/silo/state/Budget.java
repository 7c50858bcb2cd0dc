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
 * What the uncertainty of a balance is made of, in thousandths of the base unit. The measurand is
 * {@code consumed = opening + deliveries + adjustments - closing}.
 *
 * <p>What dominates all but the accuracy, half a step and the draw between two groups, are bounds
 * and not deviations, and a coarse or seldom sensor makes all of them large. So they count at k = 2
 * with the bound itself, and are added as if they were fully correlated (JCGM 100:2008, 5.2.2, note
 * 1). The accuracy knows nothing of them, and is added as a root of squares (5.1.2).
 *
 * @param repeatability at k = 2, as are all of these but {@code accuracy}
 * @param accuracy standard uncertainty
 * @param saturation 0 if the sensor could follow both stocks
 */
record Budget(
        long repeatability,
        long resolution,
        long accuracy,
        long temperature,
        long deliveries,
        long interpolation,
        long saturation) {

    private static final int K = UncertaintyBudget.COVERAGE_FACTOR;

    /**
     * @param swing by how much the level swings without anything being drawn or delivered
     * @param saturation how much more, or less, both stocks may be than the sensor can show
     */
    static Budget of(SiloSpec silo, Ledger ledger, Stock measured, long swing, long saturation) {
        Shares opening = ledger.level().opening();
        Shares closing = measured.shares();
        // Of a stock that was carried, what was delivered since it was measured.
        long carried = Math.max(0, ledger.openingUncertainty() - opening.sum());
        long unmeasured = Math.max(0, measured.uncertainty() - closing.sum());
        return new Budget(
                opening.repeatability() + closing.repeatability(),
                opening.resolution() + closing.resolution(),
                accuracy(silo, ledger, measured),
                swing / 2,
                carried
                        + unmeasured
                        + ledger.deliveriesUncertainty()
                        + ledger.adjustmentsUncertainty(),
                opening.interpolation() + closing.interpolation(),
                saturation);
    }

    /** The same, each part less by as much as all together is above a limit. */
    Budget within(long limit) {
        long whole = expanded();
        return whole <= limit
                ? this
                : new Budget(
                        Milli.part(repeatability, limit, whole),
                        Milli.part(resolution, limit, whole),
                        Milli.part(accuracy, limit, whole),
                        Milli.part(temperature, limit, whole),
                        Milli.part(deliveries, limit, whole),
                        Milli.part(interpolation, limit, whole),
                        Milli.part(saturation, limit, whole));
    }

    /** With so much more, expanded, that may have been delivered without being counted. */
    Budget withUncounted(long milli) {
        return new Budget(
                repeatability,
                resolution,
                accuracy,
                temperature,
                deliveries + milli,
                interpolation,
                saturation);
    }

    /**
     * Of a sensor that is off by a constant, by a part of what it shows, and by what it has
     * drifted, all within its limits of error; rectangular (4.3.7). A constant cancels, for both
     * ends have it, with the coefficients 1 and -1 (5.2.2). Of a part of what it shows both ends
     * have the same part, and what was delivered by the level has it too, so it acts on what the
     * level says of the consumption. A drift between the ends is no more than the limit. A data
     * sheet does not say which of them it limits, so each is given all of it.
     */
    private static long accuracy(SiloSpec silo, Ledger ledger, Stock measured) {
        return accuracy(silo, ledger.ownBalance(measured.milli()) - ledger.weighed());
    }

    private static long accuracy(SiloSpec silo, long byLevel) {
        return Milli.hypot(limit(silo), ofScale(silo, byLevel));
    }

    /** The standard uncertainty that a part of what is shown has in a difference of levels. */
    static long ofScale(SiloSpec silo, long difference) {
        return Milli.part(limit(silo), Math.abs(difference), silo.capacity().milli());
    }

    private static long limit(SiloSpec silo) {
        SensorAccuracy declared = silo.sensor().accuracy();
        return declared == null ? 0 : Milli.rectangular(declared.limitMilli(silo.capacity()));
    }

    /** All but the accuracy, at k = 2. */
    private long added() {
        return repeatability + resolution + temperature + deliveries + interpolation + saturation;
    }

    /**
     * {@link #added()} of a balance.
     *
     * @param measured uncertainty of the stock at its end
     * @param saturation as in {@link #of}
     */
    static long added(Ledger ledger, long measured, long swing, long saturation) {
        return ledger.openingUncertainty()
                + measured
                + ledger.deliveriesUncertainty()
                + ledger.adjustmentsUncertainty()
                + swing / 2
                + saturation;
    }

    /**
     * All together, k = 2.
     *
     * @param added all but the accuracy, at k = 2
     * @param byLevel what the level says of the consumption
     */
    static long expanded(SiloSpec silo, long added, long byLevel) {
        return Milli.hypot(added, K * accuracy(silo, byLevel));
    }

    /** All together, k = 2. */
    long expanded() {
        return Milli.hypot(added(), K * accuracy);
    }

    /**
     * As it is told: standard uncertainties.
     *
     * @param otherPeriods known to belong to other periods
     */
    UncertaintyBudget told(long otherPeriods, Dimension dimension) {
        return new UncertaintyBudget(
                standard(repeatability, dimension),
                standard(resolution, dimension),
                new Quantity(accuracy, dimension),
                standard(temperature, dimension),
                standard(deliveries, dimension),
                standard(interpolation, dimension),
                standard(expanded(), dimension),
                new Quantity(otherPeriods, dimension),
                saturation == 0 ? null : standard(saturation, dimension));
    }

    private static Quantity standard(long expanded, Dimension dimension) {
        return new Quantity((expanded + K - 1) / K, dimension);
    }
}
