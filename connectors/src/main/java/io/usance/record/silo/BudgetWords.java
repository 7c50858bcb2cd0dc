package io.usance.record.silo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import java.util.LinkedHashMap;
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
