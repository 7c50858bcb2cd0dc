package io.usance.report.silo;

import io.usance.report.Report;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stock bridge as a table, and as a sheet whose sums are formulas. */
final class BridgeTable {
    private static final List<String> COLUMNS =
            List.of(
                    "silo",
                    "opening",
                    "deliveries",
                    "adjustments",
                    "closing",
                    "consumed",
                    "± (k = 2)",
                    "state",
                    "holds");

    /** Columns of quantities that the total sums up. */
    private static final int SUMMED_FROM = 1;

    private static final int CONSUMED = 5;

    private BridgeTable() {}

    static Table of(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        report.bridge().forEach(line -> rows.add(row(line)));
        return new Table(
                "bridge",
                "Stock bridge, " + report.header().unit(),
                COLUMNS,
                rows,
                (row, column) -> formula(report.bridge(), row, column),
                List.of(
                        new Table.Control(
                                "bridge: consumed, by formula = by the report",
                                "bridge!F" + Table.sheetRow(rows.size() - 1),
                                report.bridge().getLast().consumed())));
    }

    private static List<@Nullable Object> row(BridgeLine line) {
        return Table.row(
                line.meterId(),
                line.opening(),
                line.deliveries(),
                line.adjustments(),
                line.closing(),
                line.consumed(),
                line.uncertainty(),
                line.state(),
                line.holds() ? "yes" : "NO");
    }

    private static @Nullable String formula(List<BridgeLine> lines, int row, int column) {
        int at = Table.sheetRow(row);
        boolean total = row == lines.size() - 1;
        if (total && column >= SUMMED_FROM && column <= CONSUMED) {
            return "SUM(%1$s2:%1$s%2$d)".formatted((char) ('A' + column), at - 1);
        }
        boolean closed = !lines.get(row).state().equals("OPEN");
        return column == CONSUMED && closed ? "B%1$d+C%1$d+D%1$d-E%1$d".formatted(at) : null;
    }
}
