package io.usance.simulation;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.LevelSpec;
import io.usance.level.Vessel;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The way back: which distance a sensor above the material shows for a stock. */
final class Gauge {

    /** Halvings of the vessel's height until a step is far below a millimetre; 200 m / 2²⁴. */
    private static final int HALVINGS = 24;

    private static final int DECIMALS = 6;

    private Gauge() {}

    /**
     * The distance in the profile's unit, in whole millimetres, by the first calibration and
     * density of the silo.
     *
     * @throws IllegalArgumentException if the silo has no vessel, calibration or density
     */
    static String distance(SiloProfile profile, long stockMilli) {
        LevelSpec level = profile.silo().level();
        if (level == null
                || level.vessel() == null
                || level.calibrations().isEmpty()
                || level.densities().isEmpty()) {
            throw new IllegalArgumentException(
                    "silo "
                            + profile.silo().siloId()
                            + " cannot report distances without vessel, calibration and density");
        }
        Calibration calibration = level.calibrations().getFirst();
        Density density = level.densities().getFirst();
        BigDecimal height = calibration.referenceHeightMm();
        if (height == null) {
            throw new IllegalArgumentException(
                    "sensor " + calibration.sensorId() + " has no reference height");
        }
        BigDecimal ml = density.volumeMl(BigDecimal.valueOf(stockMilli));
        BigDecimal levelMm = levelMm(level.vessel(), ml.movePointRight(3).longValue());
        return height.subtract(levelMm)
                .setScale(0, RoundingMode.HALF_EVEN)
                .divide(profile.unit().milliBase(), DECIMALS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static BigDecimal levelMm(Vessel vessel, long volumeMm3) {
        BigDecimal low = vessel.lowestMm();
        BigDecimal high = vessel.highestMm();
        for (int i = 0; i < HALVINGS; i++) {
            BigDecimal middle =
                    low.add(high).divide(BigDecimal.TWO, DECIMALS, RoundingMode.HALF_EVEN);
            if (vessel.volumeMm3(middle).orElseThrow() < volumeMm3) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
