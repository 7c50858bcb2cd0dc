package io.usance.simulation;

import io.usance.level.LevelSpec;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sensor's and the gateway's side of the simulation: what is made of the true level. */
final class Telemetry {

    private static final int MINUTES_PER_DAY = 1440;
    private static final int MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;

    /** The run begins about midnight; it grows warmer from ten in the morning. */
    private static final double WARMING_FROM_DAY_PART = 10 / 24.0;

    /** No whole number of days, so that a month does not end as it began. */
    private static final double WEATHER_DAYS = 17.3;

    private static final double THERMOMETER_NOISE_CEL = 0.1;
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private final SiloProfile profile;
    private final Plant plant;
    private final Instant start;
    private final int minutes;
    private final Chance chance;
    private final int[] stuckAt;
    private final Set<Integer> refillOutages = new HashSet<>();
    private final @Nullable Gauge gauge;
    private final boolean isLiquid;
    private final List<SimulatedReading> arriving = new ArrayList<>();
    private final List<SimulatedReading> buffer = new ArrayList<>();

    private long sequence;
    private int outageUntil;
    private int replayAt = -1;
    private int batches;
    private int stuckLeft;
    private @Nullable String stuckText;

    Telemetry(
            SiloProfile profile,
            Plant plant,
            Contents contents,
            Instant start,
            int minutes,
            Chance chance) {
        this.profile = profile;
        this.plant = plant;
        this.start = start;
        this.minutes = minutes;
        this.chance = chance;
        this.sequence = chance.between(0, 100_000);
        this.stuckAt = new int[profile.imperfections().stuckEpisodes()];
        for (int i = 0; i < stuckAt.length; i++) {
            stuckAt[i] = (int) chance.between(minutes / 10, minutes * 9L / 10);
        }
        LevelSpec level = profile.silo().level();
        this.gauge = level == null ? null : new Gauge(profile, level, contents);
        this.isLiquid = level != null && level.reduction() != null;
        if (profile.imperfections().refillOutageShare() > 0) {
            plant.deliveries().forEach(this::planOutage);
        }
    }

    /** Some readings before the truck, or while it fills. */
    private void planOutage(TrueDelivery delivery) {
        if (chance.happens(profile.imperfections().refillOutageShare())) {
            long interval = profile.interval().toMinutes();
            long from = Duration.between(start, delivery.from()).toMinutes();
            long at = from + chance.between(-3 * interval, 30);
            refillOutages.add((int) (at / interval));
        }
    }

    List<SimulatedReading> readings() {
        int interval = (int) profile.interval().toMinutes();
        for (int minute = 0; minute < minutes; minute += interval) {
            replayIfDue(minute);
            sample(minute, interval);
        }
        arriving.sort(Comparator.comparing(SimulatedReading::arrivalAt));
        return List.copyOf(arriving);
    }

    private void sample(int minute, int interval) {
        Imperfections imperfections = profile.imperfections();
        sequence++;
        double celsius = isLiquid ? celsius(minute) : Double.NaN;
        String text = valueText(minute, interval, celsius);
        String temperature = isLiquid ? thermometer(celsius) : "";
        boolean lost = chance.happens(imperfections.lostShare());
        startOutage(minute, interval);
        Instant at = start.plus(Duration.ofMinutes(minute));
        if (minute < outageUntil) {
            if (!lost && buffer.size() < SiloSimulator.BUFFER_MAX) {
                buffer.add(reading(at, at, null, sequence, text, temperature));
            }
            return;
        }
        if (lost) {
            return;
        }
        Instant arrival = at.plusSeconds(chance.between(1, 50));
        arrive(reading(arrival, at, null, sequence, text, temperature));
    }

    private void startOutage(int minute, int interval) {
        double perReading = profile.imperfections().outagesPerWeek() * interval / MINUTES_PER_WEEK;
        boolean planned = refillOutages.contains(minute / interval);
        if (replayAt < 0 && (chance.happens(perReading) || planned)) {
            int length = (int) chance.between(2, SiloSimulator.BUFFER_MAX) * interval;
            outageUntil = minute + length;
            replayAt = outageUntil + (int) chance.between(0, 2L * interval);
        }
    }

