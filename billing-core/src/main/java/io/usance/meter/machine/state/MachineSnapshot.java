package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachineGapNoted;
import io.usance.meter.machine.spec.MachineSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine's state as it is stored.
 *
 * @param exchanges announced ahead
 * @param passed the last that readings have got to
 * @param clockMs time of sampling reached; milliseconds since the epoch
 * @param afterGap readings before the next one are missing
 * @param heardMs the service's clock when readings came last; null if it is ahead of {@code
 *     clockMs}, as nearly always
 */
record MachineSnapshot(
        MachineSpec machine,
        @Nullable AssignmentForm present,
        @Nullable AssignmentForm following,
        List<Assignments.Ended> ended,
        Device device,
        List<Former> retired,
        List<Exchange> exchanges,
        List<Exchange> passed,
        Map<String, MachineState.RegisterAnchor> anchors,
        List<Track.Form> tracks,
        long clockMs,
        boolean afterGap,
        long meteredNo,
        Untold untold,
        @Nullable Long heardMs) {

    /** The device that reads the machine, and where its order is. */
    record Device(
            Seen.Form seen,
            long fromMs,
            boolean started,
            long epoch,
            long next,
            List<Sample> held,
            MachineState.@Nullable NextDevice following) {}

    /** A device that was exchanged. */
    record Former(Seen.Form seen, long untilMs) {}

    /** What follows and was not told yet. */
    record Untold(
            List<MachineGapNoted> gaps,
            List<MachineDoubtNoted> doubts,
            List<MachineState.Late> lates,
            List<MachineState.Fact> facts) {}
}
