package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.FROM;
import static io.usance.meter.silo.state.SiloScenario.SENSOR;
import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.spec;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.failure.InvalidInputException;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.filter.Sample;
import io.usance.metering.Decision;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is taken, what is a duplicate and what is refused. */
class ReadingIntakeTest {

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        with("other", "10", UnitOfMeasure.TONNE), RefusalReason.UNKNOWN_SENSOR),
                Arguments.of(with(SENSOR, "10", UnitOfMeasure.LITRE), RefusalReason.UNIT_MISMATCH),
                Arguments.of(volume("10"), RefusalReason.UNIT_MISMATCH),
                Arguments.of(reading(1, FROM, "-301"), RefusalReason.OUT_OF_RANGE),
                Arguments.of(reading(1, FROM, "30301"), RefusalReason.OUT_OF_RANGE),
                Arguments.of(reading(1, FROM, "1E+1000000000"), RefusalReason.OUT_OF_RANGE),
                Arguments.of(reading(1, FROM, "1E-1000000000"), RefusalReason.OUT_OF_RANGE),
                Arguments.of(reading(1, FROM.plusSeconds(601), "10"), RefusalReason.FUTURE_TIME),
                Arguments.of(reading(Reading.NO_SEQUENCE, FROM, "10"), RefusalReason.NO_SEQUENCE),
                Arguments.of(reading(-2, FROM, "10"), RefusalReason.SEQUENCE_TOO_OLD));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(Reading reading, RefusalReason reason) {
        SiloScenario silo = started().silentUntil(FROM);
        Decision<SiloEvent> decision = silo.send(reading);
        assertThat(decision.events()).isEmpty();
        assertThat(decision.refusals()).hasSize(1);
        assertThat(decision.refusals().getFirst().reason()).isEqualTo(reason);
        assertThat(decision.refusals().getFirst().detail()).isNotBlank();
    }

    @Test
    void refusesACounterThatJumpsAndLetsOneThatBeginsAgainWait() {
        SiloScenario silo = started().silentUntil(FROM);
        silo.send(reading(500, FROM, "5000"), reading(501, FROM.plusSeconds(900), "5000"));

        Decision<SiloEvent> jump =
                silo.send(reading(5_000_000_000L, FROM.plusSeconds(1_800), "5000"));
        assertThat(jump.refusals().getFirst().reason()).isEqualTo(RefusalReason.SEQUENCE_JUMP);

        Instant nextDay = FROM.plusSeconds(86_400);
        silo.silentUntil(nextDay);
        Decision<SiloEvent> reset =
                silo.send(reading(0, nextDay, "5000"), reading(500, nextDay, "4990"));
        assertThat(reset.duplicates()).as("a number used again is no duplicate").isZero();
        assertThat(reset.refusals()).isEmpty();
        assertThat(reset.recorded()).as("waiting").isEqualTo(2);
        assertThat(silo.state.filter().nextSequence()).as("not metered").isEqualTo(501);

        Decision<SiloEvent> late = silo.send(reading(499, FROM.minusSeconds(900), "5000"));
        assertThat(late.recorded()).as("a late reading of the same counter").isEqualTo(1);
    }

    @Test
    void takesValuesWithinTheTolerance() {
        SiloScenario silo = started().silentUntil(FROM);
        Decision<SiloEvent> decision =
                silo.send(
                        reading(1, FROM, "-300"),
                        reading(2, FROM, "30300"),
                        reading(3, FROM.plusSeconds(600), "10"));
        assertThat(decision.recorded()).isEqualTo(3);
    }

    @Test
    void refusesWithoutSiloOrContract() {
        SiloScenario unknown = new SiloScenario();
        assertThat(unknown.send(reading(1, FROM, "1")).refusals().getFirst().reason())
                .isEqualTo(RefusalReason.UNKNOWN_SILO);
        assertThat(unknown.send(SiloScenario.assign(FROM)).refusals().getFirst().reason())
                .isEqualTo(RefusalReason.UNKNOWN_SILO);
        SiloScenario bare = SiloScenario.registered();
        assertThat(bare.send(reading(1, FROM, "1")).refusals().getFirst().reason())
                .isEqualTo(RefusalReason.NO_CONTRACT);
    }

    @Test
    void convertsByDensity() {
        Reading half = volume("0.5");
        Sample sample = ReadingIntake.sample(spec(0, new BigDecimal("640")), half);
        assertThat(sample).isEqualTo(new Sample(1, FROM.toEpochMilli(), 320_000, 500_000));
    }

    @Test
    void everyReceivedReadingIsRecordedOrDuplicateOrRefused() {
        SiloScenario silo = started().silentUntil(FROM);
        Reading good = reading(7, FROM, "100");
        Reading bad = reading(8, FROM, "99999");
        Decision<SiloEvent> first = silo.send(good, good, bad, reading(9, FROM, "100"), good);
        assertThat(first.recorded()).isEqualTo(2);
        assertThat(first.duplicates()).isEqualTo(2);
        assertThat(first.refusals()).extracting(Decision.Refusal::index).containsExactly(2);
        Decision<SiloEvent> resent = silo.send(good, bad);
        assertThat(resent.duplicates()).isEqualTo(1);
        assertThat(resent.refusals()).hasSize(1);
        assertThat(silo.evidence()).isEqualTo(2);
    }

    @Test
    void refusesAStuckSensorHoweverReadingsArePolled() {
        List<Reading> stuck =
                Stream.iterate(1L, n -> n + 1)
                        .limit(10)
                        .map(n -> reading(n, FROM.plusSeconds(n), "5000"))
                        .toList();
        SiloScenario atOnce = started(spec(6, null)).silentUntil(FROM);
        Decision<SiloEvent> all = atOnce.send(new SiloCommand.RecordReadings(SILO, stuck, FROM));
        SiloScenario single = started(spec(6, null)).silentUntil(FROM);
        stuck.forEach(single::send);
        assertThat(all.recorded()).isEqualTo(6);
        assertThat(all.refusals())
                .hasSize(4)
                .allMatch(r -> r.reason() == RefusalReason.STUCK_SENSOR);
        assertThat(single.evidence()).isEqualTo(6);
        assertThat(single.send(reading(11, FROM, "4990")).recorded()).isEqualTo(1);
    }

    private static Reading with(String sensor, String value, UnitOfMeasure unit) {
        return new Reading(sensor, 1, null, FROM, ReadingKind.MASS, new BigDecimal(value), unit);
    }

    private static Reading volume(String cubicMetres) {
        return new Reading(
                SENSOR,
                1,
                null,
                FROM,
                ReadingKind.VOLUME,
                new BigDecimal(cubicMetres),
                UnitOfMeasure.CUBIC_METRE);
    }

    @Test
    void aClockThatWasNeverSetDoesNoHarm() {
        SiloScenario silo = started().silentUntil(FROM);
        Instant never = Instant.ofEpochMilli(Long.MIN_VALUE);
        assertThat(silo.send(reading(1, never, "5000")).recorded()).isEqualTo(1);
        assertThatThrownBy(() -> reading(2, Instant.MIN, "5000"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("reading.sampledAt");
    }
}
