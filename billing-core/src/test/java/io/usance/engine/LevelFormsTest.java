package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.engine.form.EventForms;
import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.HeapCorrection;
import io.usance.level.LevelSpec;
import io.usance.level.TemperatureReduction;
import io.usance.level.Vessel;
import io.usance.level.Vessel.StrappingTable;
import io.usance.level.Vessel.StrappingTable.Point;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stored forms of silos with a level part and of readings with a temperature. */
class LevelFormsTest {
    private static final EventForms FORMS = new EventForms();
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

    static List<Vessel> vessels() {
        return List.of(
                new Vessel.ConeCylinder(
                        number("1500"), number("150.0"), number("2500"), number("8000")),
                new Vessel.HorizontalCylinder(number("1000"), number("5000")),
                new Vessel.SphericalCap(number("2000"), number("500")),
                new Vessel.Box(number("1000"), number("2000"), number("3000")),
                new StrappingTable(
                        List.of(
                                new Point(number("0"), number("0")),
                                new Point(number("100"), number("40.5")))));
    }

    static Stream<HeapCorrection> heaps() {
        return Stream.of(
                new HeapCorrection.ReposeCone(number("1500"), number("500"), number("30")),
                new HeapCorrection.FixedVolume(number("-12.5")));
    }

    @Test
    void aSiloWithALevelPartIsStoredAsItsGoldenFile() {
        HeapCorrection heap = heaps().findFirst().orElseThrow();
        SiloRegistered event = new SiloRegistered(silo(vessels().getFirst(), heap), MARCH);
        assertGolden("SiloRegistered-level", event);
    }

    @Test
    void readingsWithATemperatureAreStoredAsTheirGoldenFile() {
        ReadingsRecorded event =
                new ReadingsRecorded(
                        "silo-7",
                        List.of(
                                reading(1, "4.500", "21.50"),
                                reading(2, "4.5", null),
                                reading(3, "4.501", "-3")),
                        APRIL);
        assertGolden("ReadingsRecorded-temperature", event);
    }

    @Test
    void readingsThatOfferRulesAreStoredAsTheirGoldenFile() {
        ReadingsRecorded event =
                new ReadingsRecorded("silo-7", List.of(reading(1, "4.500", null)), APRIL, 2);
        assertGolden("ReadingsRecorded-rules", event);
    }

    @ParameterizedTest
    @MethodSource("vessels")
    void everyVesselIsReadBackAsItWas(Vessel vessel) {
        assertReadBack(silo(vessel, null));
    }

    @ParameterizedTest
    @MethodSource("heaps")
    void everyHeapIsReadBackAsItWas(HeapCorrection heap) {
        assertReadBack(silo(vessels().getFirst(), heap));
    }

    @Test
    void aVesselOfAnotherNameIsRefused() {
        String text =
                FORMS.encode(new SiloRegistered(silo(vessels().getFirst(), null), MARCH))
                        .replace("CONE_CYLINDER", "TEAPOT");
        assertThatThrownBy(() -> FORMS.decode("SiloRegistered", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TEAPOT");
    }

    private static void assertReadBack(SiloSpec silo) {
        SiloRegistered event = new SiloRegistered(silo, MARCH);
        assertThat(FORMS.decode("SiloRegistered", FORMS.encode(event))).isEqualTo(event);
    }

    private static void assertGolden(String file, Object event) {
        assertThat(GoldenFiles.assertStored(FORMS, file, event)).isEqualTo(event);
    }

    private static SiloSpec silo(Vessel vessel, @Nullable HeapCorrection heap) {
        SiloSpec plain = GoldenEvents.silo(null);
        LevelSpec level =
                new LevelSpec(
                        vessel,
                        List.of(
                                new Calibration("s-1", MARCH, number("10500"), null, null, null),
                                new Calibration(
                                        "s-1",
                                        APRIL,
                                        number("10.45E+3"),
                                        number("8000"),
                                        number("1.010"),
                                        number("-20"))),
                        List.of(
                                new Density(MARCH, number("840.0"), number("0")),
                                new Density(APRIL, number("845"), number("0.5"))),
                        heap,
                        new TemperatureReduction(number("186.9696"), number("0.4862")));
        return new SiloSpec(
                plain.siloId(),
                plain.material(),
                plain.capacity(),
                null,
                plain.sensor(),
                plain.step(),
                level);
    }

    private static Reading reading(long sequence, String value, @Nullable String temperature) {
        return new Reading(
                "s-1",
                sequence,
                null,
                MARCH.plusSeconds(sequence * 900),
                ReadingKind.DISTANCE,
                number(value),
                UnitOfMeasure.METRE,
                temperature == null ? null : number(temperature));
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
