package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.filter.LevelFilter;
import io.usance.meter.silo.filter.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which reading of the present sensor one is: by its sequence, the run of the counter that is of,
 * and time and value where they can be known.
 *
 * <p>Only the newest readings' values and times are known. An older one's time follows from the
 * counter's pace. So a sequence that has passed is
 *
 * <ul>
 *   <li>a duplicate, if it has the known value, or about the time that its place had;
 *   <li>a conflict, if the known value is another one;
 *   <li>of an ended run, if that was at this sequence about then;
 *   <li>the first of another run, perhaps, if it is of a time that no reading has reached and far
 *       from its place's: then it waits.
 * </ul>
 *
 * @param place in the silo's order; -1 where there is none
 */
record Identity(Kind kind, long place) {

    enum Kind {
        /** Of the present run. */
        PRESENT,
        /** Late, of a run that has ended: evidence only. */
        EARLIER,
        /** The network says that another run begins. */
        BEGINS,
        /** Another run may begin. */
        WAITS,
        DUPLICATE,
        CONFLICT,
        TOO_OLD,
        JUMP,
        /** The counter began again on another level. */
        RESET,
        /** Not below the counter's modulus. */
        BEYOND_MODULUS
    }

    /** A buffer that a gateway replays with made-up times reaches back so far at most. */
    private static final long REPLAYED_MAX = 64;

    /** Longer than a gateway takes to replay its buffer beside live readings. */
    private static final long REPLAYED_MS = 3 * 3_600_000L;

    /** Counters begin at 0 or at 1. */
    private static final long FIRST_MAX = 1;

    /** A gateway's made-up times are less far from the true ones. */
    private static final long RESTAMPED_MS = RetiredSensor.STRAGGLING_MAX_MS;

    /** A larger one would leave no room for places. */
    private static final long SEQUENCE_MAX = Long.MAX_VALUE / 4;

    private static Identity of(Kind kind) {
        return new Identity(kind, -1);
    }

    /** True for nearly all readings: the next of the only run. */
    static boolean isNext(SiloState state, Reading reading) {
        return reading.epoch() == null
                && state.counter() == Counter.FIRST
                && reading.sequence() == state.filter().nextSequence()
                && state.modulus() == 0;
    }

    /** Where a run that the network names begins, given the first of it that has come. */
    static long startOf(long sequence) {
        return sequence > FIRST_MAX && sequence <= REPLAYED_MAX ? FIRST_MAX : sequence;
    }

    /**
     * @param sample the reading's; null if its value says nothing of this silo
     */
    static Identity of(SiloState state, Reading reading, @Nullable Sample sample) {
        return new Judge(state, reading, sample).identity();
    }

    /** When the present run's reading at a place was sampled, by its newest readings. */
    record Pace(long place, long atMs, long stepMs) {

        static Pace of(SiloState state) {
            LevelFilter filter = state.filter();
            Counter counter = state.counter();
            List<Sample> run =
                    filter.newestSamples().stream()
                            .filter(one -> one.sequence() >= counter.base())
                            .toList();
            long before = counter.earlier().isEmpty() ? 0 : counter.earlier().getLast().stepMs();
            if (run.isEmpty()) {
                return new Pace(filter.nextSequence() - 1, filter.latestMs(), before);
            }
            Sample first = run.getFirst();
            Sample last = run.getLast();
            long ms = last.atMs() - first.atMs();
            long steps = last.sequence() - first.sequence();
            long step = steps > 0 && ms > 0 ? ms / steps : before;
            return new Pace(last.sequence(), last.atMs(), step);
        }

        long expectedMs(long at) {
            return CounterRun.expectedMs(place, atMs, stepMs, at);
        }
    }

    private static final class Judge {
        private final SiloState state;
        private final LevelFilter filter;
        private final Counter counter;
        private final @Nullable Sample sample;
        private final @Nullable String epoch;
        private final long sequence;
        private final long atMs;
        private final long modulus;
        private final Pace pace;

        /** Reached by the present run, in order or held. */
        private final long latestMs;

