package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ContractAggregate;
import io.usance.contract.state.ContractState;
import io.usance.contract.state.MeterValues;
import io.usance.contract.state.PeriodState;
import io.usance.engine.form.EventForms;
import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The stored forms of what is not summed: charges with an interval, the values that count. */
class AggregationFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final Instant FROM = Instant.parse("2026-03-04T09:15:00Z");
    private static final Interval QUARTER = new Interval(FROM, FROM.plusSeconds(900));
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final Quantity PEAK = new Quantity(412_500_000, Dimension.POWER);
    private static final List<RatingLine> LINES =
            List.of(
                    new RatingLine(
                            1,
                            Fraction.parse("412.5"),
                            UnitOfMeasure.KILOWATT,
                            new BigDecimal("11.47"),
                            Fraction.parse("4731.375"),
                            null,
                            "highest value of the period",
                            "power"));

    @Test
    void aChargeWithAnInterval() {
        assertGolden(
                "ConsumptionCharged",
                new ConsumptionCharged(
                        "c-1",
                        "press-1",
                        MARCH,
                        51,
                        MeteredKind.PROVISIONAL,
                        PEAK,
                        PEAK,
                        GoldenEvents.exact("4731.375"),
                        GoldenEvents.eur(4_731_38),
                        GoldenEvents.eur(4_731_38),
                        1,
                        LINES,
                        GoldenEvents.AT,
                        "power",
                        QUARTER,
                        null));
    }

    @Test
    void whatIsHeldWithAnInterval() {
        assertGolden(
                "ConsumptionHeld",
                new ConsumptionHeld(
                        "c-1",
                        "press-1",
                        MARCH,
                        52,
                        MeteredKind.PROVISIONAL,
                        PEAK,
                        PEAK,
                        HoldReason.INDEX_VALUE_MISSING,
                        "publish it",
                        GoldenEvents.AT,
                        "power",
                        QUARTER,
                        null));
    }

    @Test
    void termsThatTakeAMaximum() {
        assertGolden("ContractSigned", new ContractSigned(terms(), GoldenEvents.AT));
    }

    @Test
    void aSnapshotWithTheValuesThatCount() {
        PeriodState march =
                new PeriodState(
                        new PeriodState.Charged(
                                Quantities.only(PEAK),
                                GoldenEvents.exact("4731.375"),
                                GoldenEvents.eur(4_731_38),
                                GoldenEvents.eur(4_731_38),
                                LINES,
                                GoldenEvents.exact("0"),
                                new MeterValues(
                                        Map.of(
                                                "power",
                                                Map.of(
                                                        "press-1",
                                                        new MeterValues.Value(PEAK, QUARTER))))),
                        new PeriodState.Settled(
                                0,
                                List.of(),
                                GoldenEvents.eur(0),
                                GoldenEvents.eur(0),
                                null,
                                new PeriodState.Pending(
                                        1,
                                        "press-1",
                                        51,
                                        Quantities.only(PEAK),
                                        LINES,
                                        GoldenEvents.AT),
                                false),
                        Map.of(),
                        Set.of(),
                        false);
        ContractState state =
                new ContractState(
                        terms(),
                        null,
                        0,
                        Map.of("press-1", 51L),
                        Map.of(MARCH, march),
                        null,
                        null,
                        Map.of(),
                        null,
                        null);
        Object read =
                GoldenFiles.assertStored(
                        FORMS, "ContractSnapshot-maximum", ContractAggregate.restore(state));
        assertThat(((ContractAggregate) read).snapshot()).isEqualTo(state);
    }

    private static ContractTerms terms() {
        ContractTerms plain = GoldenEvents.terms();
        return ContractTerms.builder("c-1")
                .supplier(plain.supplier())
                .customer(plain.customer())
                .material(plain.material())
                .meters("press-1")
                .currency(plain.currency())
                .calendar(plain.calendar())
                .tariff(
                        new Tariff.PerUnit(
                                new BigDecimal("11.47"),
                                UnitOfMeasure.KILOWATT,
                                "power",
                                Aggregation.MAXIMUM,
                                null))
                .rounding(plain.rounding())
                .meteringFrom(plain.meteringFrom())
                .build();
    }

    private static void assertGolden(String type, Object event) {
        assertThat(GoldenFiles.assertStored(FORMS, type + "-maximum", event)).isEqualTo(event);
    }
}
