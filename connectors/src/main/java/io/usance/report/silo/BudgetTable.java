package io.usance.report.silo;

import io.usance.meter.silo.UncertaintyBudget;
import io.usance.report.Report;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.UncertaintyLine;
import io.usance.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the uncertainties of the stock bridge are made of. */
final class BudgetTable {
    private static final List<String> COLUMNS =
            List.of(
                    "silo",
                    "repeatability",
                    "resolution",
                    "accuracy",
                    "temperature",
                    "deliveries",
                    "interpolation",
                    "combined",
                    "k",
                    "other periods",
                    "expanded");

    private static final String SATURATION = "saturation";

    private BudgetTable() {}

    /** Empty if no silo has one. */
    static Optional<Table> of(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        boolean saturated = isSaturated(report);
        for (BridgeLine line : report.bridge()) {
            if (line.budget() != null) {
                rows.add(row(line, line.budget(), saturated));
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Table(
                                "uncertainty",
                                "Uncertainty budget (JCGM 100:2008), standard uncertainties, "
                                        + report.header().unit(),
                                columns(saturated),
                                rows));
    }

    /** Most sensors can follow all stocks: the column is there if one could not. */
    private static boolean isSaturated(Report report) {
        return report.bridge().stream()
                .anyMatch(line -> line.budget() != null && line.budget().saturation() != null);
    }

    private static List<String> columns(boolean saturated) {
        List<String> columns = new ArrayList<>(COLUMNS);
        if (saturated) {
            columns.add(SATURATION);
        }
        return columns;
    }

    private static List<@Nullable Object> row(
            BridgeLine line, UncertaintyLine budget, boolean saturated) {
        List<@Nullable Object> row = new ArrayList<>();
        row.addAll(
                Table.row(
                        line.meterId(),
                        budget.repeatability(),
                        budget.resolution(),
                        budget.accuracy(),
                        budget.temperature(),
                        budget.deliveries(),
                        budget.interpolation(),
                        budget.combined(),
                        UncertaintyBudget.COVERAGE_FACTOR,
                        budget.otherPeriods(),
                        line.uncertainty()));
        if (saturated) {
            row.add(budget.saturation());
        }
        return row;
    }
}
