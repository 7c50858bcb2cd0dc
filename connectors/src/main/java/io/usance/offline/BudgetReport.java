package io.usance.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The uncertainty budget of a metered period, in the words of JCGM 100:2008. */
final class BudgetReport {
    private static final ObjectMapper JSON = Json.mapper();

    private BudgetReport() {}

    static void json(
            ObjectNode entry, UncertaintyBudget budget, PeriodClosed closed, SiloSpec silo) {
        ObjectNode components = entry.putObject("standardUncertainties");
        components(budget).forEach((name, quantity) -> put(components, name, quantity));
        put(entry, "combinedStandardUncertainty", budget.combined());
        entry.put("coverageFactor", UncertaintyBudget.COVERAGE_FACTOR);
        put(entry, "otherPeriods", budget.otherPeriods());
        put(entry, "expandedUncertainty", closed.expandedUncertainty());
        SensorAccuracy accuracy = silo.sensor().accuracy();
        if (accuracy != null) {
            entry.set("declaredAccuracy", JSON.valueToTree(accuracy));
        }
    }

    static void print(
            PrintWriter out, UncertaintyBudget budget, PeriodClosed closed, SiloSpec silo) {
        out.println("uncertainty budget of the consumption (JCGM 100:2008), standard:");
        components(budget)
                .forEach((name, quantity) -> {
                    line(out, name, quantity, name.equals("accuracy") ? declared(silo) : "");
                });
        line(out, "combined", budget.combined(), "");
        if (!budget.otherPeriods().isZero()) {
            line(out, "other periods", budget.otherPeriods(), "known to belong to them; added");
        }
        line(
                out,
                "expanded",
                closed.expandedUncertainty(),
                "k = " + UncertaintyBudget.COVERAGE_FACTOR);
    }

    private static Map<String, Quantity> components(UncertaintyBudget budget) {
        Map<String, Quantity> components = new LinkedHashMap<>();
        components.put("repeatability", budget.repeatability());
        components.put("resolution", budget.resolution());
        components.put("accuracy", budget.accuracy());
        components.put("temperature", budget.temperature());
        components.put("deliveries", budget.deliveries());
        components.put("interpolation", budget.interpolation());
        return components;
    }

    private static String declared(SiloSpec silo) {
        SensorAccuracy accuracy = silo.sensor().accuracy();
        if (accuracy == null) {
            return "not declared, and not in it";
        }
        String limit =
                accuracy.percentOfSpan() != null
                        ? accuracy.percentOfSpan().toPlainString() + " % of the span"
                        : accuracy.quantity() + "";
        String source =
                switch (accuracy.source()) {
                    case DATA_SHEET -> "data sheet";
                    case CALIBRATION_CERTIFICATE -> "calibration certificate";
                };
        return "+/- " + limit + ", " + source + shown(accuracy.reference()) + of(accuracy);
    }

    private static String shown(@Nullable String reference) {
        return reference == null ? "" : " " + reference;
    }

    private static String of(SensorAccuracy accuracy) {
        return accuracy.date() == null ? "" : " of " + accuracy.date();
    }

    private static void put(ObjectNode report, String field, Quantity quantity) {
        report.set(field, JSON.valueToTree(quantity));
    }

    private static void line(PrintWriter out, String name, Quantity quantity, String remark) {
        out.println(
                "    %-18s %10s  %s".formatted(name, quantity.baseText(), remark).stripTrailing());
    }
}
