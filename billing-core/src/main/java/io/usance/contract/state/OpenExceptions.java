package io.usance.contract.state;

import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of a contract that are open, and what makes raising and ending them idempotent.
 *
 * @param lastNo number of the last one raised
 * @param open by number
 * @param ended the newest that were ended, in the order in which they were
 * @param evidence last event of a meter that raised one, by meter
 */
public record OpenExceptions(
        long lastNo, List<Open> open, List<Ended> ended, Map<String, Long> evidence) {

    /** Open exceptions of a contract; beyond them one stands for all others of its period. */
    public static final int OPEN_MAX = 1_000;

    /** Ended exceptions that a repeated command is compared with. */
    static final int ENDED_MAX = 20;

    static final OpenExceptions NONE = new OpenExceptions(0, List.of(), List.of(), Map.of());

    public record Open(long no, String meterId, String periodId, String kind) {
        boolean isOf(String meter, String period, String of) {
            boolean same = meterId.equals(meter) && kind.equals(of);
            return periodId.equals(period)
                    && (same || kind.equals(ExceptionRaised.MORE_EXCEPTIONS));
        }
    }

    public record Ended(long no, ExceptionEnded.How how, String by, String why) {}

    public OpenExceptions {
        open = List.copyOf(open);
        ended = List.copyOf(ended);
    }

    /** True if a period has one. */
    boolean isOpen(String periodId) {
        return open.stream().anyMatch(one -> one.periodId().equals(periodId));
    }

    /** True if it need not be raised: the same is open, or one that stands for it. */
    boolean isKnown(String meterId, String periodId, String kind) {
        return open.stream().anyMatch(one -> one.isOf(meterId, periodId, kind));
    }

    boolean isFull() {
        return open.size() >= OPEN_MAX;
    }

    /** True if a meter's event has been looked at before. */
    boolean isSeen(String meterId, long evidenceNo) {
        return evidenceNo <= evidence.getOrDefault(meterId, -1L);
    }

    @Nullable Open open(long no) {
        return open.stream().filter(one -> one.no() == no).findFirst().orElse(null);
    }

    @Nullable Ended ended(long no) {
        return ended.stream().filter(one -> one.no() == no).findFirst().orElse(null);
    }

    OpenExceptions with(ExceptionRaised e) {
        List<Open> more = new ArrayList<>(open);
        more.add(new Open(e.exceptionNo(), e.meterId(), e.periodId(), e.kind()));
        Map<String, Long> seen = new TreeMap<>(evidence);
        seen.put(e.meterId(), e.evidenceNo());
        return new OpenExceptions(e.exceptionNo(), more, ended, seen);
    }

    OpenExceptions with(ExceptionEnded e) {
        List<Ended> newest = new ArrayList<>(ended);
        newest.add(new Ended(e.exceptionNo(), e.how(), e.by(), e.why()));
        return new OpenExceptions(
                lastNo,
                open.stream().filter(one -> one.no() != e.exceptionNo()).toList(),
                newest.subList(Math.max(0, newest.size() - ENDED_MAX), newest.size()),
                evidence);
    }
}
