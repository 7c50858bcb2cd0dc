package io.usance.meter.silo.filter;

import io.usance.level.LevelSpec;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The level of one silo as its readings in order show it: how well it can be seen, its two newest
 * groups of readings, a rise in progress, the change from one sensor to the next. All levels in it
 * are on one scale.
 *
 * <p>Design note: {@link LevelFilter} extends it where it could hold it, for every live silo has
 * one: as two objects they would take 16 bytes more of its about 1,330.
 */
public abstract class LevelTrack {

    /** By then a refill is finished, whatever the level does. */
    private static final long UNDECIDED_MAX_MS =
            RefillMachine.FILLING_MAX_MS + RefillMachine.SETTLING_MAX_MS;

    private @Nullable SiloSpec spec;
    private @Nullable SensorKnowledge sensor;
    private StockScale scale = StockScale.START;
    private Continuity continuity = Continuity.START;
    private PlateauWindow window;
    private RefillMachine machine = RefillMachine.INITIAL;
    private Course course = Course.NOT_KEPT;

    /** From the segment before, and not measured yet; null if there is none. */
    private @Nullable Changeover changeover;

    LevelTrack() {
        window = new PlateauWindow();
    }

    LevelTrack(LevelTrack other) {
        spec = other.spec;
        sensor = other.sensor;
        scale = other.scale;
        continuity = other.continuity;
        window = other.window.copy();
        machine = other.machine;
        course = other.course.copy();
        changeover = other.changeover;
    }

    /**
     * As it is stored, but for the specification.
     *
     * @param window the newest readings, oldest first
     * @param changeover null if there is none
     * @param learning null if noise and resolution are given
     * @param scale null if nothing is known of it
     * @param course null if the silo is metered by the first rules
     */
    public record Stored(
            Continuity continuity,
            List<Sample> window,
            RefillMachine.Stored machine,
            @Nullable Changeover changeover,
            SensorLearning.@Nullable Stored learning,
            @Nullable StockScale scale,
            Course.@Nullable Stored course,
            @Nullable Boolean offered) {}

    final Stored storedTrack() {
        SensorLearning learning = sensor == null ? null : sensor.learning();
        return new Stored(
                continuity,
                window.samples(),
                machine.stored(),
                changeover,
                learning == null ? null : learning.stored(),
                scale.equals(StockScale.START) ? null : scale,
                course.isKept() ? course.stored() : null,
                course == Course.OFFERED ? Boolean.TRUE : null);
    }

    /**
     * @param present the specification with the present sensor; null if it is not registered
     */
    LevelTrack(@Nullable SiloSpec present, Stored stored) {
        SensorLearning.Stored learning = stored.learning();
        spec = present;
        if (present != null) {
            sensor =
                    SensorKnowledge.of(
                            present, learning == null ? null : SensorLearning.of(learning));
        }
        scale = stored.scale() == null ? StockScale.START : stored.scale();
        continuity = stored.continuity();
        window = PlateauWindow.of(stored.window());
        machine = RefillMachine.of(stored.machine());
        course =
                stored.course() != null
                        ? new Course(stored.course())
                        : stored.offered() != null ? Course.OFFERED : Course.NOT_KEPT;
        changeover = stored.changeover();
    }

    // ---- what there is to ask ----

