package io.usance.contract.state;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What really happened in a silo over some days, and what arrives of it when: levels without noise,
 * whole kilograms every quarter of an hour, nothing drawn or delivered around midnight and around a
 * delivery. Late are readings that a gateway held back, and delivery notes; days are closed by
 * command whether or not anything is missing. In the end all is known.
 */
final class LateLife {
    static final int DAYS_MAX = 6;

    /** Nothing happens in these; what is late has arrived before the first of them ends. */
    static final int QUIET_DAYS = 3;

    private static final Duration STEP = Duration.ofMinutes(15);
    static final int STEPS_A_DAY = 96;
    private static final int HOURS_TO_BEGIN = 3;
    private static final int CAPACITY_KG = 30_000;
    private static final int START_KG = 16_000;
    private static final int LEAST_KG = 2_000;

    /** Noise that no median sees; a value that never moves would be a stuck sensor's. */
    private static final int[] NOISE_KG = {0, 1, 0, -1};

    /** A note differs from the level by less than a hundredth, which is no contradiction. */
    private static final int DEVIATION_PERMILLE = 8;

    /** Each has a note sooner or later: what is counted without one is the filter's estimate. */
    private record Delivery(int step, int shownKg, int countsKg, int notedAtStep) {}

    /** What arrives, and when. */
    record Arrival(Instant at, SiloCommand command) {}

    /** Adds what else people do; the truth has to say what it comes to. */
    interface Hook {
        void live(LateLife life, RandomGenerator random, List<Arrival> arrivals);
    }

    final String siloId;
    final int days;

    /** Its contract does within the life. */
    final boolean ends;

    final long[] drawnKg;

    private final RandomGenerator random;
    private final Instant from;
    private final int[] levelKg;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();

    /**
     * @param ends the contract does within the life; then the opening stock is known at once, for
     *     of a contract that ends before any reading nothing is metered
     */
    LateLife(
            String siloId,
            RandomGenerator random,
            Instant from,
            int days,
            boolean ends,
            List<Hook> hooks) {
        this.siloId = siloId;
        this.random = random;
        this.from = from;
        this.days = days;
        this.ends = ends;
        drawnKg = new long[days + QUIET_DAYS];
        levelKg = new int[(days + QUIET_DAYS) * STEPS_A_DAY + 1];
        happen();
        readings(ends ? HOURS_TO_BEGIN * 4 : 0);
        notes();
        closes();
        hooks.forEach(hook -> hook.live(this, random, arrivals));
        arrivals.sort(Comparator.comparing(Arrival::at));
    }

    List<Arrival> arrivals() {
        return arrivals;
    }

    Instant at(int step) {
        return from.plus(STEP.multipliedBy(step));
    }

    // ---- what happens ----

    private void happen() {
        int[] change = new int[levelKg.length];
        int kg = START_KG;
        for (int day = 0; day < days; day++) {
            int before = kg;
            int first = day * STEPS_A_DAY;
            int drawn = 0;
            boolean idle = random.nextInt(5) == 0;
            if (!idle) {
                drawn += draw(change, first + 14 + random.nextInt(4), kg);
            }
            Delivery delivery = random.nextInt(2) == 0 ? delivery(first, kg - drawn, idle) : null;
            int came = delivery == null ? 0 : delivery.shownKg();
            if (delivery != null) {
                deliveries.add(delivery);
                change[delivery.step()] += came;
            }
            if (!idle && random.nextBoolean()) {
                drawn += draw(change, first + 60 + random.nextInt(4), kg + came - drawn);
            }
            kg = before - drawn + came;
            drawnKg[day] = drawn + (delivery == null ? 0 : delivery.countsKg() - came);
        }
        int level = START_KG;
        for (int step = 0; step < levelKg.length; step++) {
            level += change[step];
            levelKg[step] = level;
        }
    }

