package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.engine.form.EventForms;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.metering.MeterFacts;
import io.usance.metering.MeteredKind;
import io.usance.pricing.RatingLine;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The stored forms of what belongs to a closed period; as before where nothing does. */
class CorrectionFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final String APRIL = "2026-04-01/2026-05-01";

    @Test
    void aCorrection() {
        ConsumptionMetered correction = metered(APRIL);
        golden("ConsumptionMetered", correction);
        assertThat(
                        FORMS.facts(
                                "ConsumptionMetered",
                                FORMS.encode(correction),
                                MeterFacts.Counted.class))
                .isEqualTo(MeterFacts.Counted.of(correction));
        ConsumptionMetered afterTheEnd = metered(null);
        assertThat(FORMS.encode(afterTheEnd)).doesNotContain("bookedPeriodId");
        assertThat(
                        FORMS.facts(
                                "ConsumptionMetered",
                                FORMS.encode(afterTheEnd),
                                MeterFacts.Counted.class))
                .isEqualTo(MeterFacts.Counted.of(afterTheEnd));
    }

    @Test
    void itsCharge() {
        golden(
                "ConsumptionCharged",
                new ConsumptionCharged(
                        "c-1",
                        "silo-7",
                        MARCH,
                        52,
                        MeteredKind.CORRECTION,
                        GoldenEvents.kg(100_000),
                        GoldenEvents.kg(50_625_000),
                        GoldenEvents.exact("61636.339075"),
                        GoldenEvents.eur(122_00),
                        GoldenEvents.eur(61_636_34),
                        1,
                        List.of(
                                new RatingLine(
                                        1,
                                        new BigDecimal("0.1"),
                                        UnitOfMeasure.TONNE,
                                        new BigDecimal("1220"),
                                        new BigDecimal("122"))),
                        GoldenEvents.AT,
                        null,
                        null,
                        null,
                        APRIL));
    }

    @Test
    void oneThatIsHeld() {
        golden(
                "ConsumptionHeld",
                new ConsumptionHeld(
                        "c-1",
                        "silo-7",
                        MARCH,
                        52,
                        MeteredKind.CORRECTION,
                        GoldenEvents.kg(100_000),
                        GoldenEvents.kg(100_000),
                        HoldReason.NOT_RATABLE,
                        "period 2026-03-01/2026-04-01 is older than the 100 periods that are kept",
                        GoldenEvents.AT,
                        null,
                        null,
                        null,
                        APRIL));
    }

    @Test
    void theCloseOfThePeriodInWhichItIsBooked() {
        golden(
                "PeriodClosed",
                new PeriodClosed(
                        "silo-7",
                        "c-1",
                        APRIL,
                        "2026-05-01/2026-06-01",
                        GoldenEvents.kg(35_904_750),
                        GoldenEvents.kg(0),
                        GoldenEvents.kg(100_000),
                        GoldenEvents.kg(30_000_000),
                        GoldenEvents.kg(30_000_000),
                        GoldenEvents.kg(6_004_750),
                        GoldenEvents.kg(5_900_000),
                        GoldenEvents.kg(4_750),
                        GoldenEvents.kg(49_512),
                        false,
                        false,
                        GoldenEvents.AT,
                        null,
                        GoldenEvents.kg(100_000)));
    }

    @Test
    void anAdjustmentOfAClosedPeriod() {
        golden(
                "StockAdjusted",
                new StockAdjusted(
                        "silo-7",
                        "c-1",
                        APRIL,
                        1,
                        AdjustmentSource.DELIVERY_WITHIN,
                        GoldenEvents.kg(-5_000_000),
                        GoldenEvents.kg(0),
                        GoldenEvents.AT,
                        GoldenEvents.AT.plusSeconds(3_600),
                        MARCH,
                        null,
                        null));
    }

    private static ConsumptionMetered metered(@Nullable String bookedPeriodId) {
        return new ConsumptionMetered(
                "silo-7",
                "c-1",
                MARCH,
                52,
                MeteredKind.CORRECTION,
                GoldenEvents.kg(100_000),
                GoldenEvents.kg(100_000),
                4_711,
                bookedPeriodId);
    }

    private static void golden(String type, Object event) {
        Object read = GoldenFiles.assertStored(FORMS, type + "-correction", event);
        assertThat(read).isEqualTo(event);
    }
}
