package io.usance.meter.silo.stress;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A silo of 30 t in steps of five minutes, with what real ones do to their sensors. Kilograms as
 * floating point: it is the world, not the meter, and shares no code with it.
 */
final class RoughSilo {

    static final double CAPACITY = 30_000;

    private static final Duration STEP = Duration.ofMinutes(5);
    private static final double STEP_HOURS = 1.0 / 12;
    private static final Instant BEGIN = RoughMonth.FROM.minus(Duration.ofDays(2));
    private static final Instant END = RoughMonth.TO.plus(Duration.ofDays(3));

    private final RoughKind kind;
    private final boolean noted;
    private final long seed;
    private final Random random;

    private final List<Reading> readings = new ArrayList<>();
    private final List<DeliveryNote> notes = new ArrayList<>();
    private final double dailyDraw;
    private final double noise;
    private final Duration every;

    /** What the sensor is off by: of its span, of what it shows, of its span at the month's end. */
    private final double[] off = new double[3];

    private double stock;
    private double drawn;
    private double filling;
    private double fillingLot;
    private double fillPerStep;
    private double secondLot;
    private Instant secondAt = Instant.MAX;
    private Instant nextReading = BEGIN;
    private long sequence;

    /** Drawn, though the surface has not fallen by it yet. */
    private double hollow;

    private double wandered;
    private double augering;
    private double lastShown = -1;
    private Instant lastSent = Instant.MIN;

    /** Days from the month's beginning on which what happens once, happens. */
    private final double odd;

    private final double oddDays;

    private RoughSilo(RoughKind kind, boolean noted, long seed) {
        this.kind = kind;
        this.noted = noted;
        this.seed = seed;
        this.random = new Random(seed * 1_000_003 + kind.name.hashCode());
        this.dailyDraw = kind.dailyDraw > 0 ? kind.dailyDraw : 600 + random.nextDouble() * 1_800;
        this.noise = 10 + random.nextDouble() * 40;
        this.every = kind.every;
        if (kind.offWithin) {
            Random error = new Random(seed);
            off[error.nextInt(3)] = kind.accuracy / 100 * (2 * error.nextDouble() - 1);
        }
        this.stock = (0.4 + 0.5 * random.nextDouble()) * CAPACITY;
        Random once = new Random(~seed);
        this.odd = 3 + 22 * once.nextDouble();
        this.oddDays = 0.4 + 1.2 * once.nextDouble();
    }

    static RoughMonth month(RoughKind kind, boolean noted, long seed) {
        return new RoughSilo(kind, noted, seed).run();
    }

    private RoughMonth run() {
        double theftAt = kind.theft ? 5 + random.nextInt(18) + 0.1 : -1;
        double theft = kind.theft ? (0.05 + 0.1 * random.nextDouble()) * CAPACITY : 0;
        double zerosAt = 3 + random.nextInt(20) + random.nextDouble();
        double zerosFor = (1 + random.nextInt(12)) / 24.0;
        for (Instant at = BEGIN; at.isBefore(END); at = at.plus(STEP)) {
            double day = Duration.between(RoughMonth.FROM, at).toSeconds() / 86_400.0;
            double hour = (day - Math.floor(day)) * 24;
            double draw = draw(hour);
            if (theft > 0 && day >= theftAt) {
                double part = Math.min(theft, kind.theftPerStep);
                draw += part;
                theft -= part;
            }
            if (augering > 0) {
                draw += kind.auger / 36;
                augering -= kind.auger / 36;
            }
            draw = Math.min(draw, Math.max(0, stock));
            stock -= draw;
            hollow = kind.bridges && day >= odd && day < odd + oddDays ? hollow + draw : 0;
            if (!at.isBefore(RoughMonth.FROM) && at.isBefore(RoughMonth.TO)) {
                drawn += draw;
            }
            deliver(at, hour);
            boolean zero = kind.zeros && day >= zerosAt && day < zerosAt + zerosFor;
            boolean silent = kind.outage && Math.abs(day - 28) < 1;
            read(at.plus(STEP), day, zero, silent);
        }
        return new RoughMonth(
                kind.name, noted, seed, silo(), readings, notes, Math.round(drawn * 1_000));
    }

    private double draw(double hour) {
        boolean works = hour >= 6 && hour < 22;
        if (kind.batch) {
            return hour >= 10 && hour < 10.25 ? dailyDraw / 3 : 0;
        }
        if (kind.still) {
            return 0;
        }
        double rate = dailyDraw / 24 * (works ? 1.25 : 0.5);
        return rate * STEP_HOURS * (filling > 0 ? kind.drawWhileFilling : 1);
    }

