package io.usance.simulation;

import io.usance.level.Calibration;
import io.usance.level.HeapCorrection;
import io.usance.level.LevelSpec;
import io.usance.level.TemperatureReduction;
import io.usance.level.Vessel;
import io.usance.meter.silo.spec.SiloSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back from a stock to what a sensor shows: mass, volume, level, distance or percentage.
 *
 * <p>Noise and resolution are those of the sensor, in the silo's quantity. A level's are turned
 * into millimetres where the vessel is widest; where it is narrower, a millimetre is worth less.
 */
final class Gauge {

    /** Levels whose volumes are computed; linear between them. */
    private static final int CELLS = 2048;

    private static final int DECIMALS = 6;

    private final SiloProfile profile;
    private final SiloSpec silo;
    private final LevelSpec level;
    private final Contents contents;
    private final @Nullable Calibration calibration;
    private final boolean isOfLevel;
    private final double[] mlByCell;
    private final double lowMm;
    private final double cellMm;
    private final double heapMl;
    private final double noise;
    private final double step;

    /**
     * @throws IllegalArgumentException if the silo lacks what its kind of reading needs
     */
    Gauge(SiloProfile profile, LevelSpec level, Contents contents) {
        this.profile = profile;
        this.silo = profile.silo();
        this.level = level;
        this.contents = contents;
        String sensorId = silo.sensor().sensorId();
        this.calibration =
                level.calibrations().stream()
                        .filter(known -> known.sensorId().equals(sensorId))
                        .findFirst()
                        .orElse(null);
        this.isOfLevel = isOfLevel();
        Vessel vessel = isOfLevel ? level.vessel() : null;
        this.mlByCell = vessel == null ? new double[0] : volumes(vessel);
        this.lowMm = vessel == null ? 0 : vessel.lowestMm().doubleValue();
        this.cellMm = vessel == null ? 0 : (vessel.highestMm().doubleValue() - lowMm) / CELLS;
        HeapCorrection heap = level.heap();
        this.heapMl = heap == null ? 0 : heap.correctionMm3().doubleValue() / 1000;
        double perCounted = signalPerCounted();
        this.noise = Telemetry.stated(silo.sensor().noise()) * perCounted;
        this.step = Telemetry.stated(silo.sensor().resolution()) * perCounted;
    }

    /**
     * What is shown, in the profile's unit.
     *
     * @param shown stock in thousandths of the silo's base unit, spikes included
     * @param chance for the noise
     */
    String text(int minute, long shown, double celsius, Chance chance) {
        double counted = Math.clamp(shown, 0, silo.capacity().milli());
        double signal = signal(minute, counted, celsius) + noise * chance.gaussian();
        double stepped = step == 0 ? signal : Math.rint(signal / step) * step;
        return BigDecimal.valueOf(Math.max(0, stepped))
                .divide(profile.unit().milliBase(), DECIMALS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    private boolean isOfLevel() {
        return switch (profile.kind()) {
            case MASS, VOLUME -> false;
            case DISTANCE -> {
                require(level.vessel() != null, "a vessel");
                require(
                        calibration != null && calibration.referenceHeightMm() != null,
                        "a calibration with a reference height");
                yield true;
            }
            case LEVEL -> {
                require(level.vessel() != null && calibration != null, "vessel and calibration");
                yield true;
            }
            case PERCENT -> {
                require(calibration != null, "a calibration");
                boolean ofSpan = calibration != null && calibration.spanMm() != null;
                require(!ofSpan || level.vessel() != null, "a vessel");
                yield ofSpan;
            }
        };
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "silo %s cannot report %s without %s"
                            .formatted(silo.siloId(), profile.kind(), what));
        }
    }

    /** In thousandths of the kind's base unit. */
    private double signal(int minute, double counted, double celsius) {
        double ml = counted * contents.mlPerCounted(minute) / reduction(minute, celsius);
        return switch (profile.kind()) {
            case MASS -> counted * contents.gPerCounted(minute);
            case VOLUME -> ml;
            case LEVEL -> reported(levelMm(ml));
            case DISTANCE -> reported(number(reference()) - levelMm(ml));
            case PERCENT ->
                    isOfLevel
                            ? reported(levelMm(ml)) / number(span()) * 100_000
                            : counted / silo.capacity().milli() * 100_000;
        };
    }

    /** How much the signal moves for a thousandth of the silo's base unit, where it is least. */
    private double signalPerCounted() {
        double ml = contents.mlPerCounted(0);
        return switch (profile.kind()) {
            case MASS -> contents.gPerCounted(0);
            case VOLUME -> ml;
            case LEVEL, DISTANCE -> ml / widestMlPerMm();
            case PERCENT ->
                    isOfLevel
                            ? ml / widestMlPerMm() / number(span()) * 100_000
                            : 100_000.0 / silo.capacity().milli();
        };
    }

    private double reduction(int minute, double celsius) {
        TemperatureReduction reduction = level.reduction();
        if (reduction == null) {
            return 1;
        }
        return reduction
                .factor(BigDecimal.valueOf(contents.kgPerM3(minute)), BigDecimal.valueOf(celsius))
                .doubleValue();
    }

    /** What the calibration makes a level or distance of. */
    private double reported(double mm) {
        if (calibration == null) {
            return mm;
        }
        BigDecimal gain = calibration.gain();
        BigDecimal offset = calibration.offsetMm();
        return (mm - (offset == null ? 0 : offset.doubleValue()))
                / (gain == null ? 1 : gain.doubleValue());
    }

    private @Nullable BigDecimal reference() {
        return calibration == null ? null : calibration.referenceHeightMm();
    }

    private @Nullable BigDecimal span() {
        return calibration == null ? null : calibration.spanMm();
    }

    private static double number(@Nullable BigDecimal checked) {
        return checked == null ? 0 : checked.doubleValue();
    }

    private double levelMm(double ml) {
        double flat = Math.clamp(ml - heapMl, mlByCell[0], mlByCell[CELLS]);
        int found = Arrays.binarySearch(mlByCell, flat);
        if (found >= 0) {
            return lowMm + found * cellMm;
        }
        int below = -found - 2;
        double part = (flat - mlByCell[below]) / (mlByCell[below + 1] - mlByCell[below]);
        return lowMm + (below + part) * cellMm;
    }

    private double widestMlPerMm() {
        double widest = 0;
        for (int i = 0; i < CELLS; i++) {
            widest = Math.max(widest, mlByCell[i + 1] - mlByCell[i]);
        }
        return widest / cellMm;
    }

    private static double[] volumes(Vessel vessel) {
        double[] volumes = new double[CELLS + 1];
        BigDecimal low = vessel.lowestMm();
        BigDecimal span = vessel.highestMm().subtract(low);
        for (int i = 0; i <= CELLS; i++) {
            BigDecimal at = span.multiply(BigDecimal.valueOf(i)).divide(BigDecimal.valueOf(CELLS));
            volumes[i] = vessel.volumeMm3(low.add(at)).orElseThrow() / 1000.0;
        }
        return volumes;
    }
}
