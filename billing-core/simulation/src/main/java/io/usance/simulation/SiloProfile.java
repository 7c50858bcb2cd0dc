package io.usance.simulation;

import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.time.Duration;

/**
 * How one simulated silo is used and watched.
 *
 * @param silo as it is registered
 * @param kind what its sensor reports: MASS, VOLUME or, if the silo has what its conversion needs,
 *     LEVEL, DISTANCE or PERCENT
 * @param unit unit of the reported values, of the kind's dimension
 * @param interval time between readings, whole minutes
 * @param dailyDraw mean draw on a working day, in the silo's dimension; zero for a static silo
 * @param batch mean of one batch drawn
 * @param truck what a delivery brings, less if it does not fit
 * @param initial stock when the first reading is taken
 * @param imperfections what goes wrong
 * @param material how lots and temperature differ
 */
public record SiloProfile(
        SiloSpec silo,
        ReadingKind kind,
        UnitOfMeasure unit,
        Duration interval,
        Quantity dailyDraw,
        Quantity batch,
        Quantity truck,
        Quantity initial,
        Imperfections imperfections,
        Material material) {

    /** A silo whose material is always the same. */
    public SiloProfile(
            SiloSpec silo,
            ReadingKind kind,
            UnitOfMeasure unit,
            Duration interval,
            Quantity dailyDraw,
            Quantity batch,
            Quantity truck,
            Quantity initial,
            Imperfections imperfections) {
        this(
                silo,
                kind,
                unit,
                interval,
                dailyDraw,
                batch,
                truck,
                initial,
                imperfections,
                Material.STEADY);
    }

    /** The same use of a silo that is registered otherwise. */
    public SiloProfile withSilo(SiloSpec other) {
        return new SiloProfile(
                other,
                kind,
                unit,
                interval,
                dailyDraw,
                batch,
                truck,
                initial,
                imperfections,
                material);
    }
}
