package io.usance.offline.machine;

import io.usance.csv.RefusedFileException;
import io.usance.csv.TableOptions;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.offline.MeterRun;
import io.usance.offline.Problem;
import io.usance.offline.SampledSpan;
import io.usance.offline.machine.MachineRows.Arrival;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Meters a machine's readings from files, as the service would have, had they come over Kafka.
 *
 * <p>An exchange becomes known before the first reading that was sampled at it or later. After the
 * last row the period is closed with what is known. A row whose time cannot be right is refused,
 * see {@link SampledSpan}.
 */
public final class MachineRun {
    private final MachineSpec machine;
    private final Path first;
    private final MachineRows rows;
    private final ExchangeRows exchanges;

    private MachineRun(MachineSpec machine, Path first, MachineRows rows, ExchangeRows exchanges) {
        this.machine = machine;
        this.first = first;
        this.rows = rows;
        this.exchanges = exchanges;
    }

    /**
     * Meters one period.
     *
     * @param readings CSV or JSON lines, at least one file
     * @param form what a person said of the form of the tables among them
     * @param guesses hears what was guessed of it, before anything is metered
     * @param exchanges CSV with the columns of {@link ExchangeRows}; null: there are none
     * @param from null: from the first reading
     * @param to null: up to the last reading
     * @throws RefusedFileException if a file cannot be read as such, or the readings do not cover
     *     the period
     * @throws IllegalArgumentException if the bounds are no period that can be metered, with both
     */
    public static MachinePeriod of(
            MachineSpec machine,
            List<Path> readings,
            TableOptions form,
            Consumer<String> guesses,
            @Nullable Path exchanges,
            @Nullable Instant from,
            @Nullable Instant to)
            throws RefusedFileException {
        MachineRun run =
                new MachineRun(
                        machine,
                        readings.getFirst(),
                        MachineRows.read(readings, machine, form),
                        exchanges == null ? ExchangeRows.NONE : ExchangeRows.read(exchanges));
        run.rows.guesses().forEach(guesses);
        return run.within(from, to);
    }

    private MachinePeriod within(@Nullable Instant from, @Nullable Instant to)
            throws RefusedFileException {
        SampledSpan sampled = sampled(from, to);
        Instant start = from == null ? whole(sampled.first(), true) : from;
        Instant end = to == null ? whole(sampled.last(), false) : to;
        if (from == null && to == null && !start.isBefore(end)) {
            throw new RefusedFileException(first, tooFew(sampled));
        }
        MeterRun.checkBounds(start, end);
        checkQuarters(start);
        checkQuarters(end);
        checkCovered(sampled.first(), sampled.last(), start, end);
        return meter(start, end, sampled);
    }

    private SampledSpan sampled(@Nullable Instant from, @Nullable Instant to)
            throws RefusedFileException {
        List<Instant> times = new ArrayList<>();
        String why = "";
        for (Arrival arrival : rows.arrivals()) {
            if (!why.isEmpty() && arrival.sampledAt().equals(Instant.EPOCH)) {
                continue; // Its time cannot be read, so it is none either.
            }
            switch (rows.decode(arrival, 0)) {
                case Decoded<MachineReading> decoded -> {
                    Instant at = decoded.value().sampledAt();
                    if (!MeterRun.isAhead(at, arrival.receivedAt())) {
                        times.add(at);
                    }
                }
                case Undecodable<MachineReading>(var reason, String detail) ->
                        why = why.isEmpty() ? "; the first row: " + detail : why;
            }
        }
        String refused = why;
        return SampledSpan.of(times, from, to)
                .orElseThrow(() -> new RefusedFileException(first, "holds no reading" + refused));
    }

    private String tooFew(SampledSpan sampled) {
        return sampled.first().equals(sampled.last())
                ? "has readings of one instant only, %s; what was made is the difference of two, add a later reading"
                        .formatted(sampled.first())
                : "has readings from %s to %s, and no whole quarter of an hour between them, by which the machine has a profile"
                        .formatted(sampled.first(), sampled.last());
    }

