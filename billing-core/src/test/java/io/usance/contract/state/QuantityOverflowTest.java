package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.metering.MeteredQuantity;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** 93 times 100 TB in a month, each within the limit of its dimension. */
class QuantityOverflowTest {
    @Test
    void aContractThatBillsMoreThanALongHoldsStopsNoOther() {
        Tariff tariff = new Tariff.PerUnit(new BigDecimal("0.01"), UnitOfMeasure.GIGABYTE);
        ContractLedger ledger =
                new ContractLedger(terms(tariff, EUR, RoundingMode.HALF_UP, List.of("link-1")));
        Quantity most = new Quantity(Dimension.DATA.milliMax(), Dimension.DATA);
        for (int no = 1; no <= 93; no++) {
            ChargeConsumption charge =
                    new ChargeConsumption(
                            new MeteredQuantity(
                                    "link-1",
                                    "c-1",
                                    MARCH,
                                    no,
                                    PROVISIONAL,
                                    Quantities.ONLY,
                                    most,
                                    null));
            assertThatCode(() -> ledger.handle(charge)).as("no %d", no).doesNotThrowAnyException();
        }
    }
}
