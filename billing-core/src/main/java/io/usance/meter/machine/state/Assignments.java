package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineCommand;
import io.usance.metering.Assignment;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contracts of a machine, one after the other, and to which period an instant belongs.
 *
 * @param present null if the machine is under none
 * @param following begins when the present one has ended, or later; null if none is known
 * @param ended the last {@value #ENDED_MAX} contracts
 */
record Assignments(
        @Nullable Assignment present, @Nullable Assignment following, List<Ended> ended) {

    static final int ENDED_MAX = 8;
    static final Assignments NONE = new Assignments(null, null, List.of());

    Assignments {
        ended = List.copyOf(ended);
    }

    /** A contract that is over. */
    record Ended(String contractId, Instant meteringFrom, Instant endsAt) {}

    /** What an instant belongs to. */
    enum Belongs {
        /** To no contract. */
        NOTHING,
        /** To the open period or one after it. */
        OPEN,
        /** To a closed period of the present contract. */
        CLOSED,
        /** To a contract that is over. */
        ENDED
    }

    /**
     * A stretch of time of one period.
     *
     * @param contractId empty if it belongs to nothing
     * @param periodId of a closed period; else empty
     * @param endMs exclusive
     */
    record Cell(
            Belongs belongs,
            String contractId,
            String periodId,
            long startMs,
            long endMs,
            long contractFromMs) {}

    Assignments assigned(Assignment other) {
        return present == null
                ? new Assignments(other, following, ended)
                : new Assignments(present, other, ended);
    }

    /** The present or the following one, by its contract; null if it is under neither. */
    @Nullable Assignment by(String contractId) {
        return present != null && present.contractId().equals(contractId)
                ? present
                : following != null && following.contractId().equals(contractId) ? following : null;
    }

    Assignments ending(String contractId, Instant at) {
        return following != null && following == by(contractId)
                ? new Assignments(present, following.ending(at), ended)
                : new Assignments(present == null ? null : present.ending(at), following, ended);
    }

    /** The open period is closed. */
    Assignments nextPeriod() {
        if (present == null || present.endsAt() == null || !present.isLast()) {
            return new Assignments(present == null ? null : present.nextPeriod(), following, ended);
        }
        List<Ended> more = new ArrayList<>(ended);
        more.add(new Ended(present.contractId(), present.meteringFrom(), present.endsAt()));
        while (more.size() > ENDED_MAX) {
            more.removeFirst();
        }
        return new Assignments(following, null, more);
    }

    boolean isKnown(MachineCommand.AssignMachine command) {
        return (present != null
                        && present.isTo(
                                command.contractId(), command.calendar(), command.meteringFrom()))
                || (following != null
                        && following.isTo(
                                command.contractId(), command.calendar(), command.meteringFrom()))
                || ended.stream()
                        .anyMatch(one ->
                                one.contractId().equals(command.contractId())
                                        && one.meteringFrom().equals(command.meteringFrom()));
    }

    boolean isKnown(MachineCommand.EndMachineContract command) {
        Assignment ending = by(command.contractId());
        return (ending != null && command.endsAt().equals(ending.endsAt()))
                || ended.stream()
                        .anyMatch(one ->
                                one.contractId().equals(command.contractId())
                                        && one.endsAt().equals(command.endsAt()));
    }

    /** The cell that an instant lies in. */
    Cell at(long ms) {
        Assignment at = present;
        if (at != null && following != null && ms >= following.meteringFromMs()) {
            at = following;
        }
        if (at == null || ms < at.meteringFromMs() || ms >= at.endsAtMs()) {
            return outside(ms);
        }
        if (at == present && ms < at.periodStartMs()) {
            BillingPeriod closed = at.calendar().periodOf(Instant.ofEpochMilli(ms));
            return cell(Belongs.CLOSED, at, closed);
        }
        boolean open = ms < at.periodEndMs() && ms >= at.period().start().toEpochMilli();
        return cell(
                Belongs.OPEN,
                at,
                open ? at.period() : at.calendar().periodOf(Instant.ofEpochMilli(ms)));
    }

    private static Cell cell(Belongs belongs, Assignment at, BillingPeriod period) {
        return new Cell(
                belongs,
                at.contractId(),
                belongs == Belongs.CLOSED ? period.id() : "",
                Math.max(at.meteringFromMs(), period.start().toEpochMilli()),
                Math.min(at.endsAtMs(), period.end().toEpochMilli()),
                at.meteringFromMs());
    }

    private Cell outside(long ms) {
        long end = Long.MAX_VALUE;
        for (Assignment one : new Assignment[] {present, following}) {
            if (one != null && one.meteringFromMs() > ms) {
                end = Math.min(end, one.meteringFromMs());
            }
        }
        for (Ended one : ended) {
            long fromMs = one.meteringFrom().toEpochMilli();
            if (ms >= fromMs && ms < one.endsAt().toEpochMilli()) {
                return new Cell(
                        Belongs.ENDED,
                        one.contractId(),
                        "",
                        fromMs,
                        one.endsAt().toEpochMilli(),
                        fromMs);
            }
            if (fromMs > ms) {
                end = Math.min(end, fromMs);
            }
        }
        return new Cell(Belongs.NOTHING, "", "", Long.MIN_VALUE, end, Long.MIN_VALUE);
    }
}
