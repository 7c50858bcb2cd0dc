package io.usance.meter.silo;

import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Changeover;
import io.usance.meter.silo.filter.Continuity;
import io.usance.meter.silo.filter.MissingReadings;
import io.usance.meter.silo.filter.PlateauWindow;
import io.usance.meter.silo.filter.RateCheck;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.RefillMachine;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.SensorLearning;
import io.usance.meter.silo.filter.StockScale;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a silo as plain data: records, lists, texts, numbers. Any JSON binding stores it and
 * reads it back. Its content is metering's own business; a snapshot that cannot be read, after a
 * change of version, is thrown away and the events are replayed.
 */
public record SiloSnapshot(
        @Nullable Silo silo,
        @Nullable Assignment assignment,
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
        List<OpenNote> openNotes,
        List<String> noteIds,
        List<MissingReadings> missing,
        RateCheck rate,
        List<Sample> setAside,
        Ledger.Stored ledger,
        SensorLearning.@Nullable Stored learning,
        @Nullable StockScale scale,
        @Nullable Contracts handover,
        @Nullable List<LateClose> lateCloses) {

    /**
     * {@link PlateauWindow}.
     *
     * @param samples oldest first
     */
    record Window(List<Sample> samples) {}

    /** {@link SiloSpec} as texts. */
    record Silo(
            String siloId,
            String material,
            String dimension,
            long capacityMilli,
            @Nullable String densityKgPerM3,
            Sensor sensor,
            long stepMilli,
            @Nullable Level level,
            @Nullable Long inflowPerHourMaxMilli,
            @Nullable Long outflowPerHourMaxMilli) {}

    /** {@link SensorSpec} as texts and numbers. */
    record Sensor(
            String sensorId,
            @Nullable Long noiseMilli,
            @Nullable Long resolutionMilli,
            int stuckAfterReadings,
            @Nullable String sequencing) {}

    /** {@link SensorChange} as texts and numbers. */
    record Change(int no, String kind, Sensor sensor, long fromMs, @Nullable Long stated) {}

    /** {@link Segments} with the present sensor. */
    record Watch(
            Sensor sensor,
            int changeNo,
            long fromMs,
            long changedMs,
            @Nullable Change next,
            List<RetiredSensor> retired,
            @Nullable Changeover open,
            List<Adjustment> waiting,
            List<Segments.Gap> gaps) {}

    /**
     * {@link io.usance.level.LevelSpec} as texts, each list in the order of the record's
     * components; an absent value is an empty text.
     *
     * @param vessel the shape's name and sizes; null if there is none
     * @param heap the correction's name and sizes; null if there is none
     * @param reduction null if there is none
     */
    record Level(
            @Nullable List<String> vessel,
            List<List<String>> calibrations,
            List<List<String>> densities,
            @Nullable List<String> heap,
            @Nullable List<String> reduction) {}

    /**
     * The contract and the open period as texts; dates are ISO 8601.
     *
     * @param yearStartMonth, from, until as in {@link io.usance.period.BillingCalendar}
     */
    record Assignment(
            String contractId,
            String zone,
            String cycle,
            @Nullable Integer yearStartMonth,
            @Nullable String from,
            @Nullable String until,
            String meteringFrom,
            String periodStart,
            String periodEnd,
            @Nullable String endsAt) {}

    /** {@link Handover} as texts. */
    record Contracts(List<Assignment> ended, @Nullable Assignment following) {}
}
