package io.usance.offline;

import io.usance.csv.Advice;
import io.usance.csv.RefusedFileException;
import io.usance.csv.TableOptions;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.ReadingRows.Arrival;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Meters a silo's readings from a file, as the service would have, had they come over Kafka.
 *
 * <p>A delivery note becomes known at the time of delivery. After the last row the period is closed
 * with what is known, as the service closes the period of a silo that has fallen silent; with some
 * readings beyond its end it has closed on its own before that. A row whose time cannot be right is
 * refused, see {@link SampledSpan}.
 */
public final class MeterRun {

    /** No reading for longer than this at either end of the period: nothing is known of it. */
    public static final Duration SILENCE_MAX = Duration.ofDays(1);

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
    private final StockRows stock;

    private MeterRun(
            SiloSpec silo,
            Path readingsFile,
            ReadingRows rows,
            DeliveryRows deliveries,
            StockRows stock) {
        this.silo = silo;
        this.readingsFile = readingsFile;
        this.rows = rows;
        this.deliveries = deliveries;
        this.stock = stock;
    }

    /**
     * The files of a silo, and what a person said of their form.
     *
     * @param deliveries null: none are known
     * @param stock what people know of the stock; null: nothing
     */
    public record Files(
            Path readings,
            TableOptions readingsForm,
            @Nullable Path deliveries,
            TableOptions deliveriesForm,
            @Nullable Path stock,
            TableOptions stockForm) {}

    /** Meters one period from files in the documented form, or whose form leaves no doubt. */
    public static MeteredPeriod of(
            SiloSpec silo,
            Path readings,
            @Nullable Path deliveries,
            @Nullable Instant from,
            @Nullable Instant to)
            throws RefusedFileException {
        TableOptions form = TableOptions.NONE;
        Files files = new Files(readings, form, deliveries, form, null, form);
        return of(silo, files, guess -> {}, from, to);
    }

    /**
     * Meters one period.
     *
     * @param guesses hears what was guessed of the files, before anything is metered
     * @param from null: from the first reading, inclusive
     * @param to null: up to the last reading, inclusive
     * @throws RefusedFileException if a file cannot be read as such a CSV, or the readings do not
     *     cover the period
     * @throws IllegalArgumentException if the bounds are no period that can be metered, with both
     */
    public static MeteredPeriod of(
            SiloSpec silo,
            Files files,
            Consumer<String> guesses,
            @Nullable Instant from,
            @Nullable Instant to)
            throws RefusedFileException {
        Path notes = files.deliveries();
        Path entries = files.stock();
        MeterRun run =
                new MeterRun(
                        silo,
                        files.readings(),
                        ReadingRows.read(files.readings(), silo, files.readingsForm()),
                        notes == null
                                ? DeliveryRows.NONE
                                : DeliveryRows.read(notes, silo.siloId(), files.deliveriesForm()),
                        entries == null
                                ? StockRows.NONE
                                : StockRows.read(entries, silo.siloId(), files.stockForm()));
        run.guesses().forEach(guesses);
        SampledSpan sampled = run.sampled(from, to);
        Instant start = from == null ? sampled.first() : from;
        // Half-open: the last reading is still within.
        Instant end = to == null ? sampled.last().plusMillis(1) : to;
        checkBounds(start, end);
        run.checkCovered(sampled, start, end);
        return run.meter(start, end, sampled);
    }

    private List<String> guesses() {
        List<String> guesses = new ArrayList<>();
        rows.guesses().forEach(guess -> guesses.add(Problem.READINGS + ": " + guess));
        deliveries.guesses().forEach(guess -> guesses.add(Problem.DELIVERIES + ": " + guess));
        stock.guesses().forEach(guess -> guesses.add(Problem.STOCK + ": " + guess));
        return guesses;
    }

