package io.usance.offline;

import io.usance.meter.silo.RefusalReason;
import io.usance.offline.exception.MeterException;
import io.usance.offline.exception.MeterException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * When readings were recorded, and where they were not although the device sent some. A file covers
 * a period by what was recorded of it, not by its rows.
 */
final class RecordedSpan {

    /** A silence this many times as long as the usual interval is more than a seldom reading. */
    private static final int INTERVALS_MAX = 3;

    /** More than one row in so many refused for its place or time is no accident. */
    static final int REFUSED_ONE_IN = 20;

    /** Silences that are named one by one. */
    private static final int NAMED_MAX = 10;

    /** Of these it is the device's order or clock that is not understood, not the reading. */
    private static final Set<RefusalReason> OF_ORDER =
            EnumSet.of(
                    RefusalReason.SEQUENCE_RESET,
                    RefusalReason.SEQUENCE_JUMP,
                    RefusalReason.SEQUENCE_TOO_OLD,
                    RefusalReason.SEQUENCE_CONFLICT,
                    RefusalReason.TIME_CONFLICT,
                    RefusalReason.FUTURE_TIME,
                    RefusalReason.NO_SEQUENCE,
                    RefusalReason.UNKNOWN_SENSOR);

    private static final String ADVICE =
            "if the level goes on there, leave the device's counter out (--columns sequence=) or say"
                    + " sequencing TIME in silo.json; if the sensor was replaced, meter the parts"
                    + " before and after it separately";

    private final Instant from;
    private final Instant to;
    private final List<Instant> recorded = new ArrayList<>();
    private final List<Instant> refused = new ArrayList<>();
    private final List<Instant> bad = new ArrayList<>();
    private final Set<Instant> repeated = new HashSet<>();
    private int rows;

    RecordedSpan(Instant from, Instant to) {
        this.from = from;
        this.to = to;
    }

    /** A stretch without a recorded reading; inner unless it is at an end of the file. */
    private record Silence(Instant since, Instant until, boolean inner) {
        boolean contains(Instant at) {
            return at.isAfter(since) && at.isBefore(until);
        }
    }

    void recorded(Instant sampledAt) {
        recorded.add(sampledAt);
        rows += isOfPeriod(sampledAt) ? 1 : 0;
    }

    void refused(Instant sampledAt, String reason) {
        boolean ofOrder = OF_ORDER.stream().anyMatch(one -> one.name().equals(reason));
        if (isOfPeriod(sampledAt)) {
            rows++;
            (ofOrder ? refused : bad).add(sampledAt);
        }
    }

    /** A sequence that is known already. */
    void repeated(Instant sampledAt) {
        repeated.add(sampledAt);
    }

    private boolean isOfPeriod(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    private List<Silence> silences() {
        List<Silence> silences = new ArrayList<>();
        if (recorded.isEmpty()) {
            return silences;
        }
        Collections.sort(recorded);
        long[] intervalsMs = new long[recorded.size()];
        for (int i = 1; i < recorded.size(); i++) {
            intervalsMs[i] = Duration.between(recorded.get(i - 1), recorded.get(i)).toMillis();
        }
        Arrays.sort(intervalsMs);
        Duration usual = Duration.ofMillis(intervalsMs[intervalsMs.length / 2]);
        Duration most = longer(MeterRun.SILENCE_MAX, usual.multipliedBy(INTERVALS_MAX));
        add(silences, new Silence(from, recorded.getFirst(), false), most);
        for (int i = 1; i < recorded.size(); i++) {
            add(silences, new Silence(recorded.get(i - 1), recorded.get(i), true), most);
        }
        add(silences, new Silence(recorded.getLast(), to, false), most);
        return silences;
    }

    private void add(List<Silence> silences, Silence silence, Duration most) {
        boolean touches = silence.until().isAfter(from) && silence.since().isBefore(to);
        if (touches && Duration.between(silence.since(), silence.until()).compareTo(most) > 0) {
            silences.add(silence);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private long rowsIn(Silence silence) {
        return refused.stream().filter(silence::contains).count()
                + repeated.stream()
                        .filter(silence::contains)
                        .filter(at -> Collections.binarySearch(recorded, at) < 0)
                        .count();
    }

    List<MeterException> exceptions() {
        List<MeterException> exceptions = new ArrayList<>();
        for (Silence silence : silences()) {
            long sent = rowsIn(silence);
            String detail =
                    "no reading from %s to %s was recorded"
                            .formatted(silence.since(), silence.until());
            if (sent > 0) {
                exceptions.add(
                        new MeterException(
                                Kind.READINGS_REFUSED,
                                silence.since(),
                                "%s, %d were sent".formatted(detail, sent),
                                ADVICE));
            } else if (!silence.inner()) {
                exceptions.add(
                        new MeterException(
                                Kind.READINGS_MISSING,
                                silence.since(),
                                detail + "; the stock there is not measured",
                                "add the readings, or name a period that they cover with --from and --to"));
            }
        }
        if (exceptions.isEmpty() && refused.size() * REFUSED_ONE_IN > rows) {
            exceptions.add(
                    new MeterException(
                            Kind.READINGS_REFUSED,
                            refused.getFirst(),
                            "%d of %d rows were refused for their place in the device's order or their time"
                                    .formatted(refused.size(), rows),
                            ADVICE));
        }
        return exceptions;
    }

    /** Rows that say nothing of the level, such as a status that is not OK. */
    private String refusedIn(Silence silence) {
        long rowsRefused = bad.stream().filter(silence::contains).count();
        return rowsRefused == 0 ? "" : "; %d rows were refused".formatted(rowsRefused);
    }

    /** Silences that are no exception. */
    List<String> remarks() {
        return silences().stream()
                .filter(silence -> silence.inner() && rowsIn(silence) == 0)
                .limit(NAMED_MAX)
                .map(silence ->
                        "no reading from %s to %s was recorded"
                                        .formatted(silence.since(), silence.until())
                                + refusedIn(silence))
                .toList();
    }
}
