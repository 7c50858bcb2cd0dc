package io.usance.offline;

import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.offline.MeteredPeriod.Counts;
import java.time.Instant;
import java.util.List;

/**
 * What came of metering a machine's files.
 *
 * @param from start of metering, inclusive
 * @param to its end; a reading of that instant closes it
 * @param closed the balance of each quantity; its own times and period ids are not those of the
 *     file
 * @param doubts what is less certain than usual, with the times of the file
 * @param missing sequences that never came
 * @param readings identity: received = recorded + duplicate + sum of quarantined
 * @param problems the first {@link MeteredPeriod#PROBLEMS_MAX} of rows not taken
 * @param remarks what a reader should know, each one plain line
 */
public record MachinePeriod(
        MachineSpec machine,
        Instant from,
        Instant to,
        MachinePeriodClosed closed,
        List<MachineDoubtNoted> doubts,
        long missing,
        Counts readings,
        List<Problem> problems,
        List<String> remarks) {

    public MachinePeriod {
        doubts = List.copyOf(doubts);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
    }
}
