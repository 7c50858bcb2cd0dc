package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Changeover;
import io.usance.meter.silo.filter.Continuity;
import io.usance.meter.silo.filter.Course;
import io.usance.meter.silo.filter.LevelDoubt;
import io.usance.meter.silo.filter.LevelFilter;
import io.usance.meter.silo.filter.LevelTrack;
import io.usance.meter.silo.filter.MissingReadings;
import io.usance.meter.silo.filter.RateCheck;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.RefillMachine;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.SensorLearning;
import io.usance.meter.silo.filter.StockScale;
import io.usance.meter.silo.filter.Suspense;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.quantity.Dimension;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a silo as plain data: records, lists, texts, numbers. Any JSON binding stores it and
 * reads it back. Its content is metering's own business; a snapshot that cannot be read, after a
 * change of version, is thrown away and the events are replayed.
 *
 * @param course null of a snapshot stored before it was kept
 * @param suspense null if no fall waits
 * @param courseOffered true if it is kept from the next period on; null otherwise
 * @param entries null if there are none, and of a snapshot stored before they were kept
 * @param doubts what no event has reported yet; null if there is nothing
 */
public record SiloSnapshot(
        @Nullable SiloTexts silo,
        @Nullable AssignmentForm assignment,
        @Nullable Watch segments,
        List<Long> seen,
        long seenFloor,
        long nextSequence,
        List<Sample> held,
        Continuity continuity,
        Window window,
        RefillMachine.Stored machine,
        List<BoundaryCapture> captures,
        List<Refill> refills,
        List<OpenDeliveryNote> openNotes,
        List<String> noteIds,
        List<MissingReadings> missing,
        RateCheck rate,
        List<Sample> setAside,
        Ledger.Stored ledger,
        SensorLearning.@Nullable Stored learning,
        @Nullable StockScale scale,
        Handover.@Nullable Stored handover,
        @Nullable List<LateClose> lateCloses,
        @Nullable List<Unbooked.Owed> owed,
        Course.@Nullable Stored course,
        @Nullable Suspense suspense,
        @Nullable List<LevelDoubt> doubts,
        @Nullable Counter counter,
        @Nullable Long heardMs,
        @Nullable Boolean courseOffered,
        @Nullable Entries entries) {

    /**
     * The newest readings in order.
     *
     * @param samples oldest first
     */
    record Window(List<Sample> samples) {}

    /**
     * The present sensor and its {@link Segments}, with what has shifted the level between them.
     *
     * @param open the change from one sensor to the next that is not measured yet; null if none is
     * @param waiting as in {@link Unbooked}
     * @param gaps as in {@link Unbooked}
     */
    record Watch(
            SensorTexts sensor,
            int changeNo,
            long fromMs,
            long changedMs,
            SensorChange.@Nullable Stored next,
            List<RetiredSensor> retired,
            @Nullable Changeover open,
            List<Adjustment> waiting,
            List<Unbooked.Gap> gaps) {

        static Watch of(
                SensorSpec sensor,
                Segments segments,
                @Nullable Changeover open,
                Unbooked unbooked) {
            SensorChange next = segments.next();
            return new Watch(
                    SensorTexts.of(sensor),
                    segments.changeNo(),
                    segments.fromMs(),
                    segments.changedMs(),
                    next == null ? null : next.stored(),
                    segments.retired(),
                    open,
                    unbooked.waiting(),
                    unbooked.gaps());
        }

        Segments watched(Dimension dimension) {
            return Segments.of(
                    changeNo,
                    fromMs,
                    changedMs,
                    next == null ? null : next.change(dimension),
                    retired);
        }
    }

    LevelFilter.StoredFilter levels() {
        return new LevelFilter.StoredFilter(
                nextSequence,
                held,
                new LevelTrack.Stored(
                        continuity,
                        window.samples(),
                        machine,
                        segments == null ? null : segments.open(),
                        learning,
                        scale,
                        course,
                        courseOffered),
                captures,
                missing,
                rate,
                setAside,
                suspense,
                doubts);
    }

    Unbooked unbooked() {
        return Unbooked.of(
                segments == null ? List.of() : segments.waiting(),
                segments == null ? List.of() : segments.gaps(),
                lateCloses == null ? List.of() : lateCloses,
                owed == null ? List.of() : owed);
    }
}
