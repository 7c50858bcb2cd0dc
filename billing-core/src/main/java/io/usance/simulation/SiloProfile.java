package io.usance.simulation;

import io.usance.metering.ReadingKind;
import io.usance.metering.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.time.Duration;

/**
 * How one simulated silo is used and watched.
 *
 * @param silo as it is registered
 * @param kind what its sensor reports: MASS, VOLUME or, if the silo has a vessel, a calibration and
 *     a density, DISTANCE in whole millimetres
 * @param unit unit of the reported values, of the kind's dimension
 * @param interval time between readings, whole minutes
 * @param dailyDraw mean draw on a working day, in the silo's dimension; zero for a static silo
 * @param batch mean of one batch drawn
 * @param truck what a delivery brings, less if it does not fit
 * @param initial stock when the first reading is taken
 * @param imperfections what goes wrong
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
        Imperfections imperfections) {}
