package io.usance.cli.contract;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.money.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an amendment brought about: each period that is rated, taxed or split again. */
final class AmendmentWords {
    private AmendmentWords() {}

    /**
     * @param before the terms that were amended
     * @param after those that hold now
     * @param events all that happened
     */
    static List<String> of(ContractTerms before, ContractTerms after, List<ContractEvent> events) {
        List<String> lines = new ArrayList<>(ContractEventWords.of(events));
        Map<String, Map<String, Money>> split = split(before, after, events);
        split.forEach((periodId, parts) ->
                lines.add(
                        "period %s is split again: %s"
                                .formatted(
                                        periodId,
                                        parts.entrySet().stream()
                                                .map(part -> part.getKey() + " " + part.getValue())
                                                .collect(Collectors.joining(", ")))));
        boolean again =
                events.stream()
                        .anyMatch(event ->
                                event instanceof ChargeAdjusted || event instanceof TaxCharged);
        if (!again && split.isEmpty()) {
            lines.add("no period is rated again, taxed again or split again");
        }
        return lines;
    }

    /** By period what each account gets more or less, of periods whose payees are others. */
    private static Map<String, Map<String, Money>> split(
            ContractTerms before, ContractTerms after, List<ContractEvent> events) {
        Map<String, Map<String, Money>> byPeriod = new TreeMap<>();
        for (ContractEvent event : events) {
            if (event instanceof SettlementCommanded e
                    && e.purpose() == SettlementPurpose.CONSUMPTION
                    && !before.in(e.periodId()).payees().equals(after.in(e.periodId()).payees())) {
                byPeriod.computeIfAbsent(e.periodId(), period -> new LinkedHashMap<>())
                        .merge(e.payee(), e.amount(), Money::plus);
            }
        }
        return byPeriod;
    }
}
