package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloCommand;
import io.usance.metering.Assignment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contracts before and behind the present one.
 *
 * @param ended contracts the silo was released from, oldest first, at most {@link #ENDED_MAX};
 *     unmodifiable
 * @param following begins when the present one has ended; null if none is known
 */
record Handover(List<Assignment> ended, @Nullable Assignment following) {

    /** Setting up an older one again is refused as a conflict, not ignored. */
    static final int ENDED_MAX = 8;

    static final Handover NONE = new Handover(List.of(), null);

    /** As it is stored. */
    record Stored(List<AssignmentForm> ended, @Nullable AssignmentForm following) {

        Handover handover() {
            return new Handover(
                    ended.stream().map(AssignmentForm::assignment).toList(),
                    following == null ? null : following.assignment());
        }
    }

    /** Null if there is nothing to store. */
    @Nullable Stored stored() {
        return equals(NONE)
                ? null
                : new Stored(
                        ended.stream().map(AssignmentForm::of).toList(),
                        following == null ? null : AssignmentForm.of(following));
    }

    Handover withFollowing(Assignment next) {
        return new Handover(ended, next);
    }

    /** The following one is the present one now. */
    Handover ended(Assignment contract) {
        List<Assignment> more = new ArrayList<>(ended);
        if (more.size() == ENDED_MAX) {
            more.remove(0);
        }
        more.add(contract);
        return new Handover(List.copyOf(more), null);
    }

    /** The one that ended last; null if none has. */
    @Nullable Assignment newest() {
        return ended.isEmpty() ? null : ended.getLast();
    }

    /** The newest of an id; null if there is none. */
    @Nullable Assignment ended(String contractId) {
        for (Assignment contract : ended.reversed()) {
            if (contract.contractId().equals(contractId)) {
                return contract;
            }
        }
        return null;
    }

    /** The one that an instant falls under; null if none does. */
    @Nullable Assignment endedAt(long atMs) {
        for (Assignment contract : ended) {
            if (contract.meteringFromMs() <= atMs && atMs < contract.endsAtMs()) {
                return contract;
            }
        }
        return null;
    }

    /** It was assigned before, or is to follow already. */
    boolean isKnown(SiloCommand.AssignContract command) {
        return (following != null
                        && following.isTo(
                                command.contractId(), command.calendar(), command.meteringFrom()))
                || ended.stream()
                        .anyMatch(contract ->
                                contract.isTo(
                                        command.contractId(),
                                        command.calendar(),
                                        command.meteringFrom()));
    }

    /** The command has been carried out already. */
    boolean isEnded(@Nullable Assignment present, SiloCommand.EndContract command) {
        return (present != null && isEndedBy(present, command))
                || (following != null && isEndedBy(following, command))
                || ended.stream().anyMatch(contract -> isEndedBy(contract, command));
    }

    private static boolean isEndedBy(Assignment contract, SiloCommand.EndContract command) {
        return contract.contractId().equals(command.contractId())
                && command.endsAt().equals(contract.endsAt());
    }
}
