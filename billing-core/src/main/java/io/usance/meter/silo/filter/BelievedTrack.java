package io.usance.meter.silo.filter;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.spec.SiloSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The level of one silo as far as it is believed: a reading that cannot be is set aside, a fall
 * that is too far or too fast waits until hours have confirmed it. What is doubtful is kept until
 * an event has reported it.
 *
 * <p>Design note: {@link LevelFilter} extends it, as it does {@link LevelTrack}, to save memory.
 */
public abstract class BelievedTrack extends LevelTrack {

    private Unreported unreported = Unreported.NONE;

    BelievedTrack() {}

    BelievedTrack(BelievedTrack other) {
        super(other);
        unreported = other.unreported;
    }

    BelievedTrack(@Nullable SiloSpec spec, LevelFilter.StoredFilter stored) {
        super(spec, stored.track());
        RateCheck rate = stored.rate().equals(rate()) ? null : stored.rate();
        unreported =
                Unreported.of(
                        stored.missing(),
                        stored.setAside(),
                        rate,
                        stored.suspense(),
                        stored.doubts() == null ? List.of() : stored.doubts());
    }

    // ---- what there is to ask ----

    /** What is doubtful and no event has reported, oldest first. */
    public final List<LevelDoubt> doubts() {
        return unreported.doubts();
    }

    /** A fall before an instant that waits for hours to confirm it; null if none does. */
    public final @Nullable LevelDoubt waitingFall(long instantMs) {
        Suspense held = unreported.suspense();
        return held != null && held.mayBeBefore(instantMs)
                ? held.doubt(Doubt.UNUSUAL_FALL, course().largest())
                : null;
    }

    /** Gaps given up that no event has reported, oldest first. */
    public final List<MissingReadings> missing() {
        return unreported.missing();
    }

    /** Readings set aside that no event has reported, oldest first. */
    public final List<Sample> setAside() {
        return unreported.setAside();
    }

    final @Nullable Suspense suspense() {
        return unreported.suspense();
    }

    /** The newest readings that could be, and that could not. */
    final RateCheck rate() {
        RateCheck rate = unreported.rate();
        if (rate != null) {
            return rate;
        }
        Sample newest = newestSample();
        return newest == null ? RateCheck.START : new RateCheck(newest, null, 0);
    }

    // ---- what follows from events ----

    /** An event has reported it. */
    public final void reported(Doubt kind, long fromMs) {
        unreported = unreported.withoutDoubt(kind, fromMs);
    }

    /** An event has reported a gap. */
    public final void reported(String sensorId, long first) {
        unreported =
                unreported.withoutGaps(
                        gap -> gap.first() == first && gap.sensorId().equals(sensorId));
    }

    /** An event has reported a reading that was set aside. */
    public final void reportedSetAside(long sequence) {
        unreported = unreported.withoutSetAside(sequence);
    }

    // ---- readings ----

    /** False if the reading is left out, for the sensor is stuck. */
    abstract boolean meterNext(Sample sample, Books books);

    final void noted(MissingReadings gap) {
        unreported = unreported.with(gap);
    }

    /** Takes a reading, unless the level cannot have changed so fast. */
    final void judge(Sample sample, Books books) {
        SiloSpec spec = spec();
        boolean fallsWait = course().isKept() && stands();
        RateCheck next =
                spec.checksRates() ? rate().next(sample, spec, tolerances(), fallsWait) : null;
        if (next != null && next.doubted() != null) {
            unreported = unreported.withRate(next).with(sample);
        } else if (suspends(sample, fallsWait, books)) {
            if (isLimited()) {
                unreported = unreported.with(sample);
            }
        } else {
            boolean metered = meterNext(sample, books);
            unreported = unreported.withRate(metered ? null : new RateCheck(sample, null, 0));
        }
    }

    /** It was said how fast the silo can be drawn from. */
    private boolean isLimited() {
        return spec().outflowPerHourMax() != null;
    }

    /** True if it has to wait; what waited until now is metered, or forgotten, if not. */
    private boolean suspends(Sample sample, boolean fallsWait, Books books) {
        Suspense held = unreported.suspense();
        if (held != null && waits(held, sample, books)) {
            return true;
        }
        if (!fallsWait || !stands() || !isUnexplained(sample, books)) {
            return false;
        }
        unreported = unreported.withSuspense(Suspense.of(standing().sampleNow(), sample));
        return true;
    }

