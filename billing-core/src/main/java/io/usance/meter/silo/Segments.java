package io.usance.meter.silo;

import io.usance.meter.silo.filter.Changeover;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.RefillMachine;
import io.usance.meter.silo.filter.Revaluation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which sensor watches the silo, which did, which will; and the adjustments between them.
 *
 * @param changeNo number of the newest change announced, 0 before the first
 * @param fromMs the present segment's readings were sampled from here on
 * @param changedMs the instant of the newest change that has taken effect
 * @param next announced, and no reading of it has been taken; null if there is none
 * @param retired ended segments, oldest first, at most {@link #RETIRED_MAX}; unmodifiable
 * @param open the changeover from the segment before that is not measured yet; null if there is
 *     none
 * @param waiting adjustments that are not booked, in order; unmodifiable
 * @param gaps what the newest measured changeovers span, at most {@link #RETIRED_MAX}; a delivery
 *     within is part of the measured jump; unmodifiable
 */
record Segments(
        int changeNo,
        long fromMs,
        long changedMs,
        @Nullable SensorChange next,
        List<RetiredSensor> retired,
        @Nullable Changeover open,
        List<Adjustment> waiting,
        List<Gap> gaps) {

    /** Late readings of a sensor before these are of an unknown one. */
    static final int RETIRED_MAX = 4;

    /** Changes of the sensor that may wait for a period to be closed. */
    static final int WAITING_MAX = 4;

    /** Revaluations that may wait for periods to be closed, after a long silence. */
    static final int REVALUED_WAITING_MAX = SiloState.CAPTURES_MAX;

    static final Segments FIRST =
            new Segments(
                    0, Long.MIN_VALUE, Long.MIN_VALUE, null, List.of(), null, List.of(), List.of());

    /** What a measured changeover spans, both ends inclusive. */
    record Gap(int changeNo, long fromMs, long toMs) {}

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

    boolean isSettled() {
        return open == null && waiting.isEmpty();
    }

    Segments announced(SensorChange change) {
        return new Segments(change.no(), fromMs, changedMs, change, retired, open, waiting, gaps);
    }

    /** The announced segment of another sensor or counter begins. */
    Segments replaced(RetiredSensor ended, @Nullable Changeover changeover) {
        return new Segments(
                changeNo,
                ended.untilMs(),
                ended.untilMs(),
                null,
                limited(retired, ended),
                changeover,
                waiting,
                gaps);
    }

    /** The announced segment of the same sensor and counter begins. */
    Segments recalibrated(long atMs, @Nullable Changeover changeover) {
        return new Segments(changeNo, fromMs, atMs, null, retired, changeover, waiting, gaps);
    }

    /** A dated calibration of the present sensor begins; what is announced stays so. */
    Segments changing(Changeover changeover) {
        return new Segments(changeNo, fromMs, changedMs, next, retired, changeover, waiting, gaps);
    }

    Segments revalued(Revaluation to) {
        return open == null ? this : changing(open.revalued(to));
    }

    /**
     * Added to the newest that waits if no reading lies between them and they are of one period, or
     * if too many wait.
     *
     * @param seenMs when the last reading before was sampled
     */
    Segments withRevalued(Adjustment adjustment, long seenMs, Contract contract) {
        Adjustment newest = waiting.isEmpty() ? null : waiting.getLast();
        boolean full = waiting.size() >= REVALUED_WAITING_MAX;
        boolean unseen =
                newest != null
                        && seenMs < newest.fromMs()
                        && isOfSamePeriod(newest, adjustment.afterMs(), contract);
        if (newest == null || (!full && !unseen)) {
            return withWaiting(adjustment);
        }
        List<Adjustment> more = new ArrayList<>(waiting.subList(0, waiting.size() - 1));
        more.add(
                new Adjustment(
                        newest.changeNo(),
                        newest.source(),
                        newest.milli() + adjustment.milli(),
                        newest.uncertainty() + adjustment.uncertainty(),
                        newest.fromMs(),
                        adjustment.toMs(),
                        newest.afterMs()));
        return new Segments(
                changeNo, fromMs, changedMs, next, retired, open, List.copyOf(more), gaps);
    }

    private static boolean isOfSamePeriod(Adjustment newest, long afterMs, Contract contract) {
        return newest.source() == SiloEvent.AdjustmentSource.REVALUED
                && afterMs < contract.boundaryAfter(newest.afterMs());
    }

    /** The revaluations that wait and belong to a refill. */
    List<Adjustment> revaluedBy(Refill refill) {
        return waiting.stream().filter(one -> isOf(refill, one)).toList();
    }

    /** They are part of what was delivered. */
    Segments withoutRevaluedBy(Refill refill) {
        List<Adjustment> rest = waiting.stream().filter(one -> !isOf(refill, one)).toList();
        return new Segments(changeNo, fromMs, changedMs, next, retired, open, rest, gaps);
    }

    private static boolean isOf(Refill refill, Adjustment one) {
        return one.source() == SiloEvent.AdjustmentSource.REVALUED
                && one.fromMs() >= refill.startMs() - RefillMachine.MERGE_MS
                && one.toMs() <= refill.endMs() + RefillMachine.MERGE_MS;
    }

    Segments withLate(Reading reading) {
        long atMs = SiloState.toMs(reading.sampledAt());
        RetiredSensor of = retired(reading.sensorId(), atMs, reading.sequence());
        List<RetiredSensor> known =
                retired.stream()
                        .map(sensor ->
                                sensor.equals(of)
                                        ? sensor.with(sensor.sequenceOf(reading))
                                        : sensor)
                        .toList();
        return new Segments(changeNo, fromMs, changedMs, next, known, open, waiting, gaps);
    }

    /** The open changeover has been measured. */
    Segments measured(Adjustment adjustment, boolean counts) {
        boolean absorbs = adjustment.source() == SiloEvent.AdjustmentSource.MEASURED;
        Gap gap = new Gap(adjustment.changeNo(), adjustment.fromMs(), adjustment.toMs());
        List<Adjustment> more = new ArrayList<>(waiting);
        if (counts) {
            more.add(adjustment);
        }
        return new Segments(
                changeNo,
                fromMs,
                changedMs,
                next,
                retired,
                null,
                List.copyOf(more),
                absorbs && counts ? limited(gaps, gap) : gaps);
    }

    Segments withWaiting(Adjustment adjustment) {
        List<Adjustment> more = new ArrayList<>(waiting);
        more.add(adjustment);
        return new Segments(
                changeNo, fromMs, changedMs, next, retired, open, List.copyOf(more), gaps);
    }

    /** An opening stock measured later contains them. */
    Segments withoutWaitingBefore(long meteringFromMs) {
        if (waiting.isEmpty()) {
            return this;
        }
        List<Adjustment> rest =
                waiting.stream().filter(one -> one.afterMs() >= meteringFromMs).toList();
        return new Segments(changeNo, fromMs, changedMs, next, retired, open, rest, gaps);
    }

    /** The oldest adjustment of a change and source has been booked. */
    Segments booked(int no, SiloEvent.AdjustmentSource source) {
        List<Adjustment> rest = new ArrayList<>(waiting);
        for (int i = 0; i < rest.size(); i++) {
            if (rest.get(i).changeNo() == no && rest.get(i).source() == source) {
                rest.remove(i);
                break;
            }
        }
        return new Segments(
                changeNo, fromMs, changedMs, next, retired, open, List.copyOf(rest), gaps);
    }

    /** The gap that hid a delivery from the level; null if none did. */
    @Nullable Gap gapAt(long atMs, long marginMs) {
        for (Gap gap : gaps) {
            if (gap.fromMs() - marginMs <= atMs && atMs <= gap.toMs() + marginMs) {
                return gap;
            }
        }
        return null;
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
