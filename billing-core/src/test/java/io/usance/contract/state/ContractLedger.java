package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.money.Money;
import java.util.ArrayList;
import java.util.List;

/** A contract's events folded as the engine does, sorted by what they are. */
final class ContractLedger {
    ContractState state = ContractState.initial();
    final List<ContractEvent> events = new ArrayList<>();
    final List<ConsumptionCharged> charges = new ArrayList<>();
    final List<ChargeAdjusted> adjustments = new ArrayList<>();
    final List<ConsumptionHeld> held = new ArrayList<>();
    final List<TaxCharged> taxes = new ArrayList<>();
    final List<SettlementCommanded> settlements = new ArrayList<>();
    final List<PeriodSettled> settled = new ArrayList<>();

    ContractLedger(ContractTerms terms) {
        handle(new SignContract(terms, AT));
    }

    List<ContractEvent> handle(ContractCommand command) {
        return take(Contracts.decide(state, command));
    }

    List<ContractEvent> handle(ChargingCommand command) {
        return take(Contracts.decide(state, command));
    }

    private List<ContractEvent> take(List<ContractEvent> decided) {
        for (ContractEvent event : decided) {
            events.add(event);
            state = state.evolve(event);
            switch (event) {
                case ConsumptionCharged e -> charges.add(e);
                case ChargeAdjusted e -> adjustments.add(e);
                case ConsumptionHeld e -> held.add(e);
                case TaxCharged e -> taxes.add(e);
                case SettlementCommanded e -> settlements.add(e);
                case PeriodSettled e -> settled.add(e);
                case ContractEvent.ContractSigned e -> {}
                case ContractEvent.ContractAmended e -> {}
                case ContractEvent.ContractTerminated e -> {}
                case ContractEvent.IndexFixed e -> {}
                case ContractEvent.SettlementHeld e -> {}
                case ContractEvent.CreditLimitNear e -> {}
                case ContractEvent.PaymentNoted e -> {}
                case ContractEvent.SiloPeriodNoted e -> {}
                case ContractEvent.SiloLeft e -> {}
                case ExceptionRaised e -> {}
                case ExceptionEnded e -> {}
            }
        }
        return decided;
    }

    List<Money> amounts() {
        return charges.stream().map(ConsumptionCharged::amount).toList();
    }

    /** What was charged, adjustments included. */
    Money charged() {
        Money sum = sum(amounts());
        return sum.plus(sum(adjustments.stream().map(ChargeAdjusted::amount).toList()));
    }

    /** What was commanded for consumption. */
    Money commanded() {
        return commanded(SettlementPurpose.CONSUMPTION);
    }

    Money commanded(SettlementPurpose purpose) {
        return sum(
                settlements.stream()
                        .filter(settlement -> settlement.purpose() == purpose)
                        .map(SettlementCommanded::amount)
                        .toList());
    }

    /** What was really commanded, which must be what was charged. */
    Money total() {
        assertThat(commanded()).isEqualTo(charged());
        return commanded();
    }

    private Money sum(List<Money> amounts) {
        return amounts.stream().reduce(Money.zero(state.signed().currency()), Money::plus);
    }
}