    public static void checkBounds(Instant from, Instant to) {
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

    private SampledSpan sampled(@Nullable Instant from, @Nullable Instant to)
            throws RefusedFileException {
        List<Instant> times = new ArrayList<>();
        String why = "";
        for (Arrival arrival : rows.arrivals()) {
            if (!why.isEmpty() && arrival.sampledAt().equals(Instant.EPOCH)) {
                continue; // Its time cannot be read, so it is none either.
            }
            switch (decode(arrival, 0)) {
                case Decoded<Reading>(String siloId, Reading reading) -> {
                    Instant at = reading.sampledAt();
                    // A period that is not named does not end in the future.
                    boolean named = to != null;
                    if (!isAhead(at, named ? arrival.receivedAt() : arrival.heardAt())) {
                        times.add(at);
                    }
                }
                case Undecodable<Reading>(var reason, String detail) ->
                        why = why.isEmpty() ? "; the first row: " + detail : why;
            }
        }
        String refused = why;
        return SampledSpan.of(times, from, to)
                .orElseThrow(() ->
                        new RefusedFileException(
                                readingsFile, "holds no reading" + refused + counted()));
    }

    /** Of rows none of which is a reading; nothing if there is but one. */
    private String counted() {
        if (rows.arrivals().size() < 2) {
            return "";
        }
        Map<String, Integer> byReason = new TreeMap<>();
        for (Arrival arrival : rows.arrivals()) {
            Problem fault = arrival.fault();
            if (fault == null && decode(arrival, 0) instanceof Undecodable<Reading> refused) {
                fault = ReadingRows.problem(arrival, refused);
            }
            // Decoded, but ahead of its own arrival: metering would have refused it.
            String reason = fault == null ? RefusalReason.FUTURE_TIME.name() : fault.reason();
            byReason.merge(reason, 1, Integer::sum);
        }
        return nothing(byReason);
    }

    private static String nothing(Map<String, Integer> byReason) {
        return "; 0 rows recorded: " + Advice.counts(byReason) + Advice.toChange(byReason);
    }

    /** Metering refuses it, as it would have when the reading arrived. */
    public static boolean isAhead(Instant sampledAt, Instant receivedAt) {
        return sampledAt.isAfter(receivedAt.plus(AHEAD_MAX));
    }

    private void checkCovered(SampledSpan sampled, Instant from, Instant to)
            throws RefusedFileException {
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

    private MeteredPeriod meter(Instant from, Instant to, SampledSpan sampled)
            throws RefusedFileException {
        SiloFeed feed = new SiloFeed(silo, from, to);
        deliveries.problems().forEach(feed::badNote);
        stock.problems().forEach(feed::badEntry);
        Deque<StockRows.Line> entries = new ArrayDeque<>(stock.entries());
        List<DeliveryRows.Line> near = deliveries.notesNear(from, to);
        Iterator<DeliveryRows.Line> notes = near.iterator();
        DeliveryRows.@Nullable Line note = notes.hasNext() ? notes.next() : null;
        long number = 1;
        int beyond = 0;
        for (Arrival arrival : rows.arrivals()) {
            while (note != null && !note.note().deliveredAt().isAfter(arrival.receivedAt())) {
                feed.deliver(note);
                note = notes.hasNext() ? notes.next() : null;
            }
            enter(feed, entries, arrival.receivedAt());
            if (arrival.fault() != null) {
                feed.badReading(arrival, arrival.fault());
                continue;
            }
            switch (decode(arrival, number)) {
                case Decoded<Reading>(String siloId, Reading reading) -> {
                    Instant at = reading.sampledAt();
                    boolean ahead =
                            isAhead(at, arrival.receivedAt())
                                    || (isAhead(at, arrival.heardAt())
                                            && !SampledSpan.isBeyond(at, to));
                    if (!ahead && sampled.isStray(at)) {
                        feed.badReading(
                                arrival,
                                sampled.problem(Problem.READINGS, arrival.row().line(), at));
                    } else if (!ahead && SampledSpan.isBeyond(at, to)) {
                        beyond++;
                    } else {
                        number += feed.read(arrival, reading) ? 1 : 0;
                    }
                }
                case Undecodable<Reading> undecodable ->
                        feed.badReading(arrival, ReadingRows.problem(arrival, undecodable));
            }
        }
        for (; note != null; note = notes.hasNext() ? notes.next() : null) {
            feed.deliver(note);
        }
        deliveries.strays().forEach(feed::correct);
        enter(feed, entries, Instant.MAX);
        List<String> remarks = remarks(from, to, sampled);
        beyond(remarks, beyond, to);
        if (near.size() < deliveries.notes().size()) {
            remarks.add(
                    "%d delivery notes of other periods are not used"
                            .formatted(deliveries.notes().size() - near.size()));
        }
        return feed.close(remarks)
                .orElseThrow(() -> new RefusedFileException(readingsFile, tooFew(from, feed)));
    }

    /** An entry becomes known when it happened. */
    private static void enter(SiloFeed feed, Deque<StockRows.Line> entries, Instant until) {
        while (!entries.isEmpty() && !entries.getFirst().record().happenedAt().isAfter(until)) {
            feed.enter(entries.removeFirst());
        }
    }

    private static String tooFew(Instant from, SiloFeed feed) {
        String few =
                "has too few good readings to measure the stock at %s: %d are needed at or after it"
                        .formatted(from, GROUP);
        if (feed.recorded() == 0 && !feed.refused().isEmpty()) {
            return few + nothing(feed.refused());
        }
        return few
                + ", %d of all rows were recorded".formatted(feed.recorded())
                + (feed.refused().isEmpty()
                        ? ""
                        : "; refused: "
                                + Advice.counts(feed.refused())
                                + Advice.toChange(feed.refused()));
    }

    private Decoding<Reading> decode(Arrival arrival, long number) {
        return rows.decode(arrival, number);
    }

    private List<String> remarks(Instant from, Instant to, SampledSpan sampled) {
        List<String> remarks = new ArrayList<>();
        guesses().forEach(guess -> remarks.add("guessed of the " + guess));
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
        ignored(remarks, Problem.STOCK, stock.columnsIgnored());
        return remarks;
    }

    /** Rows long after the end of a period that was named. */
    public static void beyond(List<String> remarks, int rows, Instant to) {
        if (rows > 0) {
            remarks.add(
                    "%d readings more than %d days after %s are not used"
                            .formatted(rows, SampledSpan.BEYOND_MAX.toDays(), to));
        }
    }

    private static void ignored(List<String> remarks, String file, List<String> columns) {
        if (!columns.isEmpty()) {
            remarks.add("columns of the " + file + " not used: " + String.join(", ", columns));
        }
    }
}
