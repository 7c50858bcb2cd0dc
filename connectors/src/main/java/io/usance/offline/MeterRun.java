package io.usance.offline;

import io.usance.csv.RefusedFileException;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.ReadingRows.Arrival;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Meters a silo's readings from a file, as the service would have, had they come over Kafka.
 *
 * <p>A delivery note becomes known at the time of delivery. After the last row the period is closed
 * with what is known, as the service closes the period of a silo that has fallen silent; with some
 * readings beyond its end it has closed on its own before that.
 */
public final class MeterRun {

    /** No reading for longer than this at either end of the period: nothing is known of it. */
    static final Duration SILENCE_MAX = Duration.ofDays(1);

    /** A silence at an end that is worth a remark. */
    private static final Duration SILENCE_REMARKED = Duration.ofHours(1);

    /** Readings in a group of metering; the stock at the start is measured with one. */
    private static final int GROUP = 5;

    /** A clock that runs ahead does not set the default bounds; metering refuses such a reading. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(10);

    private final SiloSpec silo;
    private final Path readingsFile;
    private final ReadingRows rows;
    private final DeliveryRows deliveries;

    private MeterRun(SiloSpec silo, Path readingsFile, ReadingRows rows, DeliveryRows deliveries) {
        this.silo = silo;
        this.readingsFile = readingsFile;
        this.rows = rows;
        this.deliveries = deliveries;
    }

    /**
     * Meters one period.
     *
     * @param readings CSV with the columns of {@link ReadingRows}
     * @param deliveries CSV with the columns of {@link DeliveryRows}; null: none are known
     * @param from null: from the first reading, inclusive
     * @param to null: up to the last reading, inclusive
     * @throws RefusedFileException if a file cannot be read as such a CSV, or the readings do not
     *     cover the period
     * @throws IllegalArgumentException if the bounds are no period that can be metered, with both
     */
    public static MeteredPeriod of(
            SiloSpec silo,
            Path readings,
            @Nullable Path deliveries,
            @Nullable Instant from,
            @Nullable Instant to)
            throws RefusedFileException {
        MeterRun run =
                new MeterRun(
                        silo,
                        readings,
                        ReadingRows.read(readings, silo),
                        deliveries == null
                                ? DeliveryRows.NONE
                                : DeliveryRows.read(deliveries, silo.siloId()));
        Span sampled = run.sampled();
        Instant start = from == null ? sampled.first() : from;
        // Half-open: the last reading is still within.
        Instant end = to == null ? sampled.last().plusMillis(1) : to;
        checkBounds(start, end);
        run.checkCovered(sampled, start, end);
        return run.meter(start, end, sampled);
    }

    /** When the first and the last reading were sampled. */
    private record Span(Instant first, Instant last) {}

    static void checkBounds(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "the period ends " + to + ", not after it starts " + from);
        }
        if (Duration.between(from, to).compareTo(Duration.ofDays(TimeShift.DAYS_MAX)) > 0) {
            throw new IllegalArgumentException(
                    "the period from %s to %s is longer than %d days; meter shorter ones"
                            .formatted(from, to, TimeShift.DAYS_MAX));
        }
    }

    private Span sampled() throws RefusedFileException {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        String refused = "";
        for (Arrival arrival : rows.arrivals()) {
            switch (decode(arrival, 0)) {
                case Decoded<Reading>(String siloId, Reading reading) -> {
                    Instant at = reading.sampledAt();
                    if (!at.isAfter(arrival.receivedAt().plus(AHEAD_MAX))) {
                        first = at.isBefore(first) ? at : first;
                        last = at.isAfter(last) ? at : last;
                    }
                }
                case Undecodable<Reading>(var reason, String detail) ->
                        refused = refused.isEmpty() ? "; the first row: " + detail : refused;
            }
        }
        if (first.isAfter(last)) {
            throw new RefusedFileException(readingsFile, "holds no reading" + refused);
        }
        return new Span(first, last);
    }

    private void checkCovered(Span sampled, Instant from, Instant to) throws RefusedFileException {
        boolean covered =
                !sampled.first().isAfter(from.plus(SILENCE_MAX))
                        && !sampled.last().isBefore(to.minus(SILENCE_MAX));
        if (!covered) {
            throw new RefusedFileException(
                    readingsFile,
                    "has readings from %s to %s, which do not cover the period from %s to %s"
                            .formatted(sampled.first(), sampled.last(), from, to));
        }
    }

    private MeteredPeriod meter(Instant from, Instant to, Span sampled)
            throws RefusedFileException {
        SiloFeed feed = new SiloFeed(silo, from, to);
        deliveries.problems().forEach(feed::badNote);
        Iterator<DeliveryRows.Line> notes = deliveries.notes().iterator();
        DeliveryRows.@Nullable Line note = notes.hasNext() ? notes.next() : null;
        long number = 1;
        for (Arrival arrival : rows.arrivals()) {
            while (note != null && !note.note().deliveredAt().isAfter(arrival.receivedAt())) {
                feed.deliver(note);
                note = notes.hasNext() ? notes.next() : null;
            }
            if (arrival.fault() != null) {
                feed.badReading(arrival.fault());
                continue;
            }
            switch (decode(arrival, number)) {
                case Decoded<Reading> decoded -> {
                    if (feed.read(arrival, decoded.value())) {
                        number++;
                    }
                }
                case Undecodable<Reading> undecodable ->
                        feed.badReading(ReadingRows.problem(arrival, undecodable));
            }
        }
        for (; note != null; note = notes.hasNext() ? notes.next() : null) {
            feed.deliver(note);
        }
        return feed.close(remarks(from, to, sampled))
                .orElseThrow(() ->
                        new RefusedFileException(
                                readingsFile,
                                ("has too few good readings to measure the stock at %s: %d are"
                                                + " needed at or after it, %d of all rows were"
                                                + " recorded")
                                        .formatted(from, GROUP, feed.recorded())));
    }

    private Decoding<Reading> decode(Arrival arrival, long number) {
        return rows.decode(arrival, number);
    }

    private List<String> remarks(Instant from, Instant to, Span sampled) {
        List<String> remarks = new ArrayList<>();
        if (rows.areNumberedHere()) {
            remarks.add(
                    "without a column sequence, readings are taken in the order of received_at,"
                            + " sampled_at and line, and duplicates cannot be recognised");
        }
        if (Duration.between(from, sampled.first()).compareTo(SILENCE_REMARKED) > 0) {
            remarks.add(
                    "the first reading is of "
                            + sampled.first()
                            + "; what was drawn before it is not in the opening stock");
        }
        if (Duration.between(sampled.last(), to).compareTo(SILENCE_REMARKED) > 0) {
            remarks.add(
                    "the last reading is of "
                            + sampled.last()
                            + "; the closing stock is uncertain by what was drawn since");
        }
        ignored(remarks, Problem.READINGS, rows.columnsIgnored());
        ignored(remarks, Problem.DELIVERIES, deliveries.columnsIgnored());
        return remarks;
    }

    private static void ignored(List<String> remarks, String file, List<String> columns) {
        if (!columns.isEmpty()) {
            remarks.add("columns of the " + file + " not used: " + String.join(", ", columns));
        }
    }
}
