package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractTerms;
import io.usance.contract.RestReason;
import io.usance.engine.form.EventForms;
import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.period.BandHours;
import io.usance.period.ClockTime;
import io.usance.period.Holiday;
import io.usance.period.TimeBand;
import io.usance.period.TimeBands;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stored forms of prices by bands of time, and of what was charged by them. */
class BandFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final Instant FROM = Instant.parse("2026-03-04T09:15:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final Quantity ENERGY = new Quantity(100_000_000, Dimension.ENERGY);

    @Test
    void aChargeInABand() {
        assertGolden(
                "ConsumptionCharged",
                new ConsumptionCharged(
                        "c-1",
                        "press-1",
                        MARCH,
                        51,
                        MeteredKind.PROVISIONAL,
                        ENERGY,
                        ENERGY,
                        GoldenEvents.exact("31.27"),
                        GoldenEvents.eur(31_27),
                        GoldenEvents.eur(31_27),
                        1,
                        List.of(
                                new RatingLine(
                                        1,
                                        Fraction.parse("100"),
                                        UnitOfMeasure.KILOWATT_HOUR,
                                        new BigDecimal("0.3127"),
                                        Fraction.parse("31.27"),
                                        1,
                                        null,
                                        "energy@peak")),
                        GoldenEvents.AT,
                        "energy@peak",
                        new Interval(FROM, FROM.plusSeconds(900)),
                        null));
    }

    @Test
    void whatIsHeldInTheRestAndWhy() {
        assertGolden(
                "ConsumptionHeld",
                new ConsumptionHeld(
                        "c-1",
                        "press-1",
                        MARCH,
                        52,
                        MeteredKind.TRUE_UP,
                        ENERGY,
                        ENERGY,
                        HoldReason.INDEX_VALUE_MISSING,
                        "publish it",
                        GoldenEvents.AT,
                        "energy@offPeak",
                        null,
                        RestReason.NO_INTERVAL));
    }

    @Test
    void termsWithBands() {
        assertGolden("ContractSigned", new ContractSigned(terms(), GoldenEvents.AT));
    }

    private static ContractTerms terms() {
        ContractTerms plain = GoldenEvents.terms();
        Tariff tariff =
                new Tariff.Composite(List.of(rate("0.3127", "peak"), rate("0.1873", "offPeak")));
        BandHours hours =
                new BandHours(
                        List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY),
                        ClockTime.parse("08:00"),
                        ClockTime.parse("24:00"));
        return ContractTerms.builder("c-1")
                .supplier(plain.supplier())
                .customer(plain.customer())
                .material(plain.material())
                .meters("press-1")
                .currency(plain.currency())
                .calendar(plain.calendar())
                .tariff(tariff)
                .rounding(plain.rounding())
                .meteringFrom(plain.meteringFrom())
                .settlement(plain.settlement())
                .timeBands(
                        new TimeBands(
                                List.of(new TimeBand("peak", List.of(hours))),
                                "offPeak",
                                List.of(
                                        new Holiday(
                                                LocalDate.parse("2026-04-06"), DayOfWeek.SUNDAY))))
                .build();
    }

    private static Tariff.PerUnit rate(String price, String band) {
        return new Tariff.PerUnit(
                new BigDecimal(price), UnitOfMeasure.KILOWATT_HOUR, "energy", null, band);
    }

    private static void assertGolden(String type, Object event) {
        assertThat(GoldenFiles.assertStored(FORMS, type + "-band", event)).isEqualTo(event);
    }
}
