package io.usance.contract.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.metering.Discrepancy;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A changed figure anywhere in a contract's log is found where it stands. */
class ContractAuditTest {
    private final List<ContractEvent> events = new ArrayList<>();

    @BeforeEach
    void charge() {
        ContractTerms terms = ContractFixture.terms(ContractFixture.graduated());
        ContractLedger ledger = new ContractLedger(terms);
        String silo = terms.meterIds().getFirst();
        String period = terms.calendar().periodOf(terms.meteringFrom()).id();
        for (int no = 1; no <= 5; no++) {
            Quantity kg = new Quantity(4_217_000, Dimension.MASS);
            ledger.handle(
                    new ChargeConsumption(
                            new ConsumptionMetered(
                                    silo,
                                    terms.contractId(),
                                    period,
                                    no,
                                    MeteredKind.PROVISIONAL,
                                    kg,
                                    kg,
                                    no)));
        }
        events.addAll(ledger.events);
    }

    @Test
    void whatWasRecordedFollows() {
        assertThat(events.stream().filter(SettlementCommanded.class::isInstance)).hasSize(5);
        assertThat(ContractAudit.fromSigning().check(events)).isEmpty();
    }

    @Test
    void followsFromAnyStateOnTheWay() {
        for (int from = 1; from <= events.size(); from++) {
            ContractAudit before = ContractAudit.fromSigning();
            before.skip(events.subList(0, from));
            assertThat(
                            ContractAudit.from(before.state())
                                    .check(events.subList(from, events.size())))
                    .isEmpty();
        }
    }

    @Test
    void aCentMoreIsFound() {
        int at = last(SettlementCommanded.class);
        SettlementCommanded e = (SettlementCommanded) events.get(at);
        Money more = new Money(e.amount().amountMinor() + 1, e.amount().currency());
        events.set(
                at,
                new SettlementCommanded(
                        e.contractId(),
                        e.settlementId(),
                        e.settlementNo(),
                        e.siloId(),
                        e.periodId(),
                        e.consumptionNo(),
                        e.quantity(),
                        more,
                        e.payer(),
                        e.payee(),
                        e.contractVersion(),
                        e.lines(),
                        e.purpose(),
                        e.share()));
        found(at, more.majorText());
    }

    @Test
    void aChargeThatIsLeftOutIsMissed() {
        int at = last(ConsumptionCharged.class);
        events.remove(at);
        found(at, "there follows");
    }

    @Test
    void aConsumptionChargedTwiceIsFound() {
        int at = last(ConsumptionCharged.class);
        events.add(events.get(at));
        found(events.size() - 1, "there follows nothing");
    }

    private void found(int index, String words) {
        Optional<Discrepancy> found = ContractAudit.fromSigning().check(events);
        assertThat(found).isPresent();
        assertThat(found.get().index()).isEqualTo(index);
        assertThat(found.get().reason()).contains(words);
    }

    private int last(Class<? extends ContractEvent> type) {
        return IntStream.range(0, events.size())
                .filter(i -> type.isInstance(events.get(i)))
                .max()
                .orElseThrow();
    }
}
