package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.MachineEvent.MachineOpened;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.MachineEvent.MachinePeriodCorrected;
import io.usance.meter.machine.MachineEvent.MachineRegisterAdjusted;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.MachineEvent.RegisterChange;
import io.usance.meter.machine.spec.Source;
import io.usance.meter.machine.state.MachineState.Fact;
import io.usance.meter.machine.state.MachineState.Late;
import io.usance.meter.machine.state.Track.Bucket;
import io.usance.meter.machine.state.Track.Ledger;
import io.usance.meter.machine.state.Track.Opening;
import io.usance.metering.Assignment;
import io.usance.metering.MeteredKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a state: the next thing that can be said for certain. Asked again after each of
 * its events until nothing follows.
 */
final class Accounting {

    /** A period closes this long after its end, even if one of its quantities is not read. */
    static final long GRACE_MS = 24 * 3_600_000L;

    private final MachineState state;
    private final String machineId;
    private final Assignment present;
    private final long startMs;

    private Accounting(MachineState state, Assignment present) {
        this.state = state;
        this.machineId = state.spec().machineId();
        this.present = present;
        this.startMs = present.periodStartMs();
    }

    /** The next events, to be applied together before asking again; empty if nothing follows. */
    static List<MachineEvent> next(MachineState state) {
        if (!state.gaps().isEmpty()) {
            return List.of(state.gaps().getFirst());
        }
        if (!state.doubts().isEmpty()) {
            return List.of(state.doubts().getFirst());
        }
        Assignment present = state.assignments().present();
        return present == null ? List.of() : new Accounting(state, present).next();
    }

    /** The next events towards closing the open period with what is known. */
    static List<MachineEvent> closeNow(MachineState state, Assignment present, Instant at) {
        Accounting accounting = new Accounting(state, present);
        MachineEvent first = accounting.beforeClose();
        return first == null ? accounting.close(at) : List.of(first);
    }

    private List<MachineEvent> next() {
        MachineEvent first = beforeClose();
        if (first != null) {
            return List.of(first);
        }
        if (state.clockMs() < present.periodEndMs()) {
            return provisional();
        }
        boolean graceOver = state.clockMs() >= present.periodEndMs() + GRACE_MS;
        boolean over = state.isPast(present.periodEndMs());
        return over && (isComplete() || graceOver) ? close(present.period().end()) : List.of();
    }

    /** What has to be said of the open period before anything is issued by steps. */
    private @Nullable MachineEvent beforeClose() {
        MachineEvent event = opening();
        event = event == null ? adjustment() : event;
        event = event == null ? correction() : event;
        return event == null ? fact() : event;
    }

    private @Nullable MachineEvent opening() {
        for (Track track : state.tracks()) {
            for (Opening opening : track.openings()) {
                if (opening.contractFromMs() == present.meteringFromMs()
                        && opening.atMs() < present.periodEndMs()) {
                    Output output = track.output();
                    return new MachineOpened(
                            machineId,
                            present.contractId(),
                            present.period().id(),
                            output.name(),
                            output.hasRegister()
                                    ? output.quantity(output.milli(opening.shown()))
                                    : null,
                            Instant.ofEpochMilli(opening.atMs()));
                }
            }
        }
        return null;
    }

    private @Nullable MachineEvent adjustment() {
        for (Track track : state.tracks()) {
            Bucket bucket = track.bucket(startMs);
            boolean rolled = bucket.rolledTicks() != 0;
            long ticks = rolled ? bucket.rolledTicks() : bucket.exchangedTicks();
            if (ticks != 0) {
                Output output = track.output();
                return new MachineRegisterAdjusted(
                        machineId,
                        present.contractId(),
                        present.period().id(),
                        output.name(),
                        rolled ? RegisterChange.ROLLOVER : RegisterChange.EXCHANGE,
                        output.quantity(output.milli(ticks)));
            }
        }
        return null;
    }

