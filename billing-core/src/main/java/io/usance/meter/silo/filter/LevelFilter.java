package io.usance.meter.silo.filter;

import io.usance.level.LevelSpec;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of a silo's readings from arrival to plateaus, refills and stocks at an instant.
 *
 * <p>Each reading takes five steps: {@link DeviceOrder} waits until it is its turn; {@link
 * StockScale} says what it would be on the scale of all that is remembered; {@link RateCheck} sets
 * it aside if the level cannot have changed so fast; {@link LevelTrack} meters it; {@link
 * BoundaryCapture}s take it if it is one of the first after an instant at which the stock must be
 * known.
 *
 * <p>Not thread-safe; changed in place. Parts are immutable values, or as small as a window's few
 * readings, so a copy costs little. What is found goes to the {@link Books}.
 */
public final class LevelFilter extends BelievedTrack {

    private DeviceOrder order;
    private Captures captures = Captures.NONE;

    /** Derived from contract and clock. */
    private long nextBoundaryMs = Long.MAX_VALUE;

    /** Of a silo that is not registered yet. */
    public LevelFilter() {
        order = DeviceOrder.of(false);
    }

    private LevelFilter(LevelFilter other) {
        super(other);
        order = other.order.copy();
        captures = other.captures;
        nextBoundaryMs = other.nextBoundaryMs;
    }

    /** An independent copy. */
    public LevelFilter copy() {
        return new LevelFilter(this);
    }

    /**
     * As it is stored, but for the specification.
     *
     * @param nextSequence the sequence waited for; negative before the first reading
     * @param held readings that wait for their turn, ascending by sequence
     * @param rate the newest readings that could be, and that could not
     */
    public record StoredFilter(
            long nextSequence,
            List<Sample> held,
            Stored track,
            List<BoundaryCapture> captures,
            List<MissingReadings> missing,
            RateCheck rate,
            List<Sample> setAside,
            @Nullable Suspense suspense,
            @Nullable List<LevelDoubt> doubts) {}

    /** Its content, for storing. */
    public StoredFilter stored() {
        return new StoredFilter(
                order.nextSequence(),
                order.held(),
                storedTrack(),
                captures.all(),
                missing(),
                rate(),
                setAside(),
                suspense(),
                doubts().isEmpty() ? null : doubts());
    }

    private LevelFilter(@Nullable SiloSpec spec, StoredFilter stored) {
        super(spec, stored);
        boolean byTime = spec != null && !spec.sensor().hasCounter();
        order = DeviceOrder.of(byTime, stored.nextSequence(), stored.held());
        captures = Captures.of(stored.captures());
    }

    /**
     * A filter that behaves as the one that was stored. Call {@link #boundary} then.
     *
     * @param spec the specification with the present sensor; null if the silo is not registered
     */
    public static LevelFilter restore(@Nullable SiloSpec spec, StoredFilter stored) {
        return new LevelFilter(spec, stored);
    }

    /**
     * The silo becomes known.
     *
     * @param keepsCourse false if it is metered by the first rules
     */
    public void register(SiloSpec spec, boolean keepsCourse) {
        watch(spec, keepsCourse);
        order = DeviceOrder.of(!spec.sensor().hasCounter());
    }

    // ---- what there is to ask ----

    /** The sequence that the device's order waits for; negative before the first reading. */
    public long nextSequence() {
        return order.nextSequence();
    }

    /** What the present sensor's counter shows next; negative if it has none, or not yet. */
    public long nextCounter() {
        return spec().sensor().hasCounter() ? order.nextSequence() : -1;
    }

    /** Latest time of sampling taken in the device's order or held; the least long before any. */
    public long latestMs() {
        long latest = clockMs();
        for (Sample sample : order.held()) {
            latest = Math.max(latest, sample.atMs());
        }
        return latest;
    }

    /** Readings that wait for others, ascending by sequence. */
    public List<Sample> held() {
        return order.held();
    }

    /** A reading with this sequence whose value is still known; null if none is. */
    public @Nullable Sample recent(long sequence) {
        Sample held = order.held(sequence);
        Suspense fall = suspense();
        Sample waits = held == null && fall != null ? fall.withSequence(sequence) : held;
        return waits == null ? withSequence(sequence) : waits;
    }

    /**
     * The sensor has shown this value for longer than it plausibly can. Said only where the
     * reading's place in the device's order is certain; later ones are ignored.
     */
    public boolean isStuckAt(Sample sample) {
        return repeatsStuck(sample)
                && order.holdsNone()
                && sample.sequence() >= order.nextSequence();
    }

    /** The capture around an instant; null if no reading has passed it. */
    public @Nullable BoundaryCapture capture(long instantMs) {
        return captures.of(instantMs);
    }

    /**
     * The open period begins.
     *
     * @param capture around that instant; null if no reading has passed it
     */
    public void opened(@Nullable BoundaryCapture capture, long instantMs) {
        Course.Witness seen = capture == null ? null : capture.witness();
        course().open(seen == null ? course().witness() : seen, instantMs);
    }

    /**
     * The stock at an instant, by the readings around it or else by the last plateau before; null
     * if no reading has been metered.
     */
    public @Nullable Stock stock(long instantMs) {
        BoundaryCapture capture = captures.of(instantMs);
        return capture != null && capture.usable()
                ? capture.at(instantMs, tolerances())
                : standing().at(instantMs);
    }

    /** Number of the newest refill that {@link #stock} contains. */
    public int refillNo(long instantMs) {
        BoundaryCapture capture = captures.of(instantMs);
        return capture == null ? completedRefills() : capture.refillNo();
    }