    private int draw(int[] change, int first, int kg) {
        int perStep = 50 + random.nextInt(60);
        int steps = 12 + random.nextInt(6);
        if (kg - perStep * steps < LEAST_KG) {
            return 0;
        }
        for (int step = first; step < first + steps; step++) {
            change[step] -= perStep;
        }
        return perStep * steps;
    }

    private @Nullable Delivery delivery(int first, int kg, boolean idle) {
        int shown = 4_000 + random.nextInt(5_000);
        if (kg + shown > CAPACITY_KG) {
            return null;
        }
        int step = first + 46 + random.nextInt(3);
        int last = (days + 1) * STEPS_A_DAY - 1;
        int noted =
                random.nextInt(3) == 0 ? random.nextInt(12) : 40 + random.nextInt(4 * STEPS_A_DAY);
        return new Delivery(step, shown, noted(shown, idle), Math.min(last, step + noted));
    }

    /** On a day without any draw a difference is not drawn either. */
    private int noted(int shown, boolean idle) {
        int most = shown * DEVIATION_PERMILLE / 1_000;
        return idle ? shown : shown + random.nextInt(-most, most + 1);
    }

    // ---- what arrives ----

    private void readings(int beginStep) {
        boolean[] held = new boolean[levelKg.length];
        for (int outage = random.nextInt(3); outage > 0; outage--) {
            int first = Math.max(beginStep, random.nextInt(days * STEPS_A_DAY));
            int steps = 8 + random.nextInt(3 * STEPS_A_DAY);
            int end = Math.min(first + steps, (days + 1) * STEPS_A_DAY - 1);
            for (int step = first; step < end; step++) {
                held[step] = true;
            }
        }
        List<Reading> waiting = new ArrayList<>();
        int sequence = 100;
        for (int i = -8; i < levelKg.length; i++) {
            int step = i;
            int kg = levelKg[Math.max(0, step)] + NOISE_KG[Math.floorMod(sequence, 4)];
            waiting.add(
                    new Reading(
                            "sensor-" + siloId,
                            sequence++,
                            null,
                            at(step),
                            ReadingKind.MASS,
                            BigDecimal.valueOf(kg),
                            UnitOfMeasure.KILOGRAM));
            if (step < 0 || !held[step]) {
                arrive(step, new RecordReadings(siloId, List.copyOf(waiting), at(step)));
                waiting.clear();
            }
        }
    }

    private void notes() {
        for (Delivery delivery : deliveries) {
            DeliveryNote note =
                    new DeliveryNote(
                            siloId + "/" + delivery.step(),
                            at(delivery.step()),
                            kilograms(delivery.countsKg()));
            Instant notedAt = at(delivery.notedAtStep());
            arrive(delivery.notedAtStep(), new RecordDelivery(siloId, note, notedAt));
        }
    }

    private void closes() {
        for (int day = 0; day < days; day++) {
            if (random.nextInt(3) > 0) {
                int step = (day + 1) * STEPS_A_DAY + 1 + random.nextInt(120);
                arrive(step, new ClosePeriod(siloId, periodId(day), at(step)));
            }
        }
    }

    String periodId(int day) {
        return at(day * STEPS_A_DAY).toString().substring(0, 10)
                + "/"
                + at((day + 1) * STEPS_A_DAY).toString().substring(0, 10);
    }

    /** Commands of one instant keep the order in which they are added. */
    private void arrive(int step, SiloCommand command) {
        arrivals.add(new Arrival(at(step), command));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(siloId);
        for (int step = 1; step < levelKg.length; step++) {
            if (levelKg[step] != levelKg[step - 1]) {
                text.append(' ')
                        .append(at(step).toString(), 5, 16)
                        .append('=')
                        .append(levelKg[step]);
            }
        }
        return text.append(' ').append(deliveries).toString();
    }

    static Quantity kilograms(long kg) {
        return Quantity.of(BigDecimal.valueOf(kg), UnitOfMeasure.KILOGRAM);
    }
}
