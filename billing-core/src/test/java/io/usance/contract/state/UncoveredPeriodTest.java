package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.NoteSiloLeft;
import io.usance.pricing.CarryForward;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Periods in which no meter is under a contract. */
class UncoveredPeriodTest {
    private static final String MAY = "2026-05-01/2026-06-01";
    private static final Instant APRIL_FIRST = Instant.parse("2026-03-31T22:00:00Z");
    private static final Instant MAY_FIRST = Instant.parse("2026-04-30T22:00:00Z");
    private static final Instant JUNE_FIRST = Instant.parse("2026-05-31T22:00:00Z");

    private static ContractTerms coming(CarryForward carry, ContractMeter... meters) {
        Tariff tariff =
                new Tariff.Composite(
                        List.of(
                                new Tariff.PerUnit(new BigDecimal("1000"), UnitOfMeasure.TONNE),
                                new Tariff.Minimum(new BigDecimal("1000"), carry)));
        ContractTerms t = terms(tariff);
        return ContractTerms.builder(t.contractId())
                .version(t.version())
                .supplier(t.supplier())
                .customer(t.customer())
                .material(t.material())
                .meters(t.meterIds())
                .currency(EUR)
                .calendar(t.calendar())
                .tariffs(t.tariffs())
                .rounding(t.rounding())
                .meteringFrom(t.meteringFrom())
                .payees(t.payees())
                .meterTimes(List.of(meters))
                .build();
    }

    /** silo-a until April, silo-b from May: 3 months of a minimum of 1,000. */
    @Test
    void aMonthWithoutAnyMeterHasItsMinimum() {
        ContractLedger ledger =
                new ContractLedger(
                        coming(
                                CarryForward.NONE,
                                new ContractMeter("silo-a", null, APRIL_FIRST),
                                new ContractMeter("silo-b", MAY_FIRST, null)));
        ledger.handle(new NoteSiloLeft("c-1", "silo-a", APRIL_FIRST));
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", MARCH, Quantities.only(grams(0))));
        ledger.handle(new NoteSiloClosed("c-1", "silo-b", MAY, Quantities.only(grams(0))));
        assertThat(ledger.settled)
                .extracting(PeriodSettled::periodId)
                .containsExactlyInAnyOrder(MARCH, APRIL, MAY);
        assertThat(ledger.commanded()).isEqualTo(eur(3_000_00));
    }

    /** All meters leave with March, the contract ends with May: what March carried is due. */
    @Test
    void whatIsCarriedOutOfTheLastMonthWithAMeterIsDueAtTheEnd() {
        ContractLedger ledger =
                new ContractLedger(
                        coming(
                                CarryForward.RAISE_NEXT,
                                new ContractMeter("silo-a", null, APRIL_FIRST),
                                new ContractMeter("silo-b", null, APRIL_FIRST)));
        ledger.handle(new NoteSiloLeft("c-1", "silo-a", APRIL_FIRST));
        ledger.handle(new NoteSiloLeft("c-1", "silo-b", APRIL_FIRST));
        ledger.handle(new NoteSiloClosed("c-1", "silo-a", MARCH, Quantities.only(grams(0))));
        ledger.handle(new NoteSiloClosed("c-1", "silo-b", MARCH, Quantities.only(grams(0))));
        ledger.handle(new TerminateContract("c-1", JUNE_FIRST, "sold", MAY_FIRST));
        assertThat(ledger.commanded()).isEqualTo(eur(3_000_00));
    }
}
