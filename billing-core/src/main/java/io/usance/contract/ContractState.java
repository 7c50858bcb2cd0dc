package io.usance.contract;

import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SiloPeriodNoted;
import io.usance.metering.SiloEvent.ConsumptionKind;
import io.usance.money.Money;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a contract needs to remember. Bounded: a counter per silo, and totals of the periods that
 * are not settled yet.
 *
 * @param terms null until signed
 * @param settlementNo last settlement commanded
 * @param chargedUpTo last consumption number charged, by silo
 * @param periods totals of open periods, by period id
 */
public record ContractState(
        @Nullable ContractTerms terms,
        long settlementNo,
        Map<String, Long> chargedUpTo,
        Map<String, PeriodTotals> periods) {

    static ContractState initial() {
        return new ContractState(null, 0, Map.of(), Map.of());
    }

    /**
     * Totals of one period.
     *
     * @param quantity charged so far
     * @param exact unrounded amount of {@code quantity}, major units
     * @param issued rounded amount charged so far
     * @param provisional part of {@code issued} that came before true-ups
     * @param settlements settlements commanded
     * @param closedSilos silos that have closed the period
     */
    public record PeriodTotals(
            Quantity quantity,
            BigDecimal exact,
            Money issued,
            Money provisional,
            long settlements,
            Set<String> closedSilos) {}

    PeriodTotals period(String periodId) {
        PeriodTotals totals = periods.get(periodId);
        if (totals != null) {
            return totals;
        }
        ContractTerms signed = signed();
        Money nothing = Money.zero(signed.currency());
        return new PeriodTotals(
                Quantity.zero(signed.tariff().dimension()),
                BigDecimal.ZERO,
                nothing,
                nothing,
                0,
                Set.of());
    }

    ContractTerms signed() {
        if (terms == null) {
            throw new IllegalStateException("the contract is not signed yet");
        }
        return terms;
    }

    ContractState evolve(ContractEvent event) {
        return switch (event) {
            case ContractEvent.ContractSigned signed ->
                    new ContractState(signed.terms(), settlementNo, chargedUpTo, periods);
            case ConsumptionCharged charged -> charged(charged);
            case SettlementCommanded commanded -> commanded(commanded);
            case SiloPeriodNoted noted -> noted(noted);
            case PeriodSettled settled -> {
                Map<String, PeriodTotals> open = new TreeMap<>(periods);
                open.remove(settled.periodId());
                yield new ContractState(terms, settlementNo, chargedUpTo, open);
            }
        };
    }

    private ContractState charged(ConsumptionCharged event) {
        PeriodTotals before = period(event.periodId());
        Money provisional =
                event.kind() == ConsumptionKind.PROVISIONAL
                        ? before.provisional().plus(event.amount())
                        : before.provisional();
        Map<String, Long> counters = new TreeMap<>(chargedUpTo);
        counters.put(event.siloId(), event.consumptionNo());
        return new ContractState(
                terms,
                settlementNo,
                counters,
                with(
                        event.periodId(),
                        new PeriodTotals(
                                event.periodQuantity(),
                                event.periodExact(),
                                event.periodAmount(),
                                provisional,
                                before.settlements(),
                                before.closedSilos())));
    }

    private ContractState commanded(SettlementCommanded event) {
        PeriodTotals p = period(event.periodId());
        PeriodTotals after =
                new PeriodTotals(
                        p.quantity(),
                        p.exact(),
                        p.issued(),
                        p.provisional(),
                        p.settlements() + 1,
                        p.closedSilos());
        return new ContractState(
                terms, event.settlementNo(), chargedUpTo, with(event.periodId(), after));
    }

    private ContractState noted(SiloPeriodNoted event) {
        PeriodTotals p = period(event.periodId());
        Set<String> closed = new TreeSet<>(p.closedSilos());
        closed.add(event.siloId());
        PeriodTotals after =
                new PeriodTotals(
                        p.quantity(),
                        p.exact(),
                        p.issued(),
                        p.provisional(),
                        p.settlements(),
                        closed);
        return new ContractState(terms, settlementNo, chargedUpTo, with(event.periodId(), after));
    }

    private Map<String, PeriodTotals> with(String periodId, PeriodTotals totals) {
        Map<String, PeriodTotals> changed = new TreeMap<>(periods);
        changed.put(periodId, totals);
        return changed;
    }
}
