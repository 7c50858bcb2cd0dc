package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineEvent.Doubt;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.meter.machine.state.Assignments.Belongs;
import io.usance.meter.machine.state.Assignments.Cell;
import io.usance.meter.machine.state.Track.Anchor;
import io.usance.meter.machine.state.Track.Opening;
import io.usance.meter.machine.state.Track.Quarter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One quantity's step from its last reading to a new one: works out what was made in between, and
 * books it in the quantity's {@link Track} by periods and quarters of an hour.
 */
final class Progress {

    /**
     * A gap that is longer is not shared out to quarters of an hour: what was made in it belongs to
     * its period, and when is left open.
     */
    static final long PROFILED_GAP_MAX_MS = 24 * 3_600_000L;

    /** Periods and quarters between two readings; what is left over belongs to the last. */
    static final int CELLS_MAX = 4_096;

    private static final long QUARTERS_PER_HOUR = 4;

    /** What a quantity does between two readings. */
    private interface Flow {

        /** Made until then, since the first of the two. */
        long ticksUntil(long ms);

        /** The display then; 0 if there is none. */
        long shown(long ms);

        /** By how much exchanges changed the display. */
        long exchanged(long afterMs, long untilMs);
    }

    private final MachineState state;
    private final Track track;
    private final Output output;

    Progress(MachineState state, Track track) {
        this.state = state;
        this.track = track;
        this.output = track.output();
    }

    /**
     * @param afterGap readings before this one are missing
     */
    void to(Sample sample, boolean afterGap) {
        Anchor from = track.anchor();
        Anchor to = reached(from, sample);
        if (to == null) {
            return;
        }
        if (from == null) {
            Flow still = new Still(output.shownTicks(to.plus(), to.less()));
            open(state.assignments().at(to.atMs()), to.atMs(), still.shown(to.atMs()));
        } else {
            walk(from, to, flow(from, to, afterGap));
        }
        track.anchor(to);
    }

    /** Null if the reading says nothing of the quantity. */
    private @Nullable Anchor reached(@Nullable Anchor from, Sample sample) {
        long atMs = from == null ? sample.atMs() : Math.max(from.atMs(), sample.atMs());
        RegisterSpec plus = output.plus();
        if (plus == null) {
            return output.spec().source() instanceof Source.Running && sample.state() != null
                    ? new Anchor(0, 0, atMs, sample.state(), null)
                    : null;
        }
        Long count = sample.counts().get(plus.name());
        RegisterSpec less = output.less();
        Long off = less == null ? Long.valueOf(0) : sample.counts().get(less.name());
        return count == null || off == null
                ? null
                : new Anchor(count, off, atMs, null, sample.quality());
    }

    private Flow flow(Anchor from, Anchor to, boolean afterGap) {
        return switch (output.spec().source()) {
            case Source.Register source -> new Registers(from, to, true);
            case Source.Parts source ->
                    new Registers(
                            from,
                            to,
                            to.quality() == source.quality()
                                    && (!afterGap || from.quality() == source.quality()));
            case Source.Running source -> {
                boolean runs = from.state() != null && source.states().contains(from.state());
                yield new Running(from.atMs(), runs ? state.spec().reportingIntervalMs() : 0);
            }
            case Source.Power source -> new Still(0);
        };
    }

    private void walk(Anchor from, Anchor to, Flow flow) {
        long elapsedMs = to.atMs() - from.atMs();
        boolean gap = elapsedMs > state.spec().reportingIntervalMs();
        boolean byQuarters = output.spec().profiled() && elapsedMs <= PROFILED_GAP_MAX_MS;
        if (!byQuarters && track.quarter() != null) {
            completeQuarter(from.atMs(), state.assignments().at(from.atMs() - 1));
        }
        if (gap) {
            doubt(from, to, flow, byQuarters);
        }
        long at = from.atMs();
        long made = 0;
        long shown = output.hasRegister() ? output.shownTicks(from.plus(), from.less()) : 0;
        for (int cells = 1; ; cells++) {
            Cell cell = state.assignments().at(at);
            long end = Math.min(cell.endMs(), to.atMs());
            if (byQuarters) {
                end = Math.min(end, quarterStart(at) + MachineSpec.QUARTER_MS);
            }
            if (cells >= CELLS_MAX) {
                end = to.atMs();
            }
            open(cell, at, shown);
            long until = flow.ticksUntil(end);
            book(cell, at, end, until - made, shown, flow);
            if (byQuarters) {
                quarter(cell, at, end, until - made, gap);
            }
            at = end;
            made = until;
            shown = flow.shown(end);
            if (end >= to.atMs()) {
                break;
            }
        }
        open(state.assignments().at(to.atMs()), to.atMs(), shown);
    }

    private void doubt(Anchor from, Anchor to, Flow flow, boolean byQuarters) {
        if (state.assignments().present() == null) {
            return;
        }
        if (output.spec().source() instanceof Source.Running) {
            long knownMs = from.atMs() + state.spec().reportingIntervalMs();
            state.doubt(output, Doubt.RUN_TIME_UNKNOWN, null, knownMs, to.atMs());
        } else if (byQuarters && flow.ticksUntil(to.atMs()) != 0) {
            long milli = output.milli(flow.ticksUntil(to.atMs()));
            state.doubt(output, Doubt.QUARTERS_ESTIMATED, milli, from.atMs(), to.atMs());
        }
        if (flow instanceof Registers registers && registers.mayHaveTurned()) {
            long milli = output.milli(flow.ticksUntil(to.atMs()));
            state.doubt(output, Doubt.TURNS_UNKNOWN, milli, from.atMs(), to.atMs());
        }
    }