        private Judge(SiloState state, Reading reading, @Nullable Sample sample) {
            this.state = state;
            this.filter = state.filter();
            this.counter = state.counter();
            this.sample = sample;
            this.epoch = reading.epoch();
            this.sequence = reading.sequence();
            this.atMs = ReadingPlace.atMs(reading);
            this.modulus = state.modulus();
            this.pace = Pace.of(state);
            this.latestMs = filter.latestMs();
        }

        private Identity identity() {
            if (sequence < 0) {
                return of(Kind.TOO_OLD);
            }
            if (modulus > 0 && sequence >= modulus) {
                return of(Kind.BEYOND_MODULUS);
            }
            if (filter.nextSequence() < 0) {
                return first();
            }
            if (sequence > SEQUENCE_MAX && counter.base() > 0) {
                return of(Kind.JUMP);
            }
            return epoch == null || epoch.equals(counter.name()) ? ofTime() : ofName(epoch);
        }

        /** Nothing of the segment has come yet; of a recalibrated one the counter goes on. */
        private Identity first() {
            long place = counter.base() + sequence;
            if (modulus > 0) {
                long from = state.seen().end();
                while (place < from) {
                    place += modulus;
                }
            }
            return judged(place);
        }

        /** By the name of the run. */
        private Identity ofName(String name) {
            CounterRun run = counter.earlier(name);
            if (run != null) {
                return earlier(run);
            }
            long place = placeInPresent();
            boolean goesOn = place >= filter.nextSequence();
            if (counter.name() == null && (goesOn || atMs <= latestMs)) {
                return present(); // The sender has begun to name its runs.
            }
            boolean isLate =
                    counter.name() == null ? atMs <= latestMs : atMs <= latestMs - RESTAMPED_MS;
            return isLate || sequence > SEQUENCE_MAX ? of(Kind.TOO_OLD) : of(Kind.BEGINS);
        }

        /** By the run that was at this sequence nearest to the time. */
        private Identity ofTime() {
            if (counter.earlier().isEmpty()
                    || epoch != null
                    || atMs >= counter.sinceMs() + RESTAMPED_MS) {
                return present();
            }
            CounterRun nearest = null;
            long least = Long.MAX_VALUE;
            for (CounterRun run : counter.earlier()) {
                long apart = Math.abs(atMs - run.expectedMs(run.placeOf(sequence, atMs)));
                if (run.mayBeOf(atMs) && apart <= least) {
                    least = apart;
                    nearest = run;
                }
            }
            boolean mayBePresent = atMs >= counter.sinceMs() - RESTAMPED_MS;
            long apart = Math.abs(atMs - pace.expectedMs(placeInPresent()));
            if (mayBePresent && (nearest == null || apart <= least)) {
                return present();
            }
            return nearest == null ? of(Kind.TOO_OLD) : earlier(nearest);
        }

        private Identity earlier(CounterRun run) {
            long place = run.placeOf(sequence, atMs);
            if (place - run.lastPlace() > ReadingIntake.SEQUENCE_JUMP_MAX) {
                return of(Kind.JUMP);
            }
            Identity known = known(place);
            if (known != null) {
                return known;
            }
            return state.seen().isTooOld(place)
                    ? of(Kind.TOO_OLD)
                    : new Identity(Kind.EARLIER, place);
        }

        /** By a value that is still known; null if none is. */
        private @Nullable Identity known(long place) {
            Sample before = filter.recent(place);
            if (before == null || sample == null) {
                return state.seen().contains(place) ? of(Kind.DUPLICATE) : null;
            }
            return isSameValue(before, sample) ? of(Kind.DUPLICATE) : of(Kind.CONFLICT);
        }

        private static boolean isSameValue(Sample one, Sample other) {
            return one.milli() == other.milli() || one.shown() == other.shown();
        }

        private Identity present() {
            return judged(placeInPresent());
        }

        private Identity judged(long place) {
            long next = filter.nextSequence();
            if (next >= 0 && place - next > ReadingIntake.SEQUENCE_JUMP_MAX) {
                return of(Kind.JUMP);
            }
            if (next < 0 || place >= next) {
                Identity known = known(place);
                return known == null ? new Identity(Kind.PRESENT, place) : known;
            }
            Identity waits = waits(place, next);
            if (waits != null) {
                return waits;
            }
            Identity known = known(place);
            if (known != null) {
                return known;
            }
            return state.seen().isTooOld(place)
                    ? of(Kind.TOO_OLD)
                    : new Identity(Kind.PRESENT, place);
        }

