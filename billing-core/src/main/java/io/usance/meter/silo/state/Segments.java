package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.spec.SiloSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which sensor watches the silo, which did, and which will.
 *
 * @param changeNo number of the newest change announced, 0 before the first
 * @param fromMs the present segment's readings were sampled from here on
 * @param changedMs the instant of the newest change that has taken effect
 * @param next announced, and no reading of it has been taken; null if there is none
 * @param registered the specification as the silo was registered; null while the present one is it,
 *     as for most silos: in a million states a reference less
 * @param retired ended segments, oldest first, at most {@link #RETIRED_MAX}; unmodifiable
 */
record Segments(
        int changeNo,
        long fromMs,
        long changedMs,
        @Nullable SensorChange next,
        @Nullable SiloSpec registered,
        List<RetiredSensor> retired) {

    /** Late readings of a sensor before these are of an unknown one. */
    static final int RETIRED_MAX = 4;

    static final Segments FIRST =
            new Segments(0, Long.MIN_VALUE, Long.MIN_VALUE, null, null, List.of());

    static Segments of(
            int changeNo,
            long fromMs,
            long changedMs,
            @Nullable SensorChange next,
            List<RetiredSensor> retired) {
        Segments segments =
                new Segments(changeNo, fromMs, changedMs, next, null, List.copyOf(retired));
        return segments.equals(FIRST) ? FIRST : segments;
    }

    /** The present specification may become another than this one. */
    Segments registeredAs(SiloSpec spec) {
        return registered != null
                ? this
                : new Segments(changeNo, fromMs, changedMs, next, spec, retired);
    }

    /** Where a reading belongs. */
    enum Part {
        PRESENT,
        NEXT,
        RETIRED,
        UNKNOWN
    }

    /**
     * By sensor and time; for the same sensor by its counter as well, because a gateway that
     * replays its buffer stamps readings of the old segment with times of the new.
     *
     * @param present the present segment's sensor
     * @param nextSequence what its counter shows next; negative if it has none
     */
    Part partOf(String present, long nextSequence, String sensorId, long atMs, long sequence) {
        if (next != null && atMs >= next.fromMs()) {
            return announcedPartOf(next, present, nextSequence, sensorId, atMs, sequence);
        }
        if (retired(sensorId, atMs, sequence) != null) {
            return Part.RETIRED;
        }
        return present.equals(sensorId) && atMs >= fromMs ? Part.PRESENT : Part.UNKNOWN;
    }

    private static Part announcedPartOf(
            SensorChange change,
            String present,
            long nextSequence,
            String sensorId,
            long atMs,
            long sequence) {
        if (!change.sensor().sensorId().equals(sensorId)) {
            return Part.UNKNOWN;
        }
        if (!present.equals(sensorId)) {
            return Part.NEXT;
        }
        boolean late =
                change.isReplacement()
                        ? RetiredSensor.isStraggler(nextSequence, change.fromMs(), atMs, sequence)
                        : sequence < nextSequence;
        return late ? Part.PRESENT : Part.NEXT;
    }

    /** The ended segment of a late reading; null if there is none. */
    @Nullable RetiredSensor retired(String sensorId, long atMs, long sequence) {
        for (RetiredSensor sensor : retired) {
            if (sensor.isOf(sensorId, atMs, sequence)) {
                return sensor;
            }
        }
        return null;
    }

    Segments announced(SensorChange change) {
        return new Segments(change.no(), fromMs, changedMs, change, registered, retired);
    }

    /** The announced segment of another sensor or counter begins. */
    Segments replaced(RetiredSensor ended) {
        return new Segments(
                changeNo,
                ended.untilMs(),
                ended.untilMs(),
                null,
                registered,
                limited(retired, ended));
    }

    /** The announced segment of the same sensor and counter begins. */
    Segments recalibrated(long atMs) {
        return new Segments(changeNo, fromMs, atMs, null, registered, retired);
    }

    Segments withLate(Reading reading) {
        long atMs = ReadingPlace.atMs(reading);
        RetiredSensor of = retired(reading.sensorId(), atMs, reading.sequence());
        List<RetiredSensor> known =
                retired.stream()
                        .map(sensor ->
                                sensor.equals(of) ? sensor.with(sensor.placeOf(reading)) : sensor)
                        .toList();
        return new Segments(changeNo, fromMs, changedMs, next, registered, known);
    }

    private static <T> List<T> limited(List<T> list, T added) {
        List<T> more = new ArrayList<>(list);
        if (more.size() == RETIRED_MAX) {
            more.remove(0);
        }
        more.add(added);
        return List.copyOf(more);
    }
}
