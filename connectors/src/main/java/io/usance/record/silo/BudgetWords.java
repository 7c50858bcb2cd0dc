package io.usance.record.silo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** An uncertainty budget in the words of JCGM 100:2008. */
public final class BudgetWords {

    private static final ObjectMapper JSON = Json.mapper();

    private BudgetWords() {}

    /** Standard uncertainties by component, in the order in which they are told. */
    public static SequencedMap<String, Quantity> components(UncertaintyBudget budget) {
        SequencedMap<String, Quantity> components = new LinkedHashMap<>();
        components.put("repeatability", budget.repeatability());
        components.put("resolution", budget.resolution());
        components.put("accuracy", budget.accuracy());
        components.put("temperature", budget.temperature());
        components.put("deliveries", budget.deliveries());
        components.put("interpolation", budget.interpolation());
        Quantity saturation = budget.saturation();
        if (saturation != null) {
            components.put("saturation", saturation);
        }
        return components;
    }

    /**
     * The budget as fields of an object, quantities as in events.
     *
     * @param expanded the expanded uncertainty
     */
    public static void put(
            ObjectNode entry, UncertaintyBudget budget, Quantity expanded, SiloSpec silo) {
        entry.set("standardUncertainties", JSON.valueToTree(components(budget)));
        entry.set("combinedStandardUncertainty", JSON.valueToTree(budget.combined()));
        entry.put("coverageFactor", UncertaintyBudget.COVERAGE_FACTOR);
        entry.set("otherPeriods", JSON.valueToTree(budget.otherPeriods()));
        entry.set("expandedUncertainty", JSON.valueToTree(expanded));
        if (silo.sensor().accuracy() != null) {
            entry.set("declaredAccuracy", JSON.valueToTree(silo.sensor().accuracy()));
        }
    }

    /** The budget as lines of a table under a heading. */
    public static List<String> lines(UncertaintyBudget budget, Quantity expanded, SiloSpec silo) {
        List<String> lines = new ArrayList<>();
        lines.add("uncertainty budget of the consumption (JCGM 100:2008), standard:");
        components(budget)
                .forEach((name, quantity) -> {
                    lines.add(line(name, quantity, name.equals("accuracy") ? accuracy(silo) : ""));
                });
        lines.add(line("combined", budget.combined(), ""));
        if (!budget.otherPeriods().isZero()) {
            lines.add(
                    line("other periods", budget.otherPeriods(), "known to belong to them; added"));
        }
        lines.add(line("expanded", expanded, "k = " + UncertaintyBudget.COVERAGE_FACTOR));
        return lines;
    }

    private static String line(String name, Quantity quantity, String remark) {
        return "    %-18s %10s  %s".formatted(name, quantity.baseText(), remark).stripTrailing();
    }

    /** What was declared of the silo's sensor, by whom and when. */
    public static String accuracy(SiloSpec silo) {
        SensorAccuracy accuracy = silo.sensor().accuracy();
        if (accuracy == null) {
            return "not declared, and not in it";
        }
        String limit =
                accuracy.percentOfSpan() == null
                        ? String.valueOf(accuracy.quantity())
                        : accuracy.percentOfSpan().toPlainString() + " % of the span";
        String source =
                switch (accuracy.source()) {
                    case DATA_SHEET -> "data sheet";
                    case CALIBRATION_CERTIFICATE -> "calibration certificate";
                };
        return "+/- "
                + limit
                + ", "
                + source
                + (accuracy.reference() == null ? "" : " " + accuracy.reference())
                + (accuracy.date() == null ? "" : " of " + accuracy.date());
    }
}
