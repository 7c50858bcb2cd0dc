package io.usance.contract;

import io.usance.contract.ContractCommand.ChargeConsumption;
import io.usance.contract.ContractCommand.NoteSiloClosed;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SiloPeriodNoted;
import io.usance.contract.ContractState.PeriodTotals;
import io.usance.metering.SiloEvent.ConsumptionMetered;
import io.usance.money.Money;
import io.usance.pricing.Rating;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Decisions of a supply contract. Pure.
 *
 * <p>Amounts are cumulative minus issued: a charge is the rounded exact amount of all the period's
 * quantity less what was charged before, so the sum of instalments is the rounded total, always.
 */
final class Contracts {
    private Contracts() {}

    static List<ContractEvent> decide(ContractState state, ContractCommand command) {
        return switch (command) {
            case SignContract sign -> sign(state, sign);
            case ChargeConsumption charge -> charge(state, charge.consumption());
            case NoteSiloClosed closed -> noteClosed(state, closed);
        };
    }

    private static List<ContractEvent> sign(ContractState state, SignContract command) {
        if (state.terms() == null) {
            return List.of(new ContractSigned(command.terms(), command.at()));
        }
        if (state.terms().equals(command.terms())) {
            return List.of();
        }
        throw new ContractConflictException(state.terms(), command.terms());
    }

    private static List<ContractEvent> charge(ContractState state, ConsumptionMetered metered) {
        ContractTerms terms = state.signed();
        if (metered.consumptionNo() <= state.chargedUpTo().getOrDefault(metered.siloId(), 0L)) {
            return List.of();
        }
        PeriodTotals before = state.period(metered.periodId());
        Quantity after = before.quantity().plus(metered.quantity());
        BigDecimal exact = Rating.amount(terms.tariff(), after);
        Money issued = Money.rounded(exact, terms.currency(), terms.rounding());
        Money amount = issued.minus(before.issued());
        ConsumptionCharged charged =
                new ConsumptionCharged(
                        terms.contractId(),
                        metered.siloId(),
                        metered.periodId(),
                        metered.consumptionNo(),
                        metered.kind(),
                        metered.quantity(),
                        after,
                        exact,
                        amount,
                        issued,
                        terms.version(),
                        Rating.trace(terms.tariff(), before.quantity(), after));
        List<ContractEvent> events = new ArrayList<>();
        events.add(charged);
        if (!amount.isZero()) {
            events.add(settlement(terms, state.settlementNo() + 1, charged));
        }
        return events;
    }

    private static SettlementCommanded settlement(
            ContractTerms terms, long settlementNo, ConsumptionCharged charged) {
        return new SettlementCommanded(
                terms.contractId(),
                terms.contractId() + "/" + settlementNo,
                settlementNo,
                charged.siloId(),
                charged.periodId(),
                charged.consumptionNo(),
                charged.quantity(),
                charged.amount(),
                terms.customer().account(),
                terms.supplier().account(),
                terms.version(),
                charged.lines());
    }

    private static List<ContractEvent> noteClosed(ContractState state, NoteSiloClosed command) {
        PeriodTotals totals = state.period(command.periodId());
        if (totals.closedSilos().contains(command.siloId())
                || !state.signed().siloIds().contains(command.siloId())) {
            return List.of();
        }
        List<ContractEvent> events = new ArrayList<>();
        events.add(
                new SiloPeriodNoted(
                        command.contractId(),
                        command.siloId(),
                        command.periodId(),
                        command.consumed()));
        if (totals.closedSilos().size() + 1 == state.signed().siloIds().size()) {
            events.add(
                    new PeriodSettled(
                            command.contractId(),
                            command.periodId(),
                            totals.quantity(),
                            totals.exact(),
                            totals.issued(),
                            totals.provisional(),
                            totals.issued().minus(totals.provisional()),
                            totals.settlements()));
        }
        return events;
    }
}
