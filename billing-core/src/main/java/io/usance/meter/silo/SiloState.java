package io.usance.meter.silo;

import io.usance.level.LevelSpec;
import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Changeover;
import io.usance.meter.silo.filter.Continuity;
import io.usance.meter.silo.filter.DeviceOrder;
import io.usance.meter.silo.filter.DrawRate;
import io.usance.meter.silo.filter.LevelShift;
import io.usance.meter.silo.filter.MissingReadings;
import io.usance.meter.silo.filter.Plateau;
import io.usance.meter.silo.filter.PlateauWindow;
import io.usance.meter.silo.filter.RateCheck;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.RefillMachine;
import io.usance.meter.silo.filter.Revaluation;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.SensorEstimate;
import io.usance.meter.silo.filter.SensorLearning;
import io.usance.meter.silo.filter.StockScale;
import io.usance.meter.silo.filter.Tolerances;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.SequenceSet;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that metering remembers of one silo, bounded in size: two groups of readings, held readings,
 * gaps, open refills and notes, and the ledger of the open period.
 *
 * <p>Not thread-safe. {@link Metering#evolve} changes an instance in place; {@link Metering#decide}
 * works on a copy. Parts are immutable values, or as small as a window's few readings, so a copy
 * costs little. What silos have in common is {@link Shared}.
 *
 * <p>Design note: provisional consumption is the only event that may be issued between readings of
 * one {@link SiloEvent.ReadingsRecorded}. So whatever takes in readings must not look at what has
 * been issued, or a replay would differ from the decision.
 */
public final class SiloState {

    /** Captures waiting for readings or for the close of their period. */
    static final int CAPTURES_MAX = 16;

    /** By then a refill is finished, whatever the level does. */
    private static final long UNDECIDED_MAX_MS =
            RefillMachine.FILLING_MAX_MS + RefillMachine.SETTLING_MAX_MS;

    private @Nullable SiloSpec registered;
    private @Nullable SiloSpec spec;
    private @Nullable Tolerances tolerances;
    private @Nullable Contract contract;
    private Handover handover = Handover.NONE;
    private Segments segments = Segments.FIRST;
    private SequenceSet seen = new SequenceSet();
    private DeviceOrder order = new DeviceOrder(false);
    private Continuity continuity = Continuity.START;
    private PlateauWindow window = new PlateauWindow();
    private RefillMachine machine = RefillMachine.INITIAL;
    private List<BoundaryCapture> captures = List.of();
    private Deliveries deliveries = Deliveries.EMPTY;
    private Ledger ledger = Ledger.EMPTY;

    /** Closed by command, their last readings not seen yet; oldest first. */
    private List<LateClose> lateCloses = List.of();

    /** Not noted yet, oldest first. */
    private List<MissingReadings> missing = List.of();

    /** Null if all is as the window's newest reading says, as nearly always. */
    private @Nullable RateCheck rate;

    /** Null if the sensor's noise and resolution are given. */
    private @Nullable SensorLearning learning;

    private StockScale scale = StockScale.START;

    /** Not noted yet, oldest first. */
    private List<Sample> setAside = List.of();

    /** Derived from contract and clock. */
    private long nextBoundaryMs = Long.MAX_VALUE;

    private SiloState() {}

    /** The state before anything has happened. */
    public static SiloState initial() {
        return new SiloState();
    }

    /** An independent copy. */
    SiloState copy() {
        SiloState copy = new SiloState();
        copy.registered = registered;
        copy.spec = spec;
        copy.tolerances = tolerances;
        copy.contract = contract;
        copy.handover = handover;
        copy.lateCloses = lateCloses;
        copy.segments = segments;
        copy.seen = seen.copy();
        copy.order = order.copy();
        copy.continuity = continuity;
        copy.window = window.copy();
        copy.machine = machine;
        copy.captures = captures;
        copy.deliveries = deliveries;
        copy.ledger = ledger;
        copy.missing = missing;
        copy.rate = rate;
        copy.learning = learning;
        copy.scale = scale;
        copy.setAside = setAside;
        copy.nextBoundaryMs = nextBoundaryMs;
        return copy;
    }

    /** The state as plain data, for storing. */
    public SiloSnapshot snapshot() {
        return new SiloSnapshot(
                registered == null ? null : SnapshotTexts.silo(registered),
                contract == null ? null : SnapshotTexts.assignment(contract),
                spec == null ? null : SnapshotTexts.segments(spec.sensor(), segments),
                seen.bounds(),
                seen.floor(),
                order.nextSequence(),
                order.held(),
                continuity,
                new SiloSnapshot.Window(window.samples()),
                machine.stored(),
                captures,
                deliveries.refills(),
                deliveries.openNotes(),
                deliveries.noteIds(),
                missing,
                rate(),
                setAside,
                ledger.stored(),
                learning == null ? null : learning.stored(),
                scale.equals(StockScale.START) ? null : scale,
                SnapshotTexts.handover(handover),
                lateCloses.isEmpty() ? null : lateCloses);
    }

    /** A state that behaves as the one the snapshot was taken of. */
    public static SiloState restore(SiloSnapshot snapshot) {
        SiloState state = new SiloState();
        if (snapshot.silo() != null) {
            state.register(SnapshotTexts.spec(snapshot.silo()));
        }
        if (snapshot.segments() != null) {
            SiloSpec known = state.spec();
            state.watch(
                    SnapshotTexts.sensor(snapshot.segments().sensor(), known.dimension()), true);
            state.segments = SnapshotTexts.segments(snapshot.segments(), known.dimension());
        }
        if (snapshot.assignment() != null) {
            state.contract = Shared.of(SnapshotTexts.contract(snapshot.assignment()));
        }
        state.handover = SnapshotTexts.handover(snapshot.handover());
        state.lateCloses =
                snapshot.lateCloses() == null ? List.of() : List.copyOf(snapshot.lateCloses());
        state.seen = SequenceSet.of(snapshot.seen(), snapshot.seenFloor());
        state.order =
                new DeviceOrder(
                        state.spec != null && !state.spec.sensor().hasCounter(),
                        snapshot.nextSequence(),
                        snapshot.held());
        state.continuity = snapshot.continuity();
        state.window = PlateauWindow.of(snapshot.window().samples());
        state.machine = RefillMachine.of(snapshot.machine());
        state.captures = List.copyOf(snapshot.captures());
        state.deliveries =
                Deliveries.of(snapshot.refills(), snapshot.openNotes(), snapshot.noteIds());
        state.missing = List.copyOf(snapshot.missing());
        state.rate = snapshot.rate().equals(state.rate()) ? null : snapshot.rate();
        state.setAside = List.copyOf(snapshot.setAside());
        state.ledger = Ledger.of(snapshot.ledger());
        state.scale = snapshot.scale() == null ? StockScale.START : snapshot.scale();
        if (state.spec != null) {
            SensorLearning.Stored learning = snapshot.learning();
            state.learn(learning == null ? null : SensorLearning.of(learning));
        }
        state.updateNextBoundary();
        return state;
    }

    /** The id the silo was registered with; it must be registered. */
    public String siloId() {
        return spec().siloId();
    }

    /** True once the silo is registered. */
    public boolean isRegistered() {
        return spec != null;
    }

    /** The newest plateau, for showing; empty until a group of readings is complete. */
    public Optional<LevelMedian> newestMedian() {
        if (!window.hasPlateau()) {
            return Optional.empty();
        }
        Plateau newest = window.newest();
        return Optional.of(
                new LevelMedian(
                        Instant.ofEpochMilli(newest.atMs()),
                        new Quantity(newest.milli(), spec().dimension())));
    }

    /**
     * When the level began to rise for a delivery, for showing; empty if the rise is not, or no
     * longer, known.
     *
     * @param refillNo as in {@link SiloEvent.DeliveryCounted}
     */
    public Optional<Instant> refillBegan(int refillNo) {
        return Optional.ofNullable(deliveries.refill(refillNo))
                .map(refill -> Instant.ofEpochMilli(refill.startMs()));
    }

    /** As it was registered, whatever sensor has come since; null if it was not. */
    @Nullable SiloSpec registered() {
        return registered;
    }

    /** The specification with the present sensor; the silo must be registered. */
    SiloSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("silo is not registered; send RegisterSilo first");
        }
        return spec;
    }

    Tolerances tolerances() {
        if (tolerances == null) {
            throw new IllegalStateException("silo is not registered; send RegisterSilo first");
        }
        return tolerances;
    }

    @Nullable Contract assigned() {
        return contract;
    }

    /** The present contract or the one that follows, by its id; null if it is neither. */
    @Nullable Contract assigned(String contractId) {
        if (contract != null && contract.contractId().equals(contractId)) {
            return contract;
        }
        Contract following = handover.following();
        return following != null && following.contractId().equals(contractId) ? following : null;
    }

    Contract contract() {
        if (contract == null) {
            throw new IllegalStateException("silo has no contract; send AssignContract first");
        }
        return contract;
    }

    Segments segments() {
        return segments;
    }

    SequenceSet seen() {
        return seen;
    }

    DeviceOrder order() {
        return order;
    }

    Continuity continuity() {
        return continuity;
    }

    PlateauWindow window() {
        return window;
    }

    RefillMachine machine() {
        return machine;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    Ledger ledger() {
        return ledger;
    }

    int captureCount() {
        return captures.size();
    }

    /** The capture around an instant; null if no reading has passed it. */
    @Nullable BoundaryCapture captureOf(long instantMs) {
        for (BoundaryCapture capture : captures) {
            if (capture.covers(instantMs)) {
                return capture;
            }
        }
        return null;
    }

    void register(SiloSpec known) {
        registered = Shared.of(known);
        spec = registered;
        learn(known.sensor().learns() ? SensorLearning.START : null);
        order = new DeviceOrder(!known.sensor().hasCounter());
    }

    /** Another device is learnt from scratch; the same one, recalibrated, stays known. */
    private void watch(SensorSpec sensor, boolean same) {
        if (!spec().sensor().equals(sensor)) {
            spec = spec().withSensor(Shared.of(sensor));
        }
        SensorLearning known = same && learning != null ? learning : SensorLearning.START;
        learn(sensor.learns() ? known : null);
    }

    private void learn(@Nullable SensorLearning known) {
        learning = known;
        tolerances = Shared.of(Tolerances.of(spec(), known == null ? null : known.present()));
    }

    private void learnFrom(SensorLearning before, Sample sample) {
        SensorLearning next = before.next(sample, spec());
        if (Objects.equals(next.present(), before.present())) {
            learning = next;
        } else {
            learn(next);
        }
    }

    /** The sensor's noise or resolution is not known yet: nothing can be metered by it. */
    boolean isLearning() {
        return learning != null && learning.isLearning();
    }

    /** What was in force at an instant, for what the level could have shown then. */
    Tolerances tolerancesAt(long atMs) {
        return learning != null && atMs < learning.learntMs()
                ? Tolerances.of(spec())
                : tolerances();
    }

    /** What metering uses of a sensor that was not given; null before it is learnt, or if given. */
    @Nullable SensorEstimate learnt() {
        return learning == null ? null : learning.present();
    }

    /** The next contract, if the present one is going to end. */
    void assign(Contract assigned) {
        Contract next = Shared.of(assigned);
        if (contract == null) {
            contract = next;
        } else {
            handover = handover.withFollowing(next);
        }
        updateNextBoundary();
    }

    /** Ends the present contract, or the one that follows it. */
    void ending(String contractId, Instant at) {
        Contract following = handover.following();
        if (following != null && following.contractId().equals(contractId)) {
            handover = handover.withFollowing(Shared.of(following.ending(at)));
        } else {
            contract = Shared.of(contract().ending(at));
        }
        updateNextBoundary();
    }

    Handover handover() {
        return handover;
    }

    /** The newest contract, present or past; null if there was none. */
    @Nullable Contract lastAssigned() {
        if (contract != null) {
            return contract;
        }
        return handover.ended().isEmpty() ? null : handover.ended().getLast();
    }

    List<LateClose> lateCloses() {
        return lateCloses;
    }

    boolean isLate(String periodId) {
        return lateCloses.stream().anyMatch(late -> late.periodId().equals(periodId));
    }

    void deliveredLate(@Nullable String closedPeriodId, long quantity) {
        if (closedPeriodId != null) {
            lateCloses =
                    lateCloses.stream()
                            .map(late -> late.delivered(closedPeriodId, quantity))
                            .toList();
        }
    }

    void corrected(String periodId) {
        lateCloses = lateCloses.stream().filter(late -> !late.periodId().equals(periodId)).toList();
    }

    void deliveries(Deliveries changed) {
        deliveries = changed;
    }

    void ledger(Ledger changed) {
        ledger = changed;
    }

    void segments(Segments changed) {
        segments = changed;
    }

    /** Latest time of sampling taken in the device's order or held; the least long before any. */
    long latestMs() {
        long latest = continuity.clockMs();
        for (Sample sample : order.held()) {
            latest = Math.max(latest, sample.atMs());
        }
        return latest;
    }

    /** The segment a reading belongs to. */
    Segments.Part partOf(Reading reading) {
        return segments.partOf(
                spec().sensor().sensorId(),
                counterNext(),
                reading.sensorId(),
                toMs(reading.sampledAt()),
                reading.sequence());
    }

    /** The specification a reading is to be understood by. */
    SiloSpec specFor(Reading reading) {
        SensorChange next = segments.next();
        return next != null && partOf(reading) == Segments.Part.NEXT
                ? spec().withSensor(next.sensor())
                : spec();
    }

    /** Takes one accepted reading. */
    void take(Reading reading, Sample sample) {
        switch (partOf(reading)) {
            case PRESENT -> takePresent(reading, sample);
            case NEXT -> {
                startSegment(sample.atMs());
                takePresent(reading, sample);
            }
            case RETIRED -> segments = segments.withLate(reading);
            case UNKNOWN -> {} // Was not accepted.
        }
    }

    private void takePresent(Reading reading, Sample sample) {
        scale = scale.withUse(Conversion.densityUse(spec(), reading));
        seen.add(sample.sequence());
        if (order.passes(sample)) {
            process(sample);
        } else {
            order.accept(sample, passage());
        }
    }

    /**
     * Goes on to the next period, or to the next contract; captures that only concern the past are
     * dropped.
     *
     * @param lateClosing closing of a period whose end no reading has reached yet; else null
     */
    void nextPeriod(@Nullable Long lateClosing) {
        Contract closed = contract();
        if (lateClosing != null) {
            List<LateClose> more = new ArrayList<>(lateCloses);
            if (more.size() == LateClose.KEPT_MAX) {
                more.remove(0);
            }
            more.add(new LateClose(closed.period().id(), closed.periodEndMs(), lateClosing));
            lateCloses = List.copyOf(more);
        }
        if (closed.isLast()) {
            release(closed);
        } else {
            contract = Shared.of(closed.nextPeriod());
            if (ledger.openingKnown()) {
                dropCapturesBefore(contract().periodEndMs());
            }
        }
        updateNextBoundary();
    }

    private void release(Contract closed) {
        contract = handover.following();
        handover = handover.ended(closed);
        ledger = ledger.released();
        lateCloses = List.of();
        dropCapturesBefore(closed.endsAtMs());
    }

    /** Drops captures that no later close can ask for. */
    void dropCapturesBefore(long instantMs) {
        captures =
                captures.stream()
                        .filter(capture -> capture.toMs() >= instantMs || isOfLateClose(capture))
                        .toList();
    }

    private boolean isOfLateClose(BoundaryCapture capture) {
        return lateCloses.stream().anyMatch(late -> capture.covers(late.endMs()));
    }

    /** Ends a refill that is complete but for the time in which another rise would join it. */
    private void settle() {
        if (machine.mode() == RefillMachine.Mode.SETTLING && machine.isSure(window, continuity)) {
            apply(machine.finish(window, tolerances()));
        }
    }

    /**
     * The announced segment begins with the reading at hand. What the old one still held is passed
     * on, its last plateau kept to measure the shift by; then filters and sequences restart.
     */
    private void startSegment(long nowMs) {
        SensorChange change = segments.next();
        if (change == null) {
            return;
        }
        order.release(passage());
        Changeover changeover = changeover(change.no(), change.stated(), nowMs);
        if (changeover != null) {
            BoundaryCapture.Filling last = changeover.filling(tolerances());
            captures = captures.stream().map(capture -> capture.endSegment(last)).toList();
        }
        if (change.isReplacement()) {
            segments = segments.replaced(ended(change), changeover);
            seen = new SequenceSet();
        } else {
            segments = segments.recalibrated(change.fromMs(), changeover);
        }
        continuity = continuity.endSegment(spec().sensor().stuckAfterReadings());
        order = new DeviceOrder(!change.sensor().hasCounter());
        window.clear();
        rate = null;
        scale = scale.withCalibration(StockScale.UNKNOWN);
        watch(change.sensor(), !change.isReplacement());
    }

    private RetiredSensor ended(SensorChange change) {
        return RetiredSensor.of(
                spec().sensor().sensorId(),
                segments.fromMs(),
                change.fromMs(),
                counterNext(),
                seen);
    }

    /** What the present sensor's counter shows next; negative if it has none, or not yet. */
    private long counterNext() {
        return spec().sensor().hasCounter() ? order.nextSequence() : -1;
    }

    /** A reading with this sequence whose value is still known; null if none is. */
    @Nullable Sample recent(long sequence) {
        for (Sample sample : order.held()) {
            if (sample.sequence() == sequence) {
                return sample;
            }
        }
        return window.withSequence(sequence);
    }

    /**
     * From the last plateau that was surely seen; null if there was none, so nothing to measure.
     */
    private @Nullable Changeover changeover(int changeNo, @Nullable Long stated, long nowMs) {
        Changeover open = segments.open();
        if (open != null) {
            return open.restarted(changeNo, stated, nowMs);
        }
        if (window.isEmpty()) {
            return null;
        }
        if (machine.mode() == RefillMachine.Mode.SETTLING) {
            apply(machine.finish(window, tolerances()));
        }
        Plateau last = machine.isFilling() ? machine.current().before() : lastSure();
        DrawRate draw = machine.isFilling() ? machine.draw() : machine.draw().endSegment(last);
        machine = machine.restarted(draw);
        return new Changeover(
                changeNo,
                last,
                tolerances().plateau(last.count()),
                draw.perHour(),
                draw.largestDrop(),
                stated,
                nowMs);
    }

    private Plateau lastSure() {
        Plateau newest = window.newest();
        long atMs = Math.min(newest.atMs(), continuity.lastSureMs(newest.atMs()));
        return new Plateau(newest.milli(), atMs, newest.count());
    }

    /**
     * Measures the shift once the new segment shows a plateau. The first value of a run is as good
     * as any, so a level that does not move is no reason to wait.
     */
    private void measure(Changeover open, Sample sample) {
        if (!open.isMeasurable(window, tolerances(), sample.atMs())) {
            return;
        }
        Plateau older = window.older();
        long atMs = Math.min(older.atMs(), continuity.lastSureMs(older.atMs()));
        Plateau after = new Plateau(older.milli(), atMs, older.count());
        LevelShift shift = open.shift(after, tolerances(), continuity.clockMs());
        boolean counts =
                contract == null
                        ? segments.waiting().size() < Segments.WAITING_MAX
                        : continuity.clockMs() >= contract.meteringFromMs();
        segments = segments.measured(Adjustment.between(shift), counts);
        continuity = continuity.withBlind(new Continuity.Interval(shift.fromMs(), shift.toMs()));
    }

    private DeviceOrder.Passage passage() {
        return new DeviceOrder.Passage() {
            @Override
            public void inOrder(Sample sample) {
                process(sample);
            }

            @Override
            public void missing(long first, long last, Sample after) {
                String sensorId = spec().sensor().sensorId();
                long fromMs = continuity.clockMs();
                List<MissingReadings> more = new ArrayList<>(missing);
                if (more.size() == MissingReadings.NOT_NOTED_MAX) {
                    more.remove(0);
                }
                more.add(new MissingReadings(sensorId, first, last, fromMs, after.atMs()));
                missing = List.copyOf(more);
            }
        };
    }

    /** Gaps given up that no event has noted, oldest first. */
    List<MissingReadings> missing() {
        return missing;
    }

    void noted(String sensorId, long first) {
        missing =
                missing.stream()
                        .filter(gap -> gap.first() != first || !gap.sensorId().equals(sensorId))
                        .toList();
    }

    /** Readings set aside that no event has noted, oldest first. */
    List<Sample> setAside() {
        return setAside;
    }

    void notedSetAside(long sequence) {
        setAside = setAside.stream().filter(aside -> aside.sequence() != sequence).toList();
    }

    /** Takes the next reading in order, unless the level cannot have changed so fast. */
    private void process(Sample arrived) {
        Sample sample = spec().level() == null ? arrived : onScale(arrived, spec().level());
        if (sample == null) {
            return;
        }
        RateCheck next = spec().checksRates() ? rate().next(sample, spec(), tolerances()) : null;
        if (next == null || next.doubted() == null) {
            rate = meter(sample) ? null : new RateCheck(sample, null, 0);
            return;
        }
        rate = next;
        List<Sample> more = new ArrayList<>(setAside);
        if (more.size() == MissingReadings.NOT_NOTED_MAX) {
            more.remove(0);
        }
        more.add(sample);
        setAside = List.copyOf(more);
    }

    /**
     * What the reading says on the scale of all that is remembered, which moves on with it; null if
     * it was sampled, by its clock, under a calibration that is past.
     */
    private @Nullable Sample onScale(Sample sample, LevelSpec level) {
        String sensorId = spec().sensor().sensorId();
        long calibrationMs = StockScale.calibrationMs(level, sensorId, sample.atMs());
        if (calibrationMs < scale.calibrationMs()) {
            return null;
        }
        if (calibrationMs > scale.calibrationMs()) {
            recalibrate(level, calibrationMs, sample.atMs());
        }
        long densityMs = StockScale.densityMs(level, sample.atMs());
        if (densityMs < scale.densityMs()) {
            Revaluation forth = scale.withDensity(densityMs).to(level, scale.densityMs());
            return forth == null ? sample : forth.of(sample);
        }
        while (densityMs > scale.densityMs()) {
            long sinceMs = StockScale.nextDensityMs(level, scale.densityMs(), densityMs);
            Revaluation to = scale.to(level, sinceMs);
            scale = scale.withDensity(sinceMs);
            if (to != null) {
                revalue(to, sinceMs, sample.atMs());
            }
        }
        return sample;
    }

    /** A calibration that comes into force by date: a segment of the same sensor and counter. */
    private void recalibrate(LevelSpec level, long sinceMs, long nowMs) {
        SensorSpec sensor = spec().sensor();
        long beforeMs = scale.calibrationMs();
        scale = scale.withCalibration(sinceMs);
        if (beforeMs == StockScale.UNKNOWN
                || StockScale.isSameCalibration(level, sensor.sensorId(), beforeMs, sinceMs)) {
            return;
        }
        Changeover open = segments.open();
        Changeover changeover = changeover(open == null ? 0 : open.changeNo(), null, nowMs);
        if (changeover != null) {
            BoundaryCapture.Filling last = changeover.filling(tolerances());
            captures = captures.stream().map(capture -> capture.endSegment(last)).toList();
            segments = segments.changing(changeover);
        }
        continuity = continuity.endSegment(sensor.stuckAfterReadings());
        window.clear();
        rate = null;
    }

    /**
     * All that stands in the silo counts for more or less from an instant on; what is remembered of
     * levels moves to the new scale, and the difference is a stock adjustment. Of a lot being
     * filled in, that is the stock before it.
     */
    private void revalue(Revaluation to, long sinceMs, long nowMs) {
        Plateau standing = standing();
        if (standing != null && contract != null) {
            long own = tolerances().plateau(standing.count()) + machine.draw().largestDrop();
            long afterMs = revaluedAfterMs(sinceMs, nowMs);
            LevelShift shift =
                    new LevelShift(
                            0,
                            false,
                            to.of(standing.milli()) - standing.milli(),
                            Math.abs(to.of(own) - own) + 1,
                            sinceMs,
                            sinceMs,
                            afterMs);
            if (shift.milli() != 0 && afterMs >= contract.meteringFromMs()) {
                segments =
                        segments.withRevalued(
                                Adjustment.revalued(shift), continuity.clockMs(), contract);
            }
        }
        window.revalue(to);
        machine = machine.revalued(to);
        rate = rate == null ? null : rate.revalued(to);
        segments = segments.revalued(to);
        learning = learning == null ? null : learning.revalued(to);
    }

    private @Nullable Plateau standing() {
        Changeover open = segments.open();
        if (open != null) {
            return open.before();
        }
        if (machine.isFilling()) {
            return machine.current().before();
        }
        return window.isEmpty() ? null : window.newest();
    }

    /**
     * A stock at or before the instant is measured on the old scale, unless one later is measured
     * by the same readings.
     */
    private long revaluedAfterMs(long sinceMs, long nowMs) {
        boolean together = nextBoundaryMs <= sinceMs && boundaryUntil(nowMs) > sinceMs;
        return together ? nextBoundaryMs - 1 : sinceMs;
    }

    /** To the scale of the stock at an instant, before what comes into force with it; or null. */
    private @Nullable Revaluation backTo(long instantMs) {
        LevelSpec level = spec == null ? null : spec.level();
        return level == null ? null : scale.to(level, StockScale.densityMs(level, instantMs - 1));
    }

    private BoundaryCapture next(BoundaryCapture capture, Sample sample) {
        Revaluation back = backTo(capture.toMs());
        return back == null
                ? capture.next(sample, continuity, machine)
                : capture.next(back.of(sample), continuity, machine.revalued(back));
    }

    /** The newest readings that could be, and that could not. */
    private RateCheck rate() {
        if (rate != null) {
            return rate;
        }
        Sample newest = window.newestSample();
        return newest == null ? RateCheck.START : new RateCheck(newest, null, 0);
    }

    /** False if the reading is left out, for the sensor is stuck. */
    private boolean meter(Sample sample) {
        int stuckAfter = spec().sensor().stuckAfterReadings();
        continuity = continuity.next(sample, stuckAfter);
        if (continuity.isBeyondStuck(stuckAfter)) {
            return false;
        }
        if (sample.atMs() >= nextBoundaryMs) {
            startCapture(sample);
        }
        if (learning != null) {
            learnFrom(learning, sample);
        }
        window.push(sample);
        if (segments.open() != null) {
            measure(segments.open(), sample);
        }
        if (segments.open() == null) {
            apply(machine.next(window, continuity, tolerances()));
        }
        if (!captures.isEmpty()) {
            captures = captures.stream().map(capture -> next(capture, sample)).toList();
        }
        deliveries = deliveries.next(sample, this);
        return true;
    }

    private void apply(RefillMachine.Step step) {
        machine = step.machine();
        if (step.finished() != null) {
            deliveries = deliveries.withRefill(mixed(step.finished()));
        }
    }

    /**
     * A density that comes into force with a refill is that of the mixture: what it makes of the
     * stock before is part of what was delivered, and nothing is revalued.
     */
    private Refill mixed(Refill refill) {
        Refill mixed = refill;
        for (Adjustment one : segments.revaluedBy(refill)) {
            mixed = mixed.plus(one.milli(), one.uncertainty());
        }
        segments = segments.withoutRevaluedBy(refill);
        return mixed;
    }

    /** True while a refill may still show that a revaluation is the mixture's. */
    boolean isUndecided(Adjustment one) {
        boolean isLong = continuity.clockMs() >= one.toMs() + UNDECIDED_MAX_MS;
        boolean seen =
                machine.isSteady()
                        && window.isFull()
                        && window.olderStartMs() > one.toMs() + RefillMachine.MERGE_MS;
        return one.source() == SiloEvent.AdjustmentSource.REVALUED && !seen && !isLong;
    }

    private void startCapture(Sample sample) {
        settle();
        long toMs = boundaryUntil(sample.atMs());
        Revaluation back = backTo(toMs);
        Plateau before = window.isEmpty() ? null : window.newest();
        List<BoundaryCapture> more = new ArrayList<>(captures);
        if (more.size() == CAPTURES_MAX) {
            // Without the opening's nothing would ever be metered.
            more.remove(ledger.openingKnown() ? 0 : 1);
        }
        more.add(
                new BoundaryCapture(
                        nextBoundaryMs,
                        toMs,
                        machine.completed(),
                        before == null || back == null ? before : back.of(before),
                        List.of(),
                        0,
                        filling(back)));
        captures = List.copyOf(more);
        nextBoundaryMs = boundaryAfter(sample.atMs());
    }

    /** What hides the present stock, on another scale if need be; null if nothing does. */
    private BoundaryCapture.@Nullable Filling filling(@Nullable Revaluation back) {
        Changeover open = segments.open();
        if (open != null) {
            return (back == null ? open : open.revalued(back)).filling(tolerances());
        }
        if (machine.isSteady()) {
            return null;
        }
        return BoundaryCapture.Filling.of(back == null ? machine : machine.revalued(back));
    }

    private void updateNextBoundary() {
        nextBoundaryMs = boundaryAfter(continuity.clockMs());
    }

    private long boundaryAfter(long clockMs) {
        Contract following = handover.following();
        return Math.min(
                contract == null ? Long.MAX_VALUE : contract.boundaryAfter(clockMs),
                following == null ? Long.MAX_VALUE : following.boundaryAfter(clockMs));
    }

    private long boundaryUntil(long clockMs) {
        Contract following = handover.following();
        return following != null && following.meteringFromMs() <= clockMs
                ? following.boundaryUntil(clockMs)
                : contract().boundaryUntil(clockMs);
    }

    /** Milliseconds since the epoch; a device whose clock was never set says 1970, never less. */
    static long toMs(Instant at) {
        return at.isBefore(Instant.EPOCH) ? 0 : at.toEpochMilli();
    }
}
