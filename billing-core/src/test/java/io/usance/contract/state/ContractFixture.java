package io.usance.contract.state;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.metering.MeteredKind;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/** A contract over two silos and what they meter. */
final class ContractFixture {
    static final Instant AT = Instant.parse("2026-02-28T23:00:00Z");
    static final String MARCH = "2026-03-01/2026-04-01";
    static final String APRIL = "2026-04-01/2026-05-01";
    static final Currency EUR = Currency.getInstance("EUR");
    static final MeteredKind PROVISIONAL = MeteredKind.PROVISIONAL;
    static final MeteredKind TRUE_UP = MeteredKind.TRUE_UP;

    private ContractFixture() {}

    static ContractTerms terms(Tariff tariff) {
        return terms(tariff, EUR, RoundingMode.HALF_UP, List.of("silo-a", "silo-b"));
    }

    static ContractTerms terms(
            Tariff tariff, Currency currency, RoundingMode rounding, List<String> silos) {
        return ContractTerms.builder("c-1")
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("PVC granulate")
                .meters(silos)
                .currency(currency)
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(tariff)
                .rounding(rounding)
                .meteringFrom(AT)
                .build();
    }

    static Tariff perTonne(String price) {
        return new PerUnit(new BigDecimal(price), UnitOfMeasure.TONNE);
    }

    static Tariff graduated() {
        return new Graduated(
                List.of(
                        new Tier(new BigDecimal("10"), new BigDecimal("1200")),
                        new Tier(new BigDecimal("20"), new BigDecimal("1150")),
                        new Tier(null, new BigDecimal("1100"))),
                UnitOfMeasure.TONNE);
    }

    static ChargeConsumption charge(
            String siloId, String periodId, long no, MeteredKind kind, long grams) {
        return new ChargeConsumption(
                new ConsumptionMetered(
                        siloId, "c-1", periodId, no, kind, grams(grams), grams(grams), no));
    }

    static Quantity grams(long grams) {
        return new Quantity(grams, Dimension.MASS);
    }

    static ExactAmount exact(String amount) {
        return new ExactAmount(Fraction.parse(amount), Currency.getInstance("EUR"));
    }

    static Money eur(long cents) {
        return new Money(cents, EUR);
    }
}
