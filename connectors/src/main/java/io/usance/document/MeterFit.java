package io.usance.document;

import io.usance.contract.ContractTerms;
import io.usance.engine.SigningRules;
import io.usance.engine.SigningRules.Field;
import io.usance.engine.SigningRules.Problem;
import io.usance.metering.MeterCapabilities;
import io.usance.pricing.Tariff;
import io.usance.quantity.QuantityName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds a contract against those of its meters that are known, by the rules of signing, and tells
 * what does not fit where it is written down: at a field of a rate.
 */
final class MeterFit {
    private final ContractDocument contract;
    private final ContractTerms terms;
    private final Map<String, List<String>> reasonsByPath = new LinkedHashMap<>();

    private MeterFit(ContractDocument contract) {
        this.contract = contract;
        this.terms = contract.terms();
    }

    /**
     * @param contract without problems of its own
     * @param known meters by id; others may have been registered before
     * @param problem takes path and reason
     */
    static void check(
            ContractDocument contract,
            Map<String, MeterCapabilities> known,
            Consumer<String> problem) {
        MeterFit fit = new MeterFit(contract);
        fit.collect(known);
        fit.reasonsByPath.forEach((path, reasons) ->
                problem.accept(
                        reasons.size() == 1
                                ? path + ": " + reasons.getFirst()
                                : "%s: %s; the same with %d more of its meters"
                                        .formatted(path, reasons.getFirst(), reasons.size() - 1)));
    }

    private void collect(Map<String, MeterCapabilities> known) {
        SortedSet<String> made = new TreeSet<>();
        boolean complete = true;
        for (String meterId : terms.meterIds()) {
            MeterCapabilities meter = known.get(meterId);
            if (meter == null) {
                complete = false;
                continue;
            }
            made.addAll(meter.quantities().keySet());
            for (Problem one : SigningRules.check(terms, meter)) {
                add(one);
                // That it measures nothing of what is priced says it of each name.
                complete &= one.quantity() != null || one.field() != Field.OF;
            }
        }
        if (complete) {
            SigningRules.checkMade(terms, made).forEach(this::add);
        }
    }

    private void add(Problem one) {
        String path = path(one.quantity()) + "." + one.field().name().toLowerCase(Locale.ROOT);
        reasonsByPath.computeIfAbsent(path, any -> new ArrayList<>()).add(one.reason());
    }

    /** Of the first rate of a quantity, or of the first rate, in the first version of the price. */
    private String path(@Nullable String quantity) {
        Tariff tariff = contract.prices().getFirst().tariff();
        List<Tariff.Component> parts = tariff.parts();
        String path = contract.tariffPath(0);
        for (int i = 0; i < parts.size() && tariff instanceof Tariff.Composite; i++) {
            if (parts.get(i) instanceof Tariff.Usage usage
                    && (quantity == null
                            || quantity.equals(QuantityName.metered(usage.quantityName())))) {
                return "%s.components[%d]".formatted(path, i);
            }
        }
        return path;
    }
}
