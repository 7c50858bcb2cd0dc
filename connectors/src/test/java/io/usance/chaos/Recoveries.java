package io.usance.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long faults lasted, and how long it took after them until all was well again. */
final class Recoveries {
    private static final double MS_PER_S = 1_000;

    private final Map<Fault, List<long[]>> byFault = new EnumMap<>(Fault.class);

    void add(Fault fault, long lastedMs, long recoveredMs) {
        byFault.computeIfAbsent(fault, k -> new ArrayList<>())
                .add(new long[] {lastedMs, recoveredMs});
    }

    int faults() {
        return byFault.values().stream().mapToInt(List::size).sum();
    }

    /** A Markdown table, in seconds. */
    String table() {
        StringBuilder table =
                new StringBuilder(
                        "| fault | times | lasted, median s | recovered, median s | p95 s | max s"
                                + " |\n|---|---|---|---|---|---|\n");
        byFault.forEach((fault, each) -> {
            long[] recovered = sorted(each, 1);
            table.append(
                    "| %s | %d | %.1f | %.1f | %.1f | %.1f |%n"
                            .formatted(
                                    fault.words(),
                                    each.size(),
                                    percentile(sorted(each, 0), 50) / MS_PER_S,
                                    percentile(recovered, 50) / MS_PER_S,
                                    percentile(recovered, 95) / MS_PER_S,
                                    percentile(recovered, 100) / MS_PER_S));
        });
        return table.toString();
    }

    private static long[] sorted(List<long[]> each, int column) {
        long[] values = each.stream().mapToLong(row -> row[column]).toArray();
        Arrays.sort(values);
        return values;
    }

    /** The smallest value that so many percent do not exceed. */
    static long percentile(long[] sorted, int percent) {
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return sorted[Math.max(0, rank - 1)];
    }
}
