package io.usance.simulation;

import io.usance.meter.silo.DeliveryNote;
import io.usance.quantity.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The material's side of the simulation, minute by minute: batches drawn by day more than by night,
 * pauses, trucks that fill over several readings.
 */
final class Plant {

    /** A truck is ordered when the silo is this empty. */
    private static final double REORDER_SHARE = 0.3;

    private static final int DAY_STARTS = 6;
    private static final int DAY_ENDS = 22;
    private static final double NIGHT_FACTOR = 0.25;
    private static final int MINUTES_PER_DAY = 1440;

    /** Standard deviation of a weighbridge, as a part of the load. */
    private static final double WEIGHING_ERROR = 0.0003;

    private final SiloProfile profile;
    private final Instant start;
    private final Chance chance;
    private final long[] drawn;
    private final long[] delivered;
    private final List<SimulatedDelivery> notes = new ArrayList<>();
    private final List<TrueDelivery> deliveries = new ArrayList<>();
    private final Contents contents;

    private long stock;
    private long batchLeft;
    private long batchPerMinute;
    private int pausedUntil;
    private int truckAt = -1;
    private long truckLeft;
    private long truckPerMinute;
    private int refills;
    private Instant lotFrom = Instant.EPOCH;

    Plant(SiloProfile profile, Instant start, int minutes, Chance chance, Contents contents) {
        this.profile = profile;
        this.start = start;
        this.chance = chance;
        this.drawn = new long[minutes + 1];
        this.delivered = new long[minutes + 1];
        this.stock = profile.initial().milli();
        this.contents = contents;
    }

    void run() {
        for (int minute = 0; minute < drawn.length - 1; minute++) {
            long out = draw(minute);
            long in = fill(minute);
            contents.mix(minute, stock - out, in);
            stock += in - out;
            drawn[minute + 1] = drawn[minute] + out;
            delivered[minute + 1] = delivered[minute] + in;
            if (in > 0 && truckLeft == 0) {
                contents.endLot(minute + 1, lotFrom);
            }
        }
    }

    long stockAt(int minute) {
        return profile.initial().milli() + delivered[minute] - drawn[minute];
    }

    Truth truth() {
        return new Truth(
                start,
                profile.silo().dimension(),
                profile.initial().milli(),
                drawn,
                delivered,
                deliveries);
    }

    List<SimulatedDelivery> notes() {
        return notes;
    }

    /** Trucks that came, by time. */
    List<TrueDelivery> deliveries() {
        return deliveries;
    }

    int refills() {
        return refills;
    }

    private long draw(int minute) {
        if (batchLeft == 0 && minute >= pausedUntil) {
            startBatch(minute);
        }
        long out = Math.min(Math.min(batchLeft, batchPerMinute), stock);
        batchLeft = out == 0 ? 0 : batchLeft - out;
        return out;
    }

    private void startBatch(int minute) {
        long mean = profile.batch().milli();
        if (mean == 0 || profile.dailyDraw().isZero()) {
            return;
        }
        double perDay = (double) profile.dailyDraw().milli() / mean;
        if (chance.happens(perDay / MINUTES_PER_DAY * dayFactor(minute))) {
            batchLeft = (long) (mean * chance.share(0.5, 1.5));
            batchPerMinute = Math.max(1, batchLeft / chance.between(4, 12));
            if (chance.happens(1 / (perDay * 8))) {
                pausedUntil = minute + (int) chance.between(8 * 60, 40 * 60);
            }
        }
    }

    private double dayFactor(int minute) {
        Instant at = start.plus(Duration.ofMinutes(minute));
        int hour = at.atZone(ZoneOffset.UTC).getHour();
        double dayHours = DAY_ENDS - DAY_STARTS;
        double norm = 24 / (dayHours + NIGHT_FACTOR * (24 - dayHours));
        return hour >= DAY_STARTS && hour < DAY_ENDS ? norm : norm * NIGHT_FACTOR;
    }

    private long fill(int minute) {
        long capacity = profile.silo().capacity().milli();
        if (truckAt < 0 && stock < capacity * REORDER_SHARE && !profile.truck().isZero()) {
            truckAt = minute + (int) chance.between(60, 600);
        }
        if (minute == truckAt) {
            startTruck(minute, capacity);
        }
        long in = Math.min(truckLeft, truckPerMinute);
        truckLeft -= in;
        if (truckAt >= 0 && minute > truckAt && truckLeft == 0) {
            truckAt = -1;
        }
        return in;
    }

    private void startTruck(int minute, long capacity) {
        long room = (long) (capacity * 0.97) - stock;
        truckLeft = Math.min((long) (profile.truck().milli() * chance.share(0.9, 1.0)), room);
        truckPerMinute = Math.max(1, truckLeft / chance.between(20, 75));
        refills++;
        lotFrom = start.plus(Duration.ofMinutes(minute));
        contents.startLot();
        boolean noted = !chance.happens(profile.imperfections().missingNoteShare());
        if (noted) {
            writeNote(minute);
        }
        deliveries.add(
                new TrueDelivery(
                        refills,
                        lotFrom,
                        lotFrom.plus(Duration.ofMinutes(Math.ceilDiv(truckLeft, truckPerMinute))),
                        new Quantity(truckLeft, profile.silo().dimension()),
                        noted));
    }

    private void writeNote(int minute) {
        long milli = (long) (truckLeft * (1 + WEIGHING_ERROR * chance.gaussian()));
        Instant at = start.plus(Duration.ofMinutes(minute));
        long arrivesAfter = chance.happens(0.3) ? -chance.between(20, 300) : noteDelay();
        String siloId = profile.silo().siloId();
        notes.add(
                new SimulatedDelivery(
                        at.plus(Duration.ofMinutes(arrivesAfter)),
                        siloId,
                        new DeliveryNote(
                                "DN-" + siloId + "-" + refills,
                                at.plus(Duration.ofMinutes(chance.between(-10, 40))),
                                new Quantity(milli, profile.silo().dimension()))));
    }

    private long noteDelay() {
        return chance.between(5, 18 * 60);
    }
}
