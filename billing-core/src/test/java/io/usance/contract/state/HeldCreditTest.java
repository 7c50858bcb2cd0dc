package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.TRUE_UP;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.money.Money;
import io.usance.quantity.Quantities;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What was held for credit and taken back. */
class HeldCreditTest {
    private static final Instant MAY_FIRST = Instant.parse("2026-04-30T22:00:00Z");

    /** 9,000 commanded, 2,000 held, 2,000 taken back: nothing waits in March any more. */
    @Test
    void whatWasHeldAndTakenBackHoldsNothingUp() {
        ContractLedger ledger = new ContractLedger(limited(eur(10_000_00)));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 9_000_000));
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 2_000_000));
        ledger.handle(charge("silo-a", MARCH, 3, TRUE_UP, -2_000_000));
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", MARCH, Quantities.only(grams(0))));
        ledger.handle(new NoteSiloClosed("c-1", "silo-b", MARCH, Quantities.only(grams(0))));
        ledger.handle(new RecordPayment("c-1", eur(9_000_00), 1, "bank", MAY_FIRST));
        ledger.handle(charge("silo-a", APRIL, 4, PROVISIONAL, 1_000_000));
        assertThat(ledger.commanded()).isEqualTo(eur(10_000_00));
    }

    private static ContractTerms limited(Money limit) {
        ContractTerms t = terms(perTonne("1000"));
        return ContractTerms.builder(t.contractId())
                .version(t.version())
                .supplier(t.supplier())
                .customer(t.customer())
                .material(t.material())
                .meters(t.meterIds())
                .currency(t.currency())
                .calendar(t.calendar())
                .tariffs(t.tariffs())
                .rounding(t.rounding())
                .meteringFrom(t.meteringFrom())
                .payees(t.payees())
                .creditLimit(limit)
                .build();
    }
}
