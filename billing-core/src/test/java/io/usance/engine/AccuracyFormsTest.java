package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.engine.form.EventForms;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.meter.silo.state.SensorTexts;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The stored forms of a declared accuracy and of an uncertainty budget. */
class AccuracyFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

    private static final SensorAccuracy CERTIFIED =
            new SensorAccuracy(
                    null,
                    kg(150_500),
                    SensorAccuracy.Source.CALIBRATION_CERTIFICATE,
                    "D-K-15186-01",
                    LocalDate.of(2026, 1, 12));

    @Test
    void aSiloWithADeclaredAccuracyIsStoredAsItsGoldenFile() {
        SiloRegistered event = new SiloRegistered(silo(CERTIFIED), MARCH, 2);
        assertThat(GoldenFiles.assertStored(FORMS, "SiloRegistered-accuracy", event))
                .isEqualTo(event);
    }

    @Test
    void aPercentageIsReadBackAsItWas() {
        SensorAccuracy half = SensorAccuracy.ofSpan(new BigDecimal("0.50"));
        SiloRegistered event = new SiloRegistered(silo(half), MARCH, 2);
        String form = FORMS.encode(event);
        assertThat(form)
                .contains("\"accuracy\":{\"percentOfSpan\":\"0.50\",\"source\":\"DATA_SHEET\"}");
        assertThat(FORMS.decode("SiloRegistered", form)).isEqualTo(event);
    }

    @Test
    void aSnapshotKeepsIt() {
        for (SensorAccuracy accuracy :
                List.of(CERTIFIED, SensorAccuracy.ofSpan(new BigDecimal("1E-1")))) {
            SensorSpec sensor = silo(accuracy).sensor();
            assertThat(SensorTexts.of(sensor).spec(Dimension.MASS)).isEqualTo(sensor);
        }
    }

    @Test
    void aPeriodWithItsBudgetIsStoredAsItsGoldenFile() {
        PeriodClosed event = closed(null);
        assertThat(GoldenFiles.assertStored(FORMS, "PeriodClosed-budget", event)).isEqualTo(event);
    }

    @Test
    void aStockBeyondWhatTheSensorShowsIsStoredAsItsGoldenFile() {
        PeriodClosed event = closed(kg(900_000));
        assertThat(GoldenFiles.assertStored(FORMS, "PeriodClosed-saturation", event))
                .isEqualTo(event);
    }

    private static PeriodClosed closed(@Nullable Quantity saturation) {
        return new PeriodClosed(
                "silo-7",
                "c-1",
                "2026-03-01/2026-04-01",
                "2026-04-01/2026-05-01",
                kg(41_250_000),
                kg(48_180_000),
                kg(0),
                kg(38_904_750),
                kg(38_904_750),
                kg(50_525_250),
                kg(50_490_000),
                kg(35_250),
                kg(510_464),
                false,
                false,
                APRIL,
                new UncertaintyBudget(
                        kg(23_781),
                        kg(4_083),
                        kg(177_770),
                        kg(0),
                        kg(17_321),
                        kg(137_260),
                        kg(254_732),
                        kg(1_000),
                        saturation),
                null);
    }

    private static SiloSpec silo(SensorAccuracy accuracy) {
        return SiloSpec.builder("silo-7")
                .material("PVC granulate")
                .capacity(kg(80_000_000))
                .sensor("s-1")
                .accuracy(accuracy)
                .step(kg(1_000_000))
                .build();
    }

    private static Quantity kg(long milli) {
        return new Quantity(milli, Dimension.MASS);
    }
}