    // ---- what follows from events ----

    /** When the stock must be known next; to be said when contracts or periods change. */
    public void boundary(long nextMs) {
        nextBoundaryMs = nextMs;
    }

    /** Drops captures that no later close can ask for. */
    public void keepCaptures(Predicate<BoundaryCapture> needed) {
        captures = captures.keep(needed);
    }

    // ---- readings ----

    /**
     * Takes an accepted reading of the present segment.
     *
     * @param use what densities by date do to it
     */
    public void take(Sample sample, DensityUse use, Books books) {
        use(use);
        if (order.passes(sample)) {
            process(sample, books);
        } else {
            order.accept(sample, passage(books));
        }
    }

    private DeviceOrder.Passage passage(Books books) {
        return new DeviceOrder.Passage() {
            @Override
            public void inOrder(Sample sample) {
                process(sample, books);
            }

            @Override
            public void missing(long first, long last, Sample after) {
                String sensorId = spec().sensor().sensorId();
                noted(new MissingReadings(sensorId, first, last, clockMs(), after.atMs()));
            }
        };
    }

    /**
     * The present segment ends before the reading at hand. What it still held is passed on.
     *
     * @param changeNo number of the change that was announced
     * @param stated by how much the level shifts, if that was stated, else null
     * @return what the ended segment's counter would have shown next; negative if it has none
     */
    public long endSegment(int changeNo, @Nullable Long stated, long nowMs, Books books) {
        order.release(passage(books));
        long next = nextCounter();
        end(endPlateaus(changeNo, stated, nowMs, books));
        return next;
    }

    /**
     * The next segment begins, after {@link #endSegment}.
     *
     * @param same the same device, recalibrated
     */
    public void startSegment(SensorSpec sensor, boolean same) {
        order = DeviceOrder.of(!sensor.hasCounter());
        watch(sensor, same);
    }

    /** The device's counter begins again: what is held is passed on, and this place is next. */
    public void restartCounter(long place, Books books) {
        order.release(passage(books));
        order = DeviceOrder.of(false, place, List.of());
    }

    private void end(BoundaryCapture.@Nullable Filling last) {
        if (last != null) {
            captures = captures.map(capture -> capture.endSegment(last));
        }
        endWaiting();
    }

    /**
     * What the reading says on the scale of all that is remembered, which moves on with it; null if
     * it was sampled, by its clock, under a calibration that is past.
     */
    private @Nullable Sample onScale(Sample sample, LevelSpec level, Books books) {
        String sensorId = spec().sensor().sensorId();
        long calibrationMs = StockScale.calibrationMs(level, sensorId, sample.atMs());
        if (calibrationMs < scale().calibrationMs()) {
            return null;
        }
        if (calibrationMs > scale().calibrationMs()) {
            recalibrate(level, calibrationMs, sample.atMs(), books);
        }
        long densityMs = StockScale.densityMs(level, sample.atMs());
        long presentMs = scale().densityMs();
        if (densityMs < presentMs) {
            Revaluation forth = scale().withDensity(densityMs).to(level, presentMs);
            return forth == null ? sample : forth.of(sample);
        }
        while (densityMs > scale().densityMs()) {
            long sinceMs = StockScale.nextDensityMs(level, scale().densityMs(), densityMs);
            Revaluation to = densityInForce(level, sinceMs);
            if (to != null) {
                believeNow(books);
                revalue(to, sinceMs, revaluedAfterMs(sinceMs, sample.atMs(), books), books);
                revalueRate(to);
            }
        }
        return sample;
    }

    /** A calibration that comes into force by date: a segment of the same sensor and counter. */
    private void recalibrate(LevelSpec level, long sinceMs, long nowMs, Books books) {
        long beforeMs = scale().calibrationMs();
        calibrated(sinceMs);
        String sensorId = spec().sensor().sensorId();
        if (beforeMs != StockScale.UNKNOWN
                && !StockScale.isSameCalibration(level, sensorId, beforeMs, sinceMs)) {
            end(endPlateaus(nowMs, books));
        }
    }

    /**
     * A stock at or before the instant is measured on the old scale, unless one later is measured
     * by the same readings.
     */
    private long revaluedAfterMs(long sinceMs, long nowMs, Books books) {
        boolean together = nextBoundaryMs <= sinceMs && books.boundaryUntil(nowMs) > sinceMs;
        return together ? nextBoundaryMs - 1 : sinceMs;
    }

    /** Takes the next reading in order. */
    private void process(Sample arrived, Books books) {
        LevelSpec level = spec().level();
        Sample sample = level == null ? arrived : onScale(arrived, level, books);
        if (sample != null) {
            judge(sample, books);
        }
    }

    @Override
    boolean meterNext(Sample sample, Books books) {
        if (!sees(sample)) {
            return false;
        }
        if (sample.atMs() >= nextBoundaryMs) {
            startCapture(sample, books);
        }
        meter(sample, books);
        if (captures != Captures.NONE) {
            captures = captures.map(capture -> next(capture, sample));
        }
        books.passed(sample, isDoubtful());
        return true;
    }

    private void startCapture(Sample sample, Books books) {
        settle(books);
        BoundaryCapture begun = beginCapture(nextBoundaryMs, books.boundaryUntil(sample.atMs()));
        // Without the opening's nothing would ever be metered.
        captures = captures.with(begun, !books.openingKnown());
        nextBoundaryMs = books.boundaryAfter(sample.atMs());
    }
}