    private boolean waits(Suspense held, Sample sample, Books books) {
        switch (held.judge(sample, tolerances(), drawnPerHour())) {
            case WAITS -> {
                unreported = unreported.withSuspense(held.with(sample));
                return true;
            }
            case CAME_BACK, PASSES -> {
                unreported = unreported.withSuspense(null);
                // That it cannot be was known; it was set aside.
                if (!isLimited() && held.isDoubtful(sample, tolerances())) {
                    doubt(Doubt.FALL_CAME_BACK, held);
                }
            }
            case BELIEVED -> {
                unreported = unreported.withSuspense(null);
                if (isLimited() || course().isKnown()) {
                    doubt(Doubt.UNUSUAL_FALL, held);
                }
                believe(held, books);
            }
        }
        return false;
    }

    /** It has fallen too far to be believed, also less what a person said has left. */
    private boolean isUnexplained(Sample sample, Books books) {
        if (!fallsTooFar(sample, 0)) {
            return false;
        }
        long left = books.left(standing().sampleNow().atMs(), sample.atMs());
        return left == 0 || fallsTooFar(sample, left);
    }

    /** A person has said what left: a fall that waits is believed if it was that. */
    public final void explain(Books books) {
        Suspense held = unreported.suspense();
        if (held != null && !isUnexplained(held.first(), books)) {
            believeNow(books);
        }
    }

    /**
     * By the declared outflow alone, if there is one, unless the level then reads empty.
     *
     * @param left how much has left in between, as a person said
     */
    private boolean fallsTooFar(Sample sample, long left) {
        Sample newest = rate().last();
        Sample last = newest == null ? null : newest.less(left);
        if (last != null
                && sample.milli() < last.milli()
                && !RateCheck.isPossible(last, sample, spec(), tolerances())) {
            return true;
        }
        boolean empty = sample.milli() <= tolerances().single();
        if (isLimited() && !empty) {
            return false;
        }
        Sample standing = standing().sample().less(left);
        long fall = standing.milli() - sample.milli();
        if (!Suspense.isLarge(fall, spec())) {
            // Nearly every reading: how fast the silo is drawn from need not be known.
            return false;
        }
        // Who draws fast shows it from reading to reading; what fails jumps.
        boolean jumps = last == null || 2 * (last.milli() - sample.milli()) > fall;
        return jumps
                && (empty || fall > overdue(standing, sample))
                && Suspense.isDoubtful(
                        standing, sample, spec(), tolerances(), course(), drawnPerHour());
    }

    /** What a value that was repeated for hours may have hidden, and half as much again. */
    private long overdue(Sample standing, Sample sample) {
        long drawn = Milli.amount(drawnPerHour(), Math.max(0, sample.atMs() - sureMs(standing)));
        return drawn + drawn / 2;
    }

    private void doubt(Doubt kind, Suspense held) {
        unreported = unreported.with(held.doubt(kind, course().largest()));
    }

    /** What stands in the silo counts by another density from here on, whether confirmed or not. */
    final void believeNow(Books books) {
        Suspense held = unreported.suspense();
        if (held != null) {
            unreported = unreported.withSuspense(null);
            believe(held, books);
        }
    }

    private void believe(Suspense held, Books books) {
        meterNext(held.first(), books);
        if (held.isPlateau(tolerances())) {
            stand(held.first(), books);
        }
        if (held.count() > 1) {
            meterNext(held.newest(), books);
        }
    }

    /** The segment ends: what waits is none of the next one's. */
    final void endWaiting() {
        Suspense held = unreported.suspense();
        unreported = unreported.withRate(null).withSuspense(null);
        if (held != null) {
            fell(held);
            doubt(Doubt.UNUSUAL_FALL, held);
        }
    }

    /** The same levels on another scale. */
    final void revalueRate(Revaluation to) {
        RateCheck rate = unreported.rate();
        unreported = unreported.withRate(rate == null ? null : rate.revalued(to));
    }
}
