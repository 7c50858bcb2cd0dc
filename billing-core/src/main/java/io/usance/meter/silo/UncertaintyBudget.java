package io.usance.meter.silo;

import io.usance.failure.Checks;
import io.usance.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What the uncertainty of a period's consumption is made of, in the words of JCGM 100:2008, the
 * Guide to the expression of uncertainty in measurement. All but {@code otherPeriods} are standard
 * uncertainties, in the silo's dimension and rounded up to its thousandths.
 *
 * <p>Identities, but for rounding: {@code combined² = (repeatability + resolution + temperature +
 * deliveries + interpolation + saturation)² + accuracy²}, for these are mostly bounds and are added
 * as if they were fully correlated (5.2.2, note 1), and {@code expandedUncertainty = }{@value
 * #COVERAGE_FACTOR}{@code · combined + otherPeriods}.
 *
 * @param repeatability of the medians of readings at both ends, by the sensor's noise
 * @param resolution of its steps, at both ends
 * @param accuracy as declared of the sensor; zero if it was not
 * @param temperature of a swing of day and night
 * @param deliveries of delivery notes, of what was estimated by the level, and of adjustments
 * @param interpolation of the draw between the readings and the period's ends
 * @param combined all of these together
 * @param otherPeriods known to belong to other periods and not corrected for; added as it is
 *     (F.2.4.5)
 * @param saturation of a stock that stood at the highest or lowest value that the sensor shows: a
 *     bound, and not a measurement; null if neither did, and of what was stored before it was told
 */
public record UncertaintyBudget(
        Quantity repeatability,
        Quantity resolution,
        Quantity accuracy,
        Quantity temperature,
        Quantity deliveries,
        Quantity interpolation,
        Quantity combined,
        Quantity otherPeriods,
        @Nullable Quantity saturation) {

    public UncertaintyBudget {
        Checks.given(repeatability, "uncertaintyBudget.repeatability");
        Checks.given(resolution, "uncertaintyBudget.resolution");
        Checks.given(accuracy, "uncertaintyBudget.accuracy");
        Checks.given(temperature, "uncertaintyBudget.temperature");
        Checks.given(deliveries, "uncertaintyBudget.deliveries");
        Checks.given(interpolation, "uncertaintyBudget.interpolation");
        Checks.given(combined, "uncertaintyBudget.combined");
        Checks.given(otherPeriods, "uncertaintyBudget.otherPeriods");
    }

    /** Of stocks that the sensor could follow. */
    public UncertaintyBudget(
            Quantity repeatability,
            Quantity resolution,
            Quantity accuracy,
            Quantity temperature,
            Quantity deliveries,
            Quantity interpolation,
            Quantity combined,
            Quantity otherPeriods) {
        this(
                repeatability,
                resolution,
                accuracy,
                temperature,
                deliveries,
                interpolation,
                combined,
                otherPeriods,
                null);
    }

    /** The coverage factor k of all expanded uncertainties: a level of confidence of some 95 %. */
    public static final int COVERAGE_FACTOR = 2;
}
