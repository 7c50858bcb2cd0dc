package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Eleven days of a silo whose device counts as devices do: what was drawn is known, what was read
 * arrives late, twice, or with made-up times. Knows nothing of how a counter is understood.
 */
final class CounterLife {

    static final Instant FROM = Instant.parse("2026-02-18T00:00:00Z");
    static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant FIRST = FROM.minus(Duration.ofHours(6));
    private static final Instant LAST = TO.plus(Duration.ofHours(9));

    /** How the device counts, and what of it the network and the registration say. */
    enum Kind {
        REJOINS,
        REJOINS_NAMED,
        WRAPS_8,
        WRAPS_16,
        WRAPS_8_DECLARED,
        WRAPS_16_DECLARED,
        WRAPS_32_DECLARED;

        @Nullable Long declared() {
            return switch (this) {
                case WRAPS_8_DECLARED -> 256L;
                case WRAPS_16_DECLARED -> 65_536L;
                case WRAPS_32_DECLARED -> 1L << 32;
                default -> null;
            };
        }

        private long modulus() {
            return switch (this) {
                case REJOINS, REJOINS_NAMED -> Long.MAX_VALUE;
                case WRAPS_8, WRAPS_8_DECLARED -> 256;
                case WRAPS_16, WRAPS_16_DECLARED -> 65_536;
                case WRAPS_32_DECLARED -> 1L << 32;
            };
        }

        private boolean rejoins() {
            return this == REJOINS || this == REJOINS_NAMED;
        }
    }

    record Arrival(Instant at, Reading reading, boolean again) {}

    /** One as the device took it. */
    private record Taken(Instant at, long sequence, @Nullable String epoch, long kilograms) {}

    private final Kind kind;
    private final RandomGenerator random;
    private final Duration interval;
    private final List<Taken> taken = new ArrayList<>();
    final List<Arrival> arrivals = new ArrayList<>();
    double drawnKg;
    int originals;

    CounterLife(Kind kind, long seed) {
        this.kind = kind;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.interval = Duration.ofMinutes(new int[] {5, 10, 15}[random.nextInt(3)]);
        take();
        send();
        sendAgain();
        arrivals.sort(Comparator.comparing(Arrival::at));
    }

    private void take() {
        double level = 24_000 + 3_000 * random.nextDouble();
        double fill = 0;
        long sequence =
                kind.rejoins() ? random.nextInt(3_000) : kind.modulus() - 1 - random.nextInt(200);
        int session = 0;
        boolean rose = false;
        int quiet = 0;
        int run = 0;
        for (Instant at = FIRST; at.isBefore(LAST); at = at.plus(interval)) {
            double draw =
                    random.nextInt(3) == 0
                            ? 40 * random.nextDouble() * interval.toMinutes() / 5.0
                            : 0;
            level -= draw;
            if (!at.isBefore(FROM) && at.isBefore(TO)) {
                drawnKg += draw;
            }
            boolean nearEnd =
                    at.isAfter(TO.minus(Duration.ofHours(12)))
                            && at.isBefore(TO.plus(Duration.ofHours(6)));
            boolean nearStart = at.isBefore(FROM.plus(Duration.ofHours(6)));
            if (fill <= 0
                    && level < 14_000
                    && !nearEnd
                    && !nearStart
                    && (run > 24 || !kind.rejoins())) {
                fill = 10_000;
            }
            rose = fill > 0;
            if (rose) {
                double step = Math.min(fill, 500.0 * interval.toMinutes());
                level += step;
                fill -= step;
                quiet = 0;
            }
            quiet++;
            long shown = Math.round((level + 10 * random.nextGaussian()) / 10) * 10;
            taken.add(
                    new Taken(
                            at,
                            sequence,
                            kind == Kind.REJOINS_NAMED ? "session-" + session : null,
                            shown));
            sequence = (sequence + 1) % kind.modulus();
            // A rise beside a restart is a case of its own: it may as well be another device. So is
            // a restart just after another, whose sequences a gateway's made-up times may mix up.
            run++;
            if (kind.rejoins() && quiet > 24 && run > 48 && random.nextInt(400) == 0) {
                sequence = random.nextInt(2);
                session++;
                run = 0;
            }
        }
    }

    /**
     * Live, or kept back and replayed beside what is live, with the device's times or made-up ones.
     */
    private void send() {
        for (int i = 0; i < taken.size(); i++) {
            boolean kept =
                    random.nextInt(60) == 0
                            && taken.get(i).at().isBefore(TO.minus(Duration.ofHours(8)));
            if (!kept) {
                if (random.nextInt(150) > 0) {
                    original(
                            taken.get(i),
                            taken.get(i).at(),
                            taken.get(i).at().plusMillis(500 + random.nextInt(20_000)));
                }
                continue;
            }
            int count = Math.min(1 + random.nextInt(10), taken.size() - i);
            boolean madeUp = random.nextBoolean();
            Instant replayed =
                    taken.get(i + count - 1)
                            .at()
                            .plus(interval.multipliedBy(random.nextInt(3)))
                            .plusSeconds(60 + random.nextInt(60));
            for (int k = 0; k < count; k++) {
                Taken one = taken.get(i + k);
                Instant stamp =
                        madeUp
                                ? replayed.minusSeconds(30)
                                        .minus(interval.multipliedBy(count - 1 - k))
                                : one.at();
                original(one, stamp, replayed.plusMillis(k));
            }
            i += count - 1;
        }
    }

    private void original(Taken one, Instant stamp, Instant at) {
        originals++;
        arrivals.add(new Arrival(at, reading(one, stamp), false));
    }

    private void sendAgain() {
        List<Arrival> first = List.copyOf(arrivals);
        for (Arrival one : first) {
            if (random.nextInt(40) == 0) {
                arrivals.add(
                        new Arrival(
                                one.at().plusSeconds(30 + random.nextInt(12 * 3_600)),
                                one.reading(),
                                true));
            }
        }
    }

    private static Reading reading(Taken one, Instant stamp) {
        return new Reading(
                "sensor-1",
                one.sequence(),
                null,
                stamp,
                ReadingKind.MASS,
                BigDecimal.valueOf(one.kilograms()),
                UnitOfMeasure.KILOGRAM,
                null,
                one.epoch());
    }
}
