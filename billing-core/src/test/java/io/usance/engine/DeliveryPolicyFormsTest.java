package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.engine.form.EventForms;
import io.usance.level.Calibration;
import io.usance.level.LevelSpec;
import io.usance.level.Vessel;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.spec.DeliveryPolicy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.meter.silo.spec.SiloSpecBuilder;
import io.usance.meter.silo.state.SiloTexts;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stored forms of a delivery policy and of a distance by sound. */
class DeliveryPolicyFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void aSiloWithAPolicyIsStoredAsItsGoldenFile() {
        SiloRegistered event = new SiloRegistered(silo(), MARCH, 2);
        assertThat(GoldenFiles.assertStored(FORMS, "SiloRegistered-policy", event))
                .isEqualTo(event);
    }

    /** What was stored before there was a choice stays equal to what is registered now. */
    @Test
    void theDefaultIsNotStored() {
        SiloSpec estimated =
                builder().deliveries(DeliveryPolicy.ESTIMATED).smallestDelivery(null).build();
        assertThat(estimated).isEqualTo(builder().deliveries(null).smallestDelivery(null).build());
        assertThat(FORMS.encode(new SiloRegistered(estimated, MARCH, 2)))
                .doesNotContain("deliveries", "smallestDelivery");
    }

    @Test
    void aSnapshotKeepsIt() {
        assertThat(SiloTexts.of(silo()).spec()).isEqualTo(silo());
    }

    @Test
    void asTheSameSiloWithAnotherSensorOrLevel() {
        SiloSpec silo = silo();
        assertThat(silo.withSensor(silo.sensor())).isEqualTo(silo);
        assertThat(silo.withLevel(silo.level())).isEqualTo(silo);
        assertThat(silo.interned()).isEqualTo(silo);
    }

    @Test
    void aSmallestDeliveryThatCannotBeIsRefusedWithBothValues() {
        assertThatThrownBy(() -> builder().smallestDelivery(kg(80_000_001)).build())
                .hasMessageContaining("silo.smallestDelivery: 80000.001 kg in a silo of 80000");
        assertThatThrownBy(() -> builder().smallestDelivery(kg(0)).build())
                .hasMessageContaining("silo.smallestDelivery");
        Quantity litre = new Quantity(1_000, Dimension.VOLUME);
        assertThatThrownBy(() -> builder().smallestDelivery(litre).build())
                .hasMessageContaining("silo.smallestDelivery");
    }

    private static SiloSpec silo() {
        return builder().build();
    }

    private static SiloSpecBuilder builder() {
        Calibration bySound =
                new Calibration("s-1", MARCH, number("10500"), null, null, null, number("20.0"));
        return SiloSpec.builder("silo-7")
                .material("PVC granulate")
                .capacity(kg(80_000_000))
                .densityKgPerM3(number("640"))
                .sensor("s-1")
                .step(kg(1_000_000))
                .level(
                        new LevelSpec(
                                new Vessel.Box(number("3000"), number("4000"), number("10500")),
                                List.of(bySound),
                                List.of(),
                                null,
                                null))
                .deliveries(DeliveryPolicy.NOTED)
                .smallestDelivery(kg(2_000_000));
    }

    private static Quantity kg(long milli) {
        return new Quantity(milli, Dimension.MASS);
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
