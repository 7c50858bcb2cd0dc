package io.usance.cli.contract;

import io.usance.contract.ExceptionRaised;
import io.usance.meter.silo.Doubt;
import io.usance.query.ExceptionQuery.ContractException;
import io.usance.query.ExceptionQuery.End;
import io.usance.record.silo.DoubtWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An exception for a person: what it is, what it holds, what to do. */
final class ExceptionWords {
    private ExceptionWords() {}

    static List<String> of(ContractException one) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s %d  since %s  period %s  %s  %s"
                        .formatted(
                                one.contractId(),
                                one.exceptionNo(),
                                one.raisedAt() == null ? one.until() : one.raisedAt(),
                                one.periodId(),
                                one.meterId(),
                                one.kind()));
        lines.add(
                "    %s against %s, %s to %s; %s"
                        .formatted(
                                one.quantity(),
                                one.expected(),
                                one.from(),
                                one.until(),
                                state(one)));
        if (one.isOpen()) {
            lines.add("    " + action(one.kind()));
        }
        return lines;
    }

    private static String state(ContractException one) {
        End end = one.end();
        if (end != null) {
            return "%s by %s on %s: %s".formatted(end.how(), end.by(), end.at(), end.why());
        }
        return one.held() == null ? "nothing is held" : one.held() + " of the period is held";
    }

    /** What to do about it. */
    static String action(String kind) {
        if (kind.equals(ExceptionRaised.MORE_EXCEPTIONS)) {
            return "end some of the others; there are more than are listed";
        }
        return Arrays.stream(Doubt.values())
                .filter(doubt -> doubt.name().equals(kind))
                .findFirst()
                .map(DoubtWords::action)
                .orElse("look at the meter, and at what it recorded");
    }
}