    private @Nullable MachineEvent correction() {
        if (state.lates().isEmpty()) {
            return null;
        }
        Late late = state.lates().getFirst();
        Output output = state.track(late.outputName()).output();
        return new MachinePeriodCorrected(
                machineId,
                present.contractId(),
                present.period().id(),
                late.closedPeriodId(),
                late.outputName(),
                output.quantity(output.milli(late.ticks())));
    }

    private @Nullable MachineEvent fact() {
        for (Fact fact : state.facts()) {
            if (fact.bucketMs() == startMs) {
                Track track = state.track(fact.outputName());
                return metered(
                        track,
                        MeteredKind.PROVISIONAL,
                        fact.milli(),
                        Instant.ofEpochMilli(fact.fromMs()),
                        Instant.ofEpochMilli(fact.untilMs()));
            }
        }
        return null;
    }

    private List<MachineEvent> provisional() {
        for (Track track : state.tracks()) {
            Output output = track.output();
            if (output.isByQuarters()) {
                continue;
            }
            long open = track.madeMilli(startMs) - track.ledger().issued();
            if (open >= output.stepMilli()) {
                long steps = open / output.stepMilli();
                return List.of(
                        metered(
                                track,
                                MeteredKind.PROVISIONAL,
                                steps * output.stepMilli(),
                                null,
                                null));
            }
        }
        return List.of();
    }

    private MachineMetered metered(
            Track track,
            MeteredKind kind,
            long milli,
            @Nullable Instant from,
            @Nullable Instant until) {
        return metered(track, kind, milli, from, until, state.meteredNo() + 1);
    }

    private MachineMetered metered(
            Track track,
            MeteredKind kind,
            long milli,
            @Nullable Instant from,
            @Nullable Instant until,
            long meteredNo) {
        Output output = track.output();
        return new MachineMetered(
                machineId,
                present.contractId(),
                present.period().id(),
                meteredNo,
                kind,
                output.name(),
                output.quantity(milli),
                output.quantity(track.ledger().issued() + milli),
                from,
                until,
                Instant.ofEpochMilli(state.clockMs()));
    }

    /** Every quantity was read at the period's end or later. */
    private boolean isComplete() {
        for (Track track : state.tracks()) {
            Track read =
                    track.output().spec().source() instanceof Source.Power power
                            ? state.track(power.of())
                            : track;
            if (!read.hasReached(present.periodEndMs())) {
                return false;
            }
        }
        return true;
    }

    private List<MachineEvent> close(Instant at) {
        List<MachineEvent> events = new ArrayList<>();
        SortedMap<String, RegisterBalance> balances = new TreeMap<>();
        long meteredNo = state.meteredNo();
        for (Track track : state.tracks()) {
            RegisterBalance balance = balance(track);
            balances.put(track.output().name(), balance);
            if (!balance.trueUp().isZero()) {
                events.add(
                        metered(
                                track,
                                MeteredKind.TRUE_UP,
                                balance.trueUp().milli(),
                                null,
                                null,
                                ++meteredNo));
            }
        }
        events.add(
                new MachinePeriodClosed(
                        machineId,
                        present.contractId(),
                        present.period().id(),
                        present.nextPeriod().period().id(),
                        balances,
                        isComplete(),
                        at));
        return events;
    }

    private RegisterBalance balance(Track track) {
        Output output = track.output();
        Ledger ledger = track.ledger();
        long consumed = track.madeMilli(startMs);
        Long opening = ledger.opening();
        Long shown = track.bucket(startMs).endShown();
        Track.Anchor last = track.anchor();
        if (shown == null && last != null) {
            shown = output.shownTicks(last.plus(), last.less());
        }
        return new RegisterBalance(
                opening == null ? null : output.quantity(opening),
                output.quantity(ledger.adjusted()),
                opening == null ? null : output.quantity(opening + ledger.adjusted() + consumed),
                opening == null || shown == null ? null : output.quantity(output.milli(shown)),
                output.quantity(consumed),
                output.quantity(ledger.issued()),
                output.quantity(consumed - ledger.issued()));
    }
}