    /** The specification with the present sensor; the silo must be registered. */
    public final SiloSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("silo is not registered; send RegisterSilo first");
        }
        return spec;
    }

    /** True once there is a specification. */
    public final boolean isRegistered() {
        return spec != null;
    }

    private SensorKnowledge sensor() {
        if (sensor == null) {
            throw new IllegalStateException("silo is not registered; send RegisterSilo first");
        }
        return sensor;
    }

    public final Tolerances tolerances() {
        return sensor().tolerances();
    }

    /** What was in force at an instant, for what the level could have shown then. */
    public final Tolerances tolerancesAt(long atMs) {
        return sensor().at(atMs, spec());
    }

    /** The sensor's noise or resolution is not known yet: nothing can be metered by it. */
    public final boolean isLearning() {
        return sensor().isLearning();
    }

    /** What metering uses of a sensor that was not given; null before it is learnt, or if given. */
    public final @Nullable SensorEstimate learnt() {
        return sensor == null ? null : sensor.learnt();
    }

    /** Latest time of sampling so far; the least long before the first reading. */
    public final long clockMs() {
        return continuity.clockMs();
    }

    /** No reading of the present segment has been metered. */
    public final boolean isEmpty() {
        return window.isEmpty();
    }

    /** The newest group's plateau; null until a group is complete. */
    public final @Nullable Plateau newestPlateau() {
        return window.hasPlateau() ? window.newest() : null;
    }

    /** A plateau is known and stands: the level neither rises nor waits for a new sensor's. */
    public final boolean isSettled() {
        return machine.isSteady() && changeover == null && window.hasPlateau();
    }

    /** There is a level to hold the next reading against. */
    final boolean stands() {
        return changeover == null && window.hasPlateau();
    }

    /** The median of the newest group; there must have been a reading. */
    public final long newestMilli() {
        return window.newestMilli();
    }

    /** The shift from the segment before is not measured yet. */
    public final boolean isChangingOver() {
        return changeover != null;
    }

    /** The level rises, or has just risen, and did not do so only after an instant. */
    public final boolean isRisingSince(long atMs) {
        return !machine.isSteady() && machine.current().startMs() <= atMs;
    }

    /** Number of the newest refill that the present level certainly contains. */
    public final int completedRefills() {
        return machine.completed();
    }

    /** The level could not be seen at some time in an interval, both ends inclusive. */
    public final boolean isBlindBetween(long fromMs, long toMs) {
        return continuity.isBlindBetween(fromMs, toMs);
    }

    /** True while a refill may still show that a density came into force with it. */
    public final boolean mayBeOfARefill(long sinceMs) {
        boolean isLong = continuity.clockMs() >= sinceMs + UNDECIDED_MAX_MS;
        boolean seen =
                machine.isSteady()
                        && window.isFull()
                        && window.olderStartMs() > sinceMs + Refill.MERGE_MS;
        return !seen && !isLong;
    }

    final Standing standing() {
        return new Standing(window, machine, changeover, tolerances(), course);
    }

    final StockScale scale() {
        return scale;
    }

    final boolean isDoubtful() {
        return isDoubtful(continuity);
    }

    /** A run of one value proves nothing, unless coarse steps and a slow draw explain it. */
    private boolean isDoubtful(Continuity seen) {
        return seen.doubtful()
                && !(course.isKept()
                        && tolerances().isCoarse(spec())
                        && Milli.amount(drawnPerHour(), seen.runMs())
                                < 2 * tolerances().resolution());
    }

    /** The value has been repeated as often as is plausible, and this is the same again. */
    final boolean repeatsStuck(Sample sample) {
        return continuity.isStuck(spec().sensor().stuckAfterReadings())
                && continuity.runShown() == sample.shown();
    }

    /** When the level that a reading shows was last seen to move or to stand still. */
    final long sureMs(Sample sample) {
        return Math.min(sample.atMs(), continuity.lastSureMs(sample.atMs()));
    }

    final @Nullable Sample newestSample() {
        return window.newestSample();
    }

    /** The newest readings that were metered, oldest first. */
    public final List<Sample> newestSamples() {
        return window.samples();
    }

    final @Nullable Sample withSequence(long sequence) {
        return window.withSequence(sequence);
    }

    // ---- what LevelFilter does ----

    final void watch(SiloSpec known, boolean keepsCourse) {
        course = keepsCourse ? new Course(Course.START) : Course.NOT_KEPT;
        watch(known);
    }

    /**
     * From the next period on the silo may be metered by today's rules.
     *
     * @return false if that was known already, or if it is metered so
     */
    public final boolean offer() {
        boolean isNew = course == Course.NOT_KEPT;
        if (isNew) {
            course = Course.OFFERED;
        }
        return isNew;
    }

    /** A period begins: the silo is metered by today's rules from here on, if that was offered. */
    public final void adopt() {
        if (course == Course.OFFERED) {
            course = Course.adopted();
        }
    }

    private void watch(SiloSpec known) {
        spec = known;
        sensor = SensorKnowledge.start(known);
    }

    /** What a density does to the readings. */
    final void use(DensityUse use) {
        scale = scale.withUse(use);
    }

    /** False if the reading is left out, for the sensor is stuck. */
    final boolean sees(Sample sample) {
        int stuckAfter = spec().sensor().stuckAfterReadings();
        continuity = continuity.next(sample, stuckAfter);
        return !continuity.isBeyondStuck(stuckAfter);
    }

    /** Takes a reading that was seen. */
    final void meter(Sample sample, Books books) {
        sensor = sensor().next(sample, spec());
        Sample before = window.newestSample();
        window.push(sample);
        long perHour = drawnPerHour();
        long repeatedMs = continuity.runMs();
        long unseen =
                repeatedMs == 0
                        ? 0
                        : Milli.amount(Math.max(machine.draw().perHour(), perHour), repeatedMs);
        course.next(sample, before, window, tolerances(), perHour, unseen);
        if (changeover != null) {
            measure(changeover, sample, books);
        }
        if (changeover == null) {
            apply(machine.next(window, continuity, tolerances(), course), books);
        }
    }

    /** A level that was held back until it was believed, as a plateau of its own. */
    final void stand(Sample sample, Books books) {
        for (int i = 1; i < PlateauWindow.GROUP; i++) {
            window.push(sample);
            if (changeover == null) {
                apply(machine.next(window, continuity, tolerances(), course), books);
            }
        }
    }

    /** How fast the silo is drawn from, as far as it is known. */
    public final long drawnPerHour() {
        return window.isEmpty() ? 0 : machine.draw().perHourUntil(window.newest());
    }

    /** Metered by the first rules, and not about to adopt others: it is stored as it was then. */
    public final boolean isByFirstRules() {
        return course == Course.NOT_KEPT;
    }

    /** What the level did in the long run. */
    public final Course course() {
        return course;
    }

    /** What a batch takes that may be drawn unseen. */
    private long batch(DrawRate draw) {
        return course.isKept() ? course.batch() : draw.largestDrop();
    }

    private void apply(RefillMachine.Step step, Books books) {
        machine = step.machine();
        if (step.finished() != null) {
            books.risen(step.finished());
        }
    }

    /** Ends a refill that is complete but for the time in which another rise would join it. */
    final void settle(Books books) {
        if (machine.mode() == RefillMachine.Mode.SETTLING
                && machine.isSure(window, continuity)
                && !machine.isDoubtful(tolerances(), course)) {
            apply(machine.finish(window, tolerances(), course), books);
        }
    }

    /**
     * Measures the shift once the new segment shows a plateau. The first value of a run is as good
     * as any, so a level that does not move is no reason to wait.
     */
    private void measure(Changeover open, Sample sample, Books books) {
        if (!open.isMeasurable(window, tolerances(), sample.atMs())) {
            return;
        }
        LevelShift shift = open.shift(sure(window.older()), tolerances(), continuity.clockMs());
        changeover = null;
        books.shifted(shift);
        continuity = continuity.withBlind(new Continuity.Interval(shift.fromMs(), shift.toMs()));
    }

    /** A plateau as of when the level was last seen to move or to stand still. */
    private Plateau sure(Plateau plateau) {
        return new Plateau(
                plateau.milli(),
                Math.min(plateau.atMs(), continuity.lastSureMs(plateau.atMs())),
                plateau.count());
    }

    /**
     * The present segment ends before the reading at hand: its last plateau is kept to measure the
     * shift by, what was read is dropped.
     *
     * @return what hides the stock until then; null if there was no plateau
     */
    final BoundaryCapture.@Nullable Filling endPlateaus(
            int changeNo, @Nullable Long stated, long nowMs, Books books) {
        changeover = changeover(changeNo, stated, nowMs, books);
        continuity = continuity.endSegment(spec().sensor().stuckAfterReadings());
        window.clear();
        course.restart();
        return changeover == null ? null : changeover.filling(tolerances());
    }

    /** As {@link #endPlateaus}, by a calibration that came into force by its date. */
    final BoundaryCapture.@Nullable Filling endPlateaus(long nowMs, Books books) {
        return endPlateaus(changeover == null ? 0 : changeover.changeNo(), null, nowMs, books);
    }

    /**
     * From the last plateau that was surely seen; null if there was none, so nothing to measure.
     */
    private @Nullable Changeover changeover(
            int changeNo, @Nullable Long stated, long nowMs, Books books) {
        if (changeover != null) {
            return changeover.restarted(changeNo, stated, nowMs);
        }
        if (window.isEmpty()) {
            return null;
        }
        if (machine.mode() == RefillMachine.Mode.SETTLING) {
            apply(machine.finish(window, tolerances(), course), books);
        }
        boolean filling = machine.isFilling();
        Plateau last = filling ? machine.current().before() : sure(window.newest());
        DrawRate draw = filling ? machine.draw() : machine.draw().endSegment(last);
        machine = machine.restarted(draw);
        return new Changeover(
                changeNo,
                last,
                tolerances().plateau(last.count()),
                draw.perHour(),
                batch(draw),
                stated,
                nowMs,
                null);
    }

    /** The segment that ended had shown a fall that waited to be confirmed. */
    final void fell(Suspense fall) {
        changeover = changeover == null ? null : changeover.falling(fall);
    }

    /** Another device is learnt from scratch; the same one, recalibrated, stays known. */
    final void watch(SensorSpec next, boolean same) {
        scale = scale.withCalibration(StockScale.UNKNOWN);
        if (!spec().sensor().equals(next)) {
            spec = spec().withSensor(next.interned());
        }
        sensor = same ? sensor().with(spec()) : SensorKnowledge.start(spec());
    }

    // ---- scales ----

    final void calibrated(long sinceMs) {
        scale = scale.withCalibration(sinceMs);
    }

    /** The next density is in force; what it makes of levels, null if nothing. */
    final @Nullable Revaluation densityInForce(LevelSpec level, long sinceMs) {
        Revaluation to = scale.to(level, sinceMs);
        scale = scale.withDensity(sinceMs);
        return to;
    }

    /**
     * All levels that are remembered move to another scale; the difference is a shift.
     *
     * @param afterMs stocks up to here are measured on the old scale
     */
    final void revalue(Revaluation to, long sinceMs, long afterMs, Books books) {
        LevelShift shift = standing().revalued(to, sinceMs, afterMs);
        if (shift != null) {
            books.revalued(shift);
        }
        window.revalue(to);
        course.revalue(to);
        machine = machine.revalued(to);
        changeover = changeover == null ? null : changeover.revalued(to);
        sensor = sensor().revalued(to);
    }

    /** To the scale of the stock at an instant, before what comes into force with it; or null. */
    private @Nullable Revaluation backTo(long instantMs) {
        LevelSpec level = spec().level();
        return level == null ? null : scale.to(level, StockScale.densityMs(level, instantMs - 1));
    }

    /** Begins a capture around instants that the readings are about to pass. */
    final BoundaryCapture beginCapture(long fromMs, long toMs) {
        return standing().capture(fromMs, toMs, backTo(toMs), course.witness());
    }

    final BoundaryCapture next(BoundaryCapture capture, Sample sample) {
        Revaluation back = backTo(capture.toMs());
        return back == null
                ? capture.next(sample, isDoubtful(), machine, standing().hidden(null))
                : capture.next(
                        back.of(sample),
                        isDoubtful(),
                        machine.revalued(back),
                        standing().hidden(back));
    }
}
