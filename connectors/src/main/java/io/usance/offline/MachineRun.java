package io.usance.offline;

import io.usance.csv.RefusedFileException;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.offline.MachineRows.Arrival;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Meters a machine's readings from files, as the service would have, had they come over Kafka.
 *
 * <p>An exchange becomes known before the first reading that was sampled at it or later. After the
 * last row the period is closed with what is known.
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
            @Nullable Path exchanges,
            @Nullable Instant from,
            @Nullable Instant to)
            throws RefusedFileException {
        MachineRun run =
                new MachineRun(
                        machine,
                        readings.getFirst(),
                        MachineRows.read(readings, machine),
                        exchanges == null ? ExchangeRows.NONE : ExchangeRows.read(exchanges));
        return run.within(from, to);
    }

    private MachinePeriod within(@Nullable Instant from, @Nullable Instant to)
            throws RefusedFileException {
        Instant earliest = Instant.MAX;
        Instant latest = Instant.MIN;
        String why = "";
        for (Arrival arrival : rows.arrivals()) {
            switch (rows.decode(arrival, 0)) {
                case Decoded<MachineReading> decoded -> {
                    Instant at = decoded.value().sampledAt();
                    earliest = at.isBefore(earliest) ? at : earliest;
                    latest = at.isAfter(latest) ? at : latest;
                }
                case Undecodable<MachineReading>(var reason, String detail) ->
                        why = why.isEmpty() ? "; the first row: " + detail : why;
            }
        }
        if (earliest.isAfter(latest)) {
            throw new RefusedFileException(first, "holds no reading" + why);
        }
        Instant start = from == null ? whole(earliest, true) : from;
        Instant end = to == null ? whole(latest, false) : to;
        MeterRun.checkBounds(start, end);
        checkQuarters(start);
        checkQuarters(end);
        checkCovered(earliest, latest, start, end);
        return meter(start, end);
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

    private MachinePeriod meter(Instant from, Instant to) throws RefusedFileException {
        MachineFeed feed = new MachineFeed(machine, from, to);
        Iterator<ExchangeRows.Line> changes = exchanges.lines().iterator();
        ExchangeRows.@Nullable Line change = changes.hasNext() ? changes.next() : null;
        long number = 1;
        for (Arrival arrival : rows.arrivals()) {
            if (arrival.fault() != null) {
                feed.bad(arrival.fault());
                continue;
            }
            switch (rows.decode(arrival, number)) {
                case Decoded<MachineReading>(String machineId, MachineReading reading) -> {
                    while (change != null && !change.at().isAfter(reading.sampledAt())) {
                        feed.exchange(change);
                        change = changes.hasNext() ? changes.next() : null;
                    }
                    if (feed.read(arrival, machineId, reading)) {
                        number++;
                    }
                }
                case Undecodable<MachineReading> undecodable ->
                        feed.bad(Problem.of(arrival.file(), arrival.line(), undecodable));
            }
        }
        return feed.close(remarks())
                .orElseThrow(() ->
                        new RefusedFileException(
                                first,
                                "has no good reading; all %d rows are refused or repeated"
                                        .formatted(rows.arrivals().size())));
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
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
