package io.usance.offline.machine;

import io.usance.meter.machine.MachineReading;
import io.usance.offline.Problem;
import io.usance.offline.machine.MachinePeriod.ExchangeCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which exchanges of a file made a difference: those that lie between two recorded readings of
 * their register. Any other is most likely a wrong date.
 */
final class ExchangeUse {
    private final Map<String, Read> read = new HashMap<>();
    private final List<ExchangeRows.Line> taken = new ArrayList<>();
    private final List<Problem> refused = new ArrayList<>();

    /** When the first and the last recorded reading of a register were sampled. */
    private record Read(Instant first, Instant last) {
        Read and(Read other) {
            return new Read(
                    other.first().isBefore(first) ? other.first() : first,
                    other.last().isAfter(last) ? other.last() : last);
        }
    }

    void recorded(MachineReading reading) {
        Read at = new Read(reading.sampledAt(), reading.sampledAt());
        reading.values().keySet().forEach(register -> read.merge(register, at, Read::and));
    }

    void taken(ExchangeRows.Line line) {
        taken.add(line);
    }

    void refused(Problem problem) {
        refused.add(problem);
    }

    /** After the last reading. */
    ExchangeCounts counts() {
        List<Problem> notUsed = new ArrayList<>(refused);
        for (ExchangeRows.Line line : taken) {
            String why = unused(line);
            if (why != null) {
                notUsed.add(new Problem(line.file(), line.line(), Problem.EXCHANGE_NOT_USED, why));
            }
        }
        int received = refused.size() + taken.size();
        return new ExchangeCounts(received, received - notUsed.size(), notUsed);
    }

    private @Nullable String unused(ExchangeRows.Line line) {
        Read known = read.get(line.register());
        if (known == null) {
            return "register %s is in no reading that was recorded".formatted(line.register());
        }
        boolean late = line.at().isAfter(known.last());
        return late || !line.at().isAfter(known.first())
                ? "register %s, exchanged at %s, has its %s reading at %s; an exchange lies between two readings, correct its time"
                        .formatted(
                                line.register(),
                                line.at(),
                                late ? "last" : "first",
                                late ? known.last() : known.first())
                : null;
    }
}