    private void open(Cell cell, long atMs, long shown) {
        if (cell.belongs() == Belongs.OPEN || cell.belongs() == Belongs.CLOSED) {
            track.open(new Opening(cell.contractFromMs(), shown, atMs));
        }
    }

    private void book(
            Cell cell, long fromMs, long untilMs, long ticks, long shownBefore, Flow flow) {
        long changed = flow.shown(untilMs) - shownBefore;
        long exchanged = flow.exchanged(fromMs, untilMs);
        long rolled = output.hasRegister() ? changed - ticks - exchanged : 0;
        switch (cell.belongs()) {
            case OPEN ->
                    track.add(
                            cell.startMs(),
                            ticks,
                            rolled,
                            exchanged,
                            untilMs == cell.endMs() ? flow.shown(untilMs) : null);
            case CLOSED -> {
                track.add(state.openStartMs(), ticks, rolled, exchanged, null);
                state.late(output.name(), cell.periodId(), ticks);
            }
            case ENDED -> {
                if (ticks != 0) {
                    state.doubt(
                            output,
                            Doubt.AFTER_CONTRACT_CLOSED,
                            output.milli(ticks),
                            fromMs,
                            untilMs);
                }
            }
            case NOTHING -> {}
        }
    }

    private static long quarterStart(long ms) {
        return Math.floorDiv(ms, MachineSpec.QUARTER_MS) * MachineSpec.QUARTER_MS;
    }

    private void quarter(Cell cell, long fromMs, long untilMs, long ticks, boolean gap) {
        long startMs = quarterStart(fromMs);
        boolean counts = cell.belongs() == Belongs.OPEN;
        Quarter running = track.quarter();
        if (running == null || running.startMs() != startMs) {
            running = new Quarter(startMs, fromMs, 0, fromMs == startMs);
        }
        if (!counts) {
            // What counts of it begins where the period does.
            running = new Quarter(startMs, untilMs, 0, false);
        }
        running =
                new Quarter(
                        startMs,
                        running.fromMs(),
                        running.ticks() + (counts ? ticks : 0),
                        running.covered() && !gap);
        track.quarter(running);
        boolean whole = untilMs == startMs + MachineSpec.QUARTER_MS;
        if (whole || untilMs == cell.endMs()) {
            if (!whole) {
                track.quarter(new Quarter(startMs, running.fromMs(), running.ticks(), false));
            }
            completeQuarter(untilMs, cell);
        }
    }

    private void completeQuarter(long untilMs, Cell cell) {
        Quarter quarter = track.quarter();
        track.quarter(null);
        if (quarter == null || cell.belongs() != Belongs.OPEN) {
            return;
        }
        state.fact(
                output.name(),
                cell.startMs(),
                quarter.fromMs(),
                untilMs,
                output.milli(quarter.ticks()));
        if (quarter.covered() && untilMs - quarter.startMs() == MachineSpec.QUARTER_MS) {
            long milliWatt = output.milli(quarter.ticks() * QUARTERS_PER_HOUR);
            state.powerFacts(output.name(), cell.startMs(), quarter.startMs(), untilMs, milliWatt);
        }
    }

    /** Nothing is made. */
    private record Still(long shown) implements Flow {
        @Override
        public long ticksUntil(long ms) {
            return 0;
        }

        @Override
        public long shown(long ms) {
            return shown;
        }

        @Override
        public long exchanged(long afterMs, long untilMs) {
            return 0;
        }
    }

    /** Time in a state, as long as it is known. */
    private record Running(long fromMs, long knownMs) implements Flow {
        @Override
        public long ticksUntil(long ms) {
            return Math.clamp(ms - fromMs, 0, knownMs);
        }

        @Override
        public long shown(long ms) {
            return 0;
        }

        @Override
        public long exchanged(long afterMs, long untilMs) {
            return 0;
        }
    }

    /** Registers that count, unless what they count is of another quality. */
    private final class Registers implements Flow {
        private final Course plus;
        private final @Nullable Course less;
        private final boolean counts;

        Registers(Anchor from, Anchor to, boolean counts) {
            this.counts = counts;
            List<Exchange> exchanges = state.exchanges();
            RegisterSpec of = Objects.requireNonNull(output.plus());
            plus = new Course(of, from.atMs(), from.plus(), to.atMs(), to.plus(), exchanges);
            RegisterSpec off = output.less();
            less =
                    off == null
                            ? null
                            : new Course(
                                    off, from.atMs(), from.less(), to.atMs(), to.less(), exchanges);
        }

        boolean mayHaveTurned() {
            return plus.mayHaveTurned() || (less != null && less.mayHaveTurned());
        }

        @Override
        public long ticksUntil(long ms) {
            return counts
                    ? output.shownTicks(plus.madeUntil(ms), less == null ? 0 : less.madeUntil(ms))
                    : 0;
        }

        @Override
        public long shown(long ms) {
            return output.hasRegister()
                    ? output.shownTicks(plus.shownAt(ms), less == null ? 0 : less.shownAt(ms))
                    : 0;
        }

        @Override
        public long exchanged(long afterMs, long untilMs) {
            return output.hasRegister()
                    ? output.shownTicks(
                            plus.exchanged(afterMs, untilMs),
                            less == null ? 0 : less.exchanged(afterMs, untilMs))
                    : 0;
        }
    }
}