    private void deliver(Instant at, double hour) {
        boolean works = hour >= 6 && hour < 20;
        double target = kind.fillTo * CAPACITY;
        if (filling <= 0 && at.equals(secondAt)) {
            begin(secondLot, 6);
            secondAt = Instant.MAX;
        } else if (filling <= 0 && works && kind.topUp && random.nextInt(12 * 24) == 0) {
            double lot = 400 + random.nextDouble() * 1_100;
            if (stock + lot < target) {
                begin(lot, 3);
            }
        } else if (filling <= 0 && works && stock < kind.orderAt * CAPACITY) {
            double lot = target - stock;
            if (kind.twice) {
                secondLot = lot / 2;
                secondAt = at.plus(Duration.ofMinutes(30 + kind.secondAfter));
                lot = lot / 2;
            }
            begin(lot, kind.fillSteps);
        }
        if (filling > 0) {
            double part = Math.min(filling, fillPerStep);
            stock += part;
            filling -= part;
            if (filling <= 1e-9) {
                filling = 0;
                augering = kind.auger;
                if (noted) {
                    notes.add(
                            new DeliveryNote(
                                    "N" + (notes.size() + 1),
                                    at.plus(STEP),
                                    kg(Math.round(fillingLot * 10) / 10.0)));
                }
            }
        }
    }

    private void begin(double lot, int steps) {
        filling = lot;
        fillingLot = lot;
        fillPerStep = lot / steps;
    }

    private void read(Instant at, double day, boolean zero, boolean silent) {
        if (at.isBefore(nextReading)) {
            return;
        }
        nextReading = nextReading.plus(every);
        double swing = kind.swing * CAPACITY * Math.sin(2 * Math.PI * day);
        double drift = (kind.drift + off[2]) * CAPACITY * Math.clamp(day / 28, 0, 1);
        double error = off[0] * CAPACITY + off[1] * stock + drift;
        double deviation = noise * (1 + (kind.noiseAtTop - 1) * stock / CAPACITY);
        double noisy = kind.noiseless ? 0 : random.nextGaussian() * deviation;
        double shown = stock + hollow + swing + error + noisy + odd(day);
        shown = Math.min(shown, kind.showsAtMost * CAPACITY);
        double step = kind.resolution;
        shown = zero ? 0 : Math.max(0, Math.round(shown / step) * step);
        if (isHeld(day, shown)) {
            shown = lastShown;
        }
        boolean same = shown == lastShown && at.isBefore(lastSent.plus(Duration.ofDays(1)));
        if (kind.onChange && same) {
            return;
        }
        lastShown = shown;
        lastSent = at;
        if (kind.restarts && random.nextInt(1_500) == 0) {
            sequence = 0;
        }
        if (silent) {
            sequence++;
            return;
        }
        readings.add(
                new Reading(
                        "s-1",
                        sequence++,
                        null,
                        at,
                        ReadingKind.MASS,
                        BigDecimal.valueOf(Math.round(shown)),
                        UnitOfMeasure.KILOGRAM));
    }

    /** What the sensor shows besides. */
    private double odd(double day) {
        double more = 0;
        if (kind.wander > 0) {
            // A memory of a day and a half.
            double kept = Math.exp(-every.toMinutes() / 2_160.0);
            double rest = Math.sqrt(1 - kept * kept) * kind.wander * CAPACITY;
            wandered = wandered * kept + rest * random.nextGaussian();
            more += wandered;
        }
        if (kind.glitch > 0 && day >= odd && day < odd + 0.125) {
            more -= kind.glitch * CAPACITY;
        }
        if (kind.wild > 0 && random.nextDouble() < kind.wild) {
            more += (random.nextDouble() - 0.5) * CAPACITY;
        }
        return more;
    }

    /** The device or the gateway shows the value before. */
    private boolean isHeld(double day, double shown) {
        if (lastShown < 0) {
            return false;
        }
        boolean repeats = kind.repeats && day >= odd && day < odd + 1;
        boolean sticks = kind.sticks && (day + 70 - odd) % 7 < oddDays / 4;
        return repeats || sticks || Math.abs(shown - lastShown) < kind.deadBand;
    }

    private SiloSpec silo() {
        SensorAccuracy accuracy =
                kind.accuracy > 0 ? SensorAccuracy.ofSpan(BigDecimal.valueOf(kind.accuracy)) : null;
        SensorSpec sensor =
                new SensorSpec("s-1", kg(noise), kg(kind.resolution), 0, null, null, accuracy);
        Quantity outflowMax = kind.outflowMax > 0 ? kg(kind.outflowMax) : null;
        return new SiloSpec(
                "silo-1", "granulate", kg(CAPACITY), null, sensor, kg(300), null, null, outflowMax);
    }

    private static Quantity kg(double value) {
        return new Quantity(Math.round(value * 1_000), Dimension.MASS);
    }
}
