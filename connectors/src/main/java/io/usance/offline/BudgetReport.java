package io.usance.offline;

import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.record.silo.BudgetWords;
import java.io.PrintWriter;

/** The uncertainty budget of a metered period, for people. */
final class BudgetReport {
    private BudgetReport() {}

    static void print(
            PrintWriter out, UncertaintyBudget budget, PeriodClosed closed, SiloSpec silo) {
        out.println("uncertainty budget of the consumption (JCGM 100:2008), standard:");
        BudgetWords.components(budget)
                .forEach((name, quantity) -> {
                    line(
                            out,
                            name,
                            quantity,
                            name.equals("accuracy") ? BudgetWords.accuracy(silo) : "");
                });
        line(out, "combined", budget.combined(), "");
        if (!budget.otherPeriods().isZero()) {
            line(out, "other periods", budget.otherPeriods(), "known to belong to them; added");
        }
        String factor = "k = " + UncertaintyBudget.COVERAGE_FACTOR;
        line(out, "expanded", closed.expandedUncertainty(), factor);
    }

    private static void line(PrintWriter out, String name, Quantity quantity, String remark) {
        out.println(
                "    %-18s %10s  %s".formatted(name, quantity.baseText(), remark).stripTrailing());
    }
}
