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

    private BudgetTable() {}

    /** Empty if no silo has one. */
    static Optional<Table> of(Report report) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (BridgeLine line : report.bridge()) {
            if (line.budget() != null) {
                rows.add(row(line, line.budget()));
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Table(
                                "uncertainty",
                                "Uncertainty budget (JCGM 100:2008), standard uncertainties, "
                                        + report.header().unit(),
                                COLUMNS,
                                rows));
    }

    private static List<@Nullable Object> row(BridgeLine line, UncertaintyLine budget) {
        return Table.row(
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
                line.uncertainty());
    }
}
