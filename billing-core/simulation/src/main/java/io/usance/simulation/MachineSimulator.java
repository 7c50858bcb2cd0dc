package io.usance.simulation;

import io.usance.simulation.SimulatedMachine.CounterChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs a machine through time, minute by minute, with what its device makes of it: counters near
 * their rollover, lost and repeated readings, replays, restarts, an exchanged counter, and readings
 * that lie. The same seed gives the same run. It shares no code with metering.
 */
public final class MachineSimulator {
    private static final long MINUTE_MS = 60_000;
    private static final int REPORT_MINUTES = 15;

    /** It goes on this long, so that what waits for lost readings is let go. */
    private static final int TAIL_MINUTES = 300;

    /** Parts that it makes in an hour at most. */
    public static final long PARTS_PER_HOUR_MAX = 1_800;

    private static final double STOPS = 0.02;
    private static final double STARTS = 0.05;
    private static final double BAD = 0.01;

    private final Chance chance;
    private final Instant from;
    private final Instant to;
    private final List<SimulatedMachineReading> sent = new ArrayList<>();
    private final List<CounterChange> exchanges = new ArrayList<>();

    private int total;
    private int bad;
    private long runMs;
    private boolean runs = true;
    private long epoch;
    private long sequence;
    private int lies;

    private MachineSimulator(long seed, Instant from, Instant to) {
        this.chance = Chance.of(seed, "machine");
        this.from = from;
        this.to = to;
    }

    /**
     * A machine that reports every 15 minutes, on time at the beginning and the end.
     *
     * @param seed everything random follows from it
     */
    public static SimulatedMachine simulate(long seed, Instant from, Instant to) {
        return new MachineSimulator(seed, from, to).run();
    }

    private SimulatedMachine run() {
        int minutes = Math.toIntExact((to.toEpochMilli() - from.toEpochMilli()) / MINUTE_MS);
        int exchangeAt = (int) chance.between(minutes / 4, minutes / 2) / 15 * 15 + 7;
        total = Integer.MAX_VALUE - (int) chance.between(0, 20_000);
        bad = (int) chance.between(0, 1_000);
        sequence = chance.between(0, 10_000);
        long made = 0;
        long madeBad = 0;
        long ranMs = 0;
        for (int minute = 0; minute <= minutes + TAIL_MINUTES; minute++) {
            if (minute % REPORT_MINUTES == 0) {
                report(minute, minute == 0 || minute == minutes);
            }
            if (minute == exchangeAt) {
                exchange(minute);
            }
            runs = runs ? !chance.happens(STOPS) : chance.happens(STARTS);
            int parts = runs ? (int) chance.between(0, 30) : 0;
            int scrap = 0;
            for (int i = 0; i < parts; i++) {
                scrap += chance.happens(BAD) ? 1 : 0;
            }
            total += parts;
            bad += scrap;
            runMs += runs ? MINUTE_MS : 0;
            if (minute < minutes) {
                made += parts;
                madeBad += scrap;
                ranMs = runMs;
            }
        }
        List<SimulatedMachineReading> arrived = new ArrayList<>(sent);
        arrived.sort(Comparator.comparing(SimulatedMachineReading::arrivalAt));
        return new SimulatedMachine(arrived, exchanges, made - madeBad, madeBad, ranMs, lies);
    }

    private Instant at(int minute) {
        return from.plusMillis(minute * MINUTE_MS);
    }

    private void exchange(int minute) {
        int first = (int) chance.between(0, 500);
        exchanges.add(new CounterChange(at(minute), total, first));
        total = first;
    }

    /**
     * @param sure neither lost nor late, for what is made is known by it
     */
    private void report(int minute, boolean sure) {
        if (!sure && chance.happens(0.005)) {
            epoch++;
            sequence = 0;
        }
        sequence++;
        Instant at = at(minute);
        SimulatedMachineReading reading =
                new SimulatedMachineReading(
                        epoch,
                        sequence,
                        at,
                        at.plusSeconds(chance.between(1, 20)),
                        total,
                        bad,
                        Math.floorDiv(runMs, 3_600),
                        runs ? "EXECUTE" : "IDLE");
        if (sure) {
            sent.add(reading);
            return;
        }
        if (chance.happens(0.01)) {
            return; // Lost.
        }
        if (chance.happens(0.01)) {
            lie(reading);
            return;
        }
        Instant arrival = reading.arrivalAt();
        if (chance.happens(0.05)) {
            arrival = arrival.plusSeconds(chance.between(600, 7_000));
        }
        sent.add(reading.arrivingAt(arrival));
        if (chance.happens(0.05)) {
            sent.add(reading.arrivingAt(arrival.plusSeconds(chance.between(1, 90_000))));
        }
    }

    /** The sequence is used up by a value that cannot be. */
    private void lie(SimulatedMachineReading r) {
        lies++;
        int wrong = chance.happens(0.5) ? r.total() - 1_000_000 : r.total() + 1_000_000;
        sent.add(
                new SimulatedMachineReading(
                        r.epoch(),
                        r.sequence(),
                        r.sampledAt(),
                        r.arrivalAt(),
                        wrong,
                        r.bad(),
                        r.hours(),
                        r.state()));
    }
}