    /** In order, with new timestamps: evenly spaced backwards from the time of the replay. */
    private void replayIfDue(int minute) {
        if (replayAt < 0 || minute < replayAt) {
            return;
        }
        batches++;
        Instant sentAt = start.plus(Duration.ofMinutes(replayAt));
        for (int i = 0; i < buffer.size(); i++) {
            SimulatedReading kept = buffer.get(i);
            Instant stamp = sentAt.minus(profile.interval().multipliedBy(buffer.size() - i));
            Instant arrival = sentAt.plusSeconds(5).plusMillis(i);
            arrive(
                    reading(
                            arrival,
                            stamp,
                            "B" + batches,
                            kept.sequence(),
                            kept.valueText(),
                            kept.temperatureText()));
        }
        buffer.clear();
        replayAt = -1;
    }

    private void arrive(SimulatedReading reading) {
        arriving.add(reading);
        if (chance.happens(profile.imperfections().duplicateShare())) {
            Duration later = Duration.ofMinutes(chance.between(1, 3 * 1440));
            arriving.add(reading.arrivingAt(reading.arrivalAt().plus(later)));
        }
    }

    private String valueText(int minute, int interval, double celsius) {
        Imperfections imperfections = profile.imperfections();
        for (int at : stuckAt) {
            if (at >= minute && at < minute + interval) {
                stuckLeft = imperfections.stuckReadings();
                stuckText = null;
            }
        }
        if (stuckLeft > 0) {
            stuckLeft--;
            if (stuckText == null) {
                stuckText = measured(minute, 0, celsius);
            }
            return stuckText;
        }
        if (chance.happens(imperfections.blankShare())) {
            return "";
        }
        return measured(minute, spike(), celsius);
    }

    private long spike() {
        if (!chance.happens(profile.imperfections().spikeShare())) {
            return 0;
        }
        long size = (long) (profile.silo().capacity().milli() * chance.share(0.05, 0.4));
        return chance.happens(0.5) ? size : -size;
    }

    /** Noise, then quantisation, then the sensor's unit; within what the sensor can show. */
    private String measured(int minute, long spike, double celsius) {
        long stockMilli = plant.stockAt(minute) + spike;
        if (gauge != null) {
            return gauge.text(minute, stockMilli, celsius, chance);
        }
        SiloSpec silo = profile.silo();
        long noisy = stockMilli + (long) (stated(silo.sensor().noise()) * chance.gaussian());
        long step = Math.max(1, stated(silo.sensor().resolution()));
        long shown = Math.clamp(noisy, 0, silo.capacity().milli());
        long milli = Math.floorDiv(shown + step / 2, step) * step;
        BigDecimal value = inKind(BigDecimal.valueOf(milli));
        return value.divide(profile.unit().milliBase(), MathContext.DECIMAL64)
                .setScale(6, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Warmest in the afternoon, and warmer or colder by the week. */
    private double celsius(int minute) {
        Material material = profile.material();
        double days = minute / (double) MINUTES_PER_DAY;
        double day = StrictMath.sin(2 * Math.PI * (days - WARMING_FROM_DAY_PART));
        double week = StrictMath.sin(2 * Math.PI * days / WEATHER_DAYS);
        return material.meanCel() + material.swingCel() * (day + 2 * week);
    }

    private String thermometer(double celsius) {
        return BigDecimal.valueOf(celsius + THERMOMETER_NOISE_CEL * chance.gaussian())
                .setScale(1, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    static long stated(@Nullable Quantity quantity) {
        if (quantity == null) {
            throw new IllegalArgumentException(
                    "a simulated sensor must state its noise and resolution; let metering learn"
                            + " them by registering the silo without");
        }
        return quantity.milli();
    }

    private BigDecimal inKind(BigDecimal milli) {
        BigDecimal density = profile.silo().densityKgPerM3();
        if (density == null || profile.kind().dimension() == profile.silo().dimension()) {
            return milli;
        }
        return profile.kind().dimension() == Dimension.VOLUME
                ? milli.multiply(THOUSAND).divide(density, MathContext.DECIMAL64)
                : milli.multiply(density).divide(THOUSAND, MathContext.DECIMAL64);
    }

    private SimulatedReading reading(
            Instant arrivalAt,
            Instant at,
            @Nullable String batchId,
            long number,
            String text,
            String temperature) {
        return new SimulatedReading(
                arrivalAt,
                profile.silo().siloId(),
                profile.silo().sensor().sensorId(),
                profile.silo().sensor().sequencing() == Sequencing.TIME
                        ? Reading.NO_SEQUENCE
                        : number,
                batchId,
                at,
                profile.kind(),
                text,
                profile.unit(),
                true,
                SimulatedReading.STATUS_OK,
                temperature);
    }
}