        /** Whether a sequence that was passed may be of another run; null if it is not. */
        private @Nullable Identity waits(long place, long next) {
            Waiting waiting = counter.waiting();
            if (waiting != null && sample != null && waiting.contains(sample)) {
                return of(Kind.DUPLICATE);
            }
            if (!mayBegin(place, next, waiting)) {
                return null;
            }
            boolean refused =
                    waiting != null
                            && waiting.refused()
                            && sample != null
                            && !Restart.isLevelOf(state, sample);
            return of(refused ? Kind.RESET : Kind.WAITS);
        }

        private boolean mayBegin(long place, long next, @Nullable Waiting waiting) {
            boolean isLater = atMs > latestMs;
            long afterMs = atMs - pace.expectedMs(place);
            Sample known = filter.recent(place);
            if (known != null && sample != null) {
                return isLater && !isResent(known, sample, waiting);
            }
            boolean isFar = afterMs > RESTAMPED_MS;
            if (!isLater) {
                return isFar
                        && atMs > latestMs - RESTAMPED_MS
                        && (sequence <= FIRST_MAX || (waiting != null && !waiting.isEmpty()));
            }
            boolean isStart =
                    !(afterMs <= REPLAYED_MS && precedes(place))
                            && (sequence <= FIRST_MAX
                                    || (sequence <= REPLAYED_MAX && next - place > REPLAYED_MAX));
            boolean follows = waiting != null && sample != null && waiting.isFollowedBy(sample);
            return isFar || isStart || follows;
        }

        /** Not seen, and just before what was: late, of the present run. */
        private boolean precedes(long place) {
            if (state.seen().contains(place)) {
                return false;
            }
            for (long at = place + 1; at <= place + REPLAYED_MAX; at++) {
                if (state.seen().contains(at)) {
                    return true;
                }
            }
            return false;
        }

        /** Another time may be made up; the values of a run that begins hardly repeat. */
        private boolean isResent(Sample known, Sample resent, @Nullable Waiting waiting) {
            if (!isSameValue(known, resent) || atMs - known.atMs() > RESTAMPED_MS) {
                return false;
            }
            if (sequence <= FIRST_MAX) {
                return atMs == known.atMs();
            }
            return waiting == null
                    || !waiting.isFollowedBy(resent)
                    || waiting.samples().stream().allMatch(this::repeats);
        }

        private boolean repeats(Sample one) {
            Sample known = filter.recent(counter.base() + one.sequence());
            return known != null && isSameValue(known, one);
        }

        private long placeInPresent() {
            if (modulus == 0) {
                return counter.base() + sequence;
            }
            long next = filter.nextSequence();
            if (atMs <= latestMs) {
                long about =
                        pace.stepMs() == 0
                                ? next
                                : pace.place() + Math.floorDiv(atMs - pace.atMs(), pace.stepMs());
                return CounterRun.nearestTurn(
                        counter.base(), modulus, sequence, Math.min(about, next + modulus / 4));
            }
            return onward(next);
        }

        /** The next turn of a counter that wraps, unless it is a straggler of the one before. */
        private long onward(long next) {
            long turn = Math.floorDiv(next - counter.base() - sequence + modulus - 1, modulus);
            long ahead = counter.base() + Math.max(0, turn) * modulus + sequence;
            long behind = ahead - modulus;
            boolean isNear =
                    behind >= counter.base()
                            && next - behind <= Math.min(REPLAYED_MAX, modulus / 4);
            if (!isNear) {
                return ahead - next > ReadingIntake.SEQUENCE_JUMP_MAX && behind >= counter.base()
                        ? behind
                        : ahead;
            }
            Sample known = filter.recent(behind);
            boolean isResent = known != null && sample != null && isSameValue(known, sample);
            return isResent || !state.seen().contains(behind) ? behind : ahead;
        }
    }
}
