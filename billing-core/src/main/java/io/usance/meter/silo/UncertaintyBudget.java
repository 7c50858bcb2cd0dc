package io.usance.meter.silo;

import io.usance.failure.Checks;
import io.usance.quantity.Quantity;

/**
 * What the uncertainty of a period's consumption is made of, in the words of JCGM 100:2008, the
 * Guide to the expression of uncertainty in measurement. All but the last are standard
 * uncertainties, in the silo's dimension and rounded up to its thousandths.
 *
 * <p>Identities, but for rounding: {@code combined² = (repeatability + resolution + temperature +
 * deliveries + interpolation)² + accuracy²}, for these are mostly bounds and are added as if they
 * were fully correlated (5.2.2, note 1), and {@code expandedUncertainty = }{@value
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
 */
public record UncertaintyBudget(
        Quantity repeatability,
        Quantity resolution,
        Quantity accuracy,
        Quantity temperature,
        Quantity deliveries,
        Quantity interpolation,
        Quantity combined,
        Quantity otherPeriods) {

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

    /** The coverage factor k of all expanded uncertainties: a level of confidence of some 95 %. */
    public static final int COVERAGE_FACTOR = 2;
}
