package io.usance.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.record.silo.BudgetWords;
import java.io.PrintWriter;

/** The uncertainty budget of a metered period. */
final class BudgetReport {
    private static final ObjectMapper JSON = Json.mapper();

    private BudgetReport() {}

    static void json(ObjectNode entry, UncertaintyBudget budget, Quantity expanded, SiloSpec silo) {
        entry.set("standardUncertainties", JSON.valueToTree(BudgetWords.components(budget)));
        entry.set("combinedStandardUncertainty", JSON.valueToTree(budget.combined()));
        entry.put("coverageFactor", UncertaintyBudget.COVERAGE_FACTOR);
        entry.set("otherPeriods", JSON.valueToTree(budget.otherPeriods()));
        entry.set("expandedUncertainty", JSON.valueToTree(expanded));
        if (silo.sensor().accuracy() != null) {
            entry.set("declaredAccuracy", JSON.valueToTree(silo.sensor().accuracy()));
        }
    }

    static void print(
            PrintWriter out, UncertaintyBudget budget, PeriodClosed closed, SiloSpec silo) {
        out.println("uncertainty budget of the consumption (JCGM 100:2008), standard:");
        BudgetWords.components(budget).forEach((name, quantity) -> {
            line(out, name, quantity, name.equals("accuracy") ? BudgetWords.accuracy(silo) : "");
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
