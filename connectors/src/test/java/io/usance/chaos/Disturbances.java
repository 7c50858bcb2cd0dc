package io.usance.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What instances met of one another, by their logs.
 *
 * @param assignments times an instance was given partitions
 * @param refused units of work rolled back because another instance was faster, by role
 * @param failed outages as roles saw them, each counted once, by role
 * @param reverted transactions that cost a fee and did nothing
 */
record Disturbances(
        int assignments, Map<String, Integer> refused, Map<String, Integer> failed, int reverted) {
    private static final Pattern ASSIGNED = Pattern.compile(" reading \\[");
    private static final Pattern REFUSED =
            Pattern.compile(
                    " ([a-z-]+): [^\n]*(another instance has moved it|another instance wrote to it|another writer appended)");
    private static final Pattern FAILED = Pattern.compile(" ([a-z-]+): [^\n]*\\(attempt 1 of");
    private static final Pattern REVERTED = Pattern.compile(" was reverted in block ");

    static Disturbances in(List<String> logs) {
        String all = String.join("\n", logs);
        return new Disturbances(
                (int) ASSIGNED.matcher(all).results().count(),
                byRole(REFUSED.matcher(all)),
                byRole(FAILED.matcher(all)),
                (int) REVERTED.matcher(all).results().count());
    }

    private static Map<String, Integer> byRole(Matcher lines) {
        Map<String, Integer> byRole = new TreeMap<>();
        lines.results().forEach(line -> byRole.merge(line.group(1), 1, Integer::sum));
        return byRole;
    }
}
