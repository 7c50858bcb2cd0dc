package io.usance.offline.machine;

import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.offline.MeteredPeriod;
import io.usance.offline.MeteredPeriod.Counts;
import io.usance.offline.Problem;
import io.usance.quantity.Aggregation;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What came of metering a machine's files.
 *
 * @param from start of metering, inclusive
 * @param to its end; a reading of that instant closes it
 * @param closed the balance of each quantity; its own times and period ids are not those of the
 *     file
 * @param taken what a tariff can take of each quantity, as the machine's kind has it; of the sum,
 *     which is in the balance, and of a quantity of which no interval was reported, there is no
 *     value
 * @param doubts what is less certain than usual, with the times of the file
 * @param rows what became of them
 * @param remarks what a reader should know, each one plain line
 */
public record MachinePeriod(
        MachineSpec machine,
        Instant from,
        Instant to,
        MachinePeriodClosed closed,
        Map<String, Taken> taken,
        List<MachineDoubtNoted> doubts,
        Rows rows,
        List<String> remarks) {

    public MachinePeriod {
        taken = Map.copyOf(taken);
        doubts = List.copyOf(doubts);
        remarks = List.copyOf(remarks);
    }

    /**
     * What can be taken of a quantity.
     *
     * @param sum whether it has one
     * @param values by what else can be taken; absent for one of which no interval was reported
     */
    record Taken(
            boolean sum, List<Aggregation> others, Map<Aggregation, IntervalValues.Value> values) {
        Taken {
            others = List.copyOf(others);
            values = values.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(values));
        }
    }

    /**
     * What became of the files' rows.
     *
     * @param readings identity: received = recorded + duplicate + sum of quarantined
     * @param missing sequences that never came
     * @param problems the first {@link MeteredPeriod#PROBLEMS_MAX} of readings not taken
     */
    record Rows(Counts readings, long missing, List<Problem> problems, ExchangeCounts exchanges) {
        Rows {
            problems = List.copyOf(problems);
        }
    }

    /** Identity: received = used + those not used. */
    record ExchangeCounts(int received, int used, List<Problem> notUsed) {
        ExchangeCounts {
            notUsed = List.copyOf(notUsed);
        }
    }
}