    private boolean isProfiled() {
        return machine.outputs().stream().anyMatch(OutputSpec::profiled);
    }

    /** A profile goes by whole quarters of an hour, which moving the times must not break up. */
    private Instant whole(Instant at, boolean up) {
        long into = Math.floorMod(at.toEpochMilli(), MachineSpec.QUARTER_MS);
        if (!isProfiled() || into == 0) {
            return at;
        }
        return at.plusMillis(up ? MachineSpec.QUARTER_MS - into : -into);
    }

    private void checkQuarters(Instant bound) {
        if (!whole(bound, false).equals(bound)) {
            throw new IllegalArgumentException(
                    "the period is bound by %s, within a quarter of an hour, but the machine has a profile by quarters; write %s"
                            .formatted(bound, whole(bound, false)));
        }
    }

    private void checkCovered(Instant earliest, Instant latest, Instant from, Instant to)
            throws RefusedFileException {
        boolean covered =
                !earliest.isAfter(from.plus(MeterRun.SILENCE_MAX))
                        && !latest.isBefore(to.minus(MeterRun.SILENCE_MAX));
        if (!covered) {
            throw new RefusedFileException(
                    first,
                    "has readings from %s to %s, which do not cover the period from %s to %s"
                            .formatted(earliest, latest, from, to));
        }
    }

    private MachinePeriod meter(Instant from, Instant to, SampledSpan sampled)
            throws RefusedFileException {
        MachineFeed feed = new MachineFeed(machine, from, to);
        Deque<ExchangeRows.Line> changes = new ArrayDeque<>(exchanges.lines());
        long number = 1;
        int beyond = 0;
        for (Arrival arrival : rows.arrivals()) {
            if (arrival.fault() != null) {
                feed.bad(arrival.fault());
                continue;
            }
            switch (rows.decode(arrival, number)) {
                case Decoded<MachineReading>(String machineId, MachineReading reading) -> {
                    Instant at = reading.sampledAt();
                    boolean ahead = MeterRun.isAhead(at, arrival.receivedAt());
                    if (!ahead && sampled.isStray(at)) {
                        feed.bad(sampled.problem(arrival.file(), arrival.line(), at));
                    } else if (!ahead && SampledSpan.isBeyond(at, to)) {
                        beyond++;
                    } else {
                        if (!ahead) {
                            announce(feed, changes, at);
                        }
                        number += feed.read(arrival, machineId, reading) ? 1 : 0;
                    }
                }
                case Undecodable<MachineReading> undecodable ->
                        feed.bad(Problem.of(arrival.file(), arrival.line(), undecodable));
            }
        }
        announce(feed, changes, Instant.MAX);
        List<String> remarks = remarks();
        MeterRun.beyond(remarks, beyond, to);
        return feed.close(remarks)
                .orElseThrow(() ->
                        new RefusedFileException(
                                first,
                                "has no good reading; all %d rows are refused or repeated"
                                        .formatted(rows.arrivals().size())));
    }

    /** What is announced before a reading is taken. */
    private static void announce(
            MachineFeed feed, Deque<ExchangeRows.Line> changes, Instant sampledAt) {
        while (!changes.isEmpty() && !changes.getFirst().at().isAfter(sampledAt)) {
            feed.exchange(changes.removeFirst());
        }
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        rows.guesses().forEach(guess -> remarks.add("guessed of " + guess));
        if (rows.areSomeNumberedHere()) {
            remarks.add(
                    "without a column sequence, readings are taken in the order of received_at,"
                            + " sampled_at and line, and duplicates cannot be recognised");
        }
        if (!rows.columnsIgnored().isEmpty()) {
            remarks.add(
                    "columns of the readings not used: "
                            + String.join(", ", rows.columnsIgnored()));
        }
        return remarks;
    }
}
