package io.usance.simulation;

import io.usance.level.Density;
import io.usance.level.LevelSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How much room the counted stock takes and what it weighs, while lots of other density and
 * moisture mix with what is left of the last.
 *
 * <p>Design note: lots mix. Then one density at a time says what is in the silo, which is all that
 * a {@link LevelSpec} can hold. It is that of the mixture when the truck is empty, as a laboratory
 * would find it, and is in force from the moment the truck began.
 */
final class Contents {

    /** A laboratory's digits. */
    private static final int DENSITY_DECIMALS = 1;

    private static final int MOISTURE_DECIMALS = 2;

    private final SiloSpec silo;
    private final Material material;
    private final Chance chance;
    private final double[] mlPerCounted;
    private final double[] gPerCounted;
    private final List<Density> densities = new ArrayList<>();

    private double lotMl;
    private double lotG;

    Contents(SiloSpec silo, Material material, int minutes, Chance chance) {
        this.silo = silo;
        this.material = material;
        this.chance = chance;
        this.mlPerCounted = new double[minutes + 1];
        this.gPerCounted = new double[minutes + 1];
        LevelSpec level = silo.level();
        double kgPerM3 = 1000;
        double moisture = 0;
        if (level != null && !level.densities().isEmpty()) {
            Density first = level.densities().getFirst();
            densities.add(first);
            kgPerM3 = first.kgPerM3().doubleValue();
            moisture = moisture(first);
        } else if (silo.densityKgPerM3() != null) {
            kgPerM3 = silo.densityKgPerM3().doubleValue();
        }
        mlPerCounted[0] = mlPerCounted(kgPerM3, moisture);
        gPerCounted[0] = gPerCounted(kgPerM3, moisture);
    }

    /** The next lot begins to be filled in. */
    void startLot() {
        if (densities.isEmpty() || !material.hasLots()) {
            lotMl = mlPerCounted[0];
            lotG = gPerCounted[0];
            return;
        }
        Density first = densities.getFirst();
        double off = chance.share(-material.densitySpread(), material.densitySpread());
        double kgPerM3 = first.kgPerM3().doubleValue() * (1 + off);
        double points = chance.share(-material.moistureSpread(), material.moistureSpread());
        double moisture =
                first.moisturePercent() == null
                        ? 0
                        : Math.clamp(moisture(first) + points / 100, 0, 0.9);
        lotMl = mlPerCounted(kgPerM3, moisture);
        lotG = gPerCounted(kgPerM3, moisture);
    }

    /** So much came in during a minute, upon a stock; the mixture holds from the next minute. */
    void mix(int minute, long stock, long in) {
        double share = in == 0 ? 0 : (double) in / (stock + in);
        mlPerCounted[minute + 1] = mlPerCounted[minute] * (1 - share) + lotMl * share;
        gPerCounted[minute + 1] = gPerCounted[minute] * (1 - share) + lotG * share;
    }

    /** The lot is in; the laboratory says what is in the silo now. */
    void endLot(int minute, Instant lotFrom) {
        if (densities.isEmpty() || !material.hasLots()) {
            return;
        }
        double ml = mlPerCounted[minute];
        double g = gPerCounted[minute];
        boolean dry = densities.getFirst().moisturePercent() != null;
        densities.add(
                new Density(
                        lotFrom,
                        rounded(1000 * g / ml, DENSITY_DECIMALS),
                        dry ? rounded(100 * (1 - 1 / g), MOISTURE_DECIMALS) : null));
    }

    double mlPerCounted(int minute) {
        return mlPerCounted[minute];
    }

    double gPerCounted(int minute) {
        return gPerCounted[minute];
    }

    double kgPerM3(int minute) {
        return 1000 * gPerCounted[minute] / mlPerCounted[minute];
    }

    /** The silo with the densities that its lots led to. */
    SiloSpec dated() {
        LevelSpec level = silo.level();
        if (level == null || densities.size() <= 1) {
            return silo;
        }
        return new SiloSpec(
                silo.siloId(),
                silo.material(),
                silo.capacity(),
                silo.densityKgPerM3(),
                silo.sensor(),
                silo.step(),
                new LevelSpec(
                        level.vessel(),
                        level.calibrations(),
                        densities,
                        level.heap(),
                        level.reduction()),
                silo.inflowPerHourMax(),
                silo.outflowPerHourMax());
    }

    private double mlPerCounted(double kgPerM3, double moisture) {
        return silo.dimension() == Dimension.VOLUME ? 1 : 1000 / kgPerM3 / (1 - moisture);
    }

    private double gPerCounted(double kgPerM3, double moisture) {
        return silo.dimension() == Dimension.VOLUME ? kgPerM3 / 1000 : 1 / (1 - moisture);
    }

    private static double moisture(Density density) {
        BigDecimal percent = density.moisturePercent();
        return percent == null ? 0 : percent.doubleValue() / 100;
    }

    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    }
}
