package io.usance.meter.silo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.failure.InvalidInputException;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Readings and delivery notes by name; a build says all that is wrong, with its place. */
@SuppressWarnings(
        "NullAway") // hands over nulls on purpose, as code in Kotlin or without a check may
class ReadingBuildersTest {
    private static final Instant AT = Instant.parse("2026-03-01T00:00:00Z");

    private static ReadingBuilder reading() {
        return Reading.builder("sensor-1")
                .sampledAt(AT)
                .kind(ReadingKind.MASS)
                .value(new BigDecimal("49950.5"))
                .unit(UnitOfMeasure.KILOGRAM);
    }

    @Test
    void whatIsBuiltIsWhatThePositionsSay() {
        assertThat(reading().build())
                .isEqualTo(
                        new Reading(
                                "sensor-1",
                                Reading.NO_SEQUENCE,
                                null,
                                AT,
                                ReadingKind.MASS,
                                new BigDecimal("49950.5"),
                                UnitOfMeasure.KILOGRAM));
        Reading whole =
                reading()
                        .sequence(17)
                        .batch("upload-3")
                        .value(50_000)
                        .temperatureCel(new BigDecimal("21.5"))
                        .build();
        assertThat(whole)
                .isEqualTo(
                        new Reading(
                                "sensor-1",
                                17,
                                "upload-3",
                                AT,
                                ReadingKind.MASS,
                                new BigDecimal("50000"),
                                UnitOfMeasure.KILOGRAM,
                                new BigDecimal("21.5")));
        assertThat(
                        RecordReadings.builder("silo-1")
                                .reading(whole)
                                .readings(List.of(whole))
                                .receivedAt(AT)
                                .build())
                .isEqualTo(new RecordReadings("silo-1", List.of(whole, whole), AT));
        Quantity load = new Quantity(24_000_000, Dimension.MASS);
        assertThat(DeliveryNote.builder("LS-4711").deliveredAt(AT).quantity(load).build())
                .isEqualTo(new DeliveryNote("LS-4711", AT, load));
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        assertProblems(
                () -> Reading.builder(null).build(),
                "reading.sensorId: missing; set it",
                "reading.sampledAt: missing; set it",
                "reading.kind: missing; set it",
                "reading.value: missing; set it",
                "reading.unit: missing; set it");
        assertProblems(
                () -> DeliveryNote.builder("\t").build(),
                "deliveryNote.noteId: blank; write an id",
                "deliveryNote.noteId: has a control character; write an id without",
                "deliveryNote.deliveredAt: missing; set it",
                "deliveryNote.quantity: missing; set it");
        assertProblems(
                () -> RecordReadings.builder(null).readings(null).build(),
                "recordReadings.siloId: missing; set it",
                "recordReadings.readings: none; add one",
                "recordReadings.receivedAt: missing; set it");
    }

    @Test
    void whatCannotBeIsNamedWithWhatToWrite() {
        assertProblems(
                () -> reading().sequence(-1).batch("").kind(ReadingKind.DISTANCE).build(),
                "reading.sequence: -1; write 0 or more, or leave it out",
                "reading.batch: blank; write an id",
                "reading.unit: kg is a unit of MASS; write one of LENGTH, which is what DISTANCE is"
                        + " measured in");
        assertProblems(
                () ->
                        DeliveryNote.builder("LS-1")
                                .deliveredAt(AT)
                                .quantity(new Quantity(0, Dimension.MASS))
                                .build(),
                "deliveryNote.quantity: 0.000 kg; write more than zero");
    }

    @Test
    void positionsRefuseNullsByName() {
        assertProblems(
                () -> new Reading("s", 0, null, null, ReadingKind.MASS, null, null),
                "reading.sampledAt: is null; hand one over");
        assertProblems(
                () -> new DeliveryNote("LS-1", AT, null),
                "deliveryNote.quantity: is null; hand one over");
    }

    private static void assertProblems(ThrowingCallable build, String... problems) {
        assertThatThrownBy(build)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(String.join("; ", problems));
    }
}
