package io.usance.meter.silo.state;

import static io.usance.meter.silo.SiloEvent.SensorChangeKind.RECALIBRATED;
import static io.usance.meter.silo.SiloEvent.SensorChangeKind.REPLACED;
import static io.usance.meter.silo.state.SiloScenario.FROM;
import static io.usance.meter.silo.state.SiloScenario.SENSOR;
import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.spec;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.SensorChanged;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.filter.RefillMachine;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.metering.Decision;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Changes of the sensor: segments, and the adjustments that bridge them. */
class SegmentRulesTest {

    static Stream<Arguments> swaps() {
        return Stream.of(
                Arguments.of("another sensor shows 3 t less", "sensor-2", -3_000, null),
                Arguments.of("another sensor shows 3 t more", "sensor-2", 3_000, null),
                Arguments.of("the same sensor, recalibrated, counter reset", SENSOR, -3_000, null),
                Arguments.of("nothing jumps", "sensor-2", 0, null),
                Arguments.of("someone knew the jump", "sensor-2", -3_000, kg(-3_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("swaps")
    void consumesNothingAcrossAChange(
            String name, String by, long jumpKg, @Nullable Quantity stated) {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        silo.fall(20_000, 19_000, 20).level(19_000, 8).replaced(by, stated);
        silo.level(19_000 + jumpKg, 10).fall(19_000 + jumpKg, 18_000 + jumpKg, 20);
        silo.levelUntil(18_000 + jumpKg, march(2, "02:00"));

        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.changeNo()).isEqualTo(1);
        assertThat(adjusted.source())
                .isEqualTo(stated == null ? AdjustmentSource.MEASURED : AdjustmentSource.STATED);
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.adjustments()).isEqualTo(adjusted.quantity());
        assertThat(closed.opening().plus(closed.deliveries()).plus(closed.adjustments()))
                .isEqualTo(closed.closing().plus(closed.consumed()));
        assertThat(closed.closing()).isEqualTo(kg(18_000 + jumpKg));
        Quantity error = closed.consumed().minus(kg(2_000));
        assertThat(Math.abs(error.milli())).isLessThan(closed.expandedUncertainty().milli());
        if (stated != null) {
            assertThat(closed.consumed()).isEqualTo(kg(2_000));
        }
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        assertThat(silo.state.deliveries().refills()).as("the jump is no refill").isEmpty();
    }

    @Test
    void sequencesAreKnownPerSegment() {
        SiloScenario silo = started().level(20_000, 10);
        Instant old = silo.now;
        silo.replaced(SENSOR, null);
        silo.sequence = 100;
        assertThat(silo.level(19_000, 1).last.recorded()).as("number 100 again").isEqualTo(1);
        assertThat(silo.send(reading(100, silo.now, "19000")).duplicates()).isEqualTo(1);
        assertThat(silo.send(reading(109, old, "20000")).duplicates())
                .as("late, of the old segment")
                .isEqualTo(1);
        assertThat(silo.send(reading(99, old.minusSeconds(9_000), "20000")).recorded())
                .as("late evidence of the old segment")
                .isEqualTo(1);
        assertThat(silo.send(reading(99, old.minusSeconds(9_000), "20000")).duplicates())
                .isEqualTo(1);
    }

    @Test
    void aBufferReplayedWithTimesOfTheNewSegmentIsLateEvidence() {
        SiloScenario silo = started().level(20_000, 10).replaced(SENSOR, null);
        Instant stamped = silo.now.plusSeconds(1_800);
        silo.silentUntil(stamped);
        assertThat(silo.send(reading(110, stamped, "20000")).recorded()).isEqualTo(1);
        silo.level(17_000, 4).send(reading(111, stamped, "20000"));
        assertThat(silo.last.recorded()).isEqualTo(1);
        assertThat(silo.send(reading(111, stamped, "20000")).duplicates()).isEqualTo(1);
        silo.level(17_000, 10);
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(-3_000));
        assertThat(silo.state.snapshot().held()).isEmpty();
        assertThat(silo.state.filter().nextSequence()).isEqualTo(14);
    }

    @Test
    void theCounterGoesOnBehindARecalibration() {
        SiloScenario silo = started().level(20_000, 10);
        SensorSpec other = new SensorSpec(SENSOR, kg(10), kg(10), 0);
        Instant from = silo.now.plusSeconds(1);
        var command =
                new SiloCommand.ReplaceSensor(
                        SILO, RECALIBRATED, other, from, "span", null, silo.now);
        silo.send(command);
        silo.level(17_000, 12);
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(-3_000));
        assertThat(silo.send(reading(105, FROM, "20000")).duplicates()).isEqualTo(1);
        assertThat(silo.send(reading(115, silo.now, "16990")).duplicates()).isEqualTo(1);
        assertThat(silo.send(reading(115, silo.now, "17000")).refusals())
                .as("another value")
                .extracting(Decision.Refusal::reason)
                .containsExactly(RefusalReason.SEQUENCE_CONFLICT);
        assertThat(silo.send(command).events()).as("repeated").isEmpty();
        assertThat(silo.last.refusals()).as("repeated").isEmpty();
    }

    @Test
    void aSensorCountsOnlyWhileItWatchesTheSilo() {
        SiloScenario silo = started().level(20_000, 10);
        Instant from = silo.now.plusSeconds(3_600);
        silo.send(silo.replace("sensor-2", from, null));

        assertThat(silo.send(reading("sensor-2", 1, from.minusMillis(1), "9")).refusals())
                .as("on the bench")
                .extracting(Decision.Refusal::reason)
                .containsExactly(RefusalReason.UNKNOWN_SENSOR);
        assertThat(silo.level(19_990, 2).last.recorded()).as("the old one until then").isEqualTo(1);
        silo.silentUntil(from);
        Decision<SiloEvent> after = silo.send(reading(SENSOR, 112, from, "19990"));
        assertThat(after.refusals().getFirst().reason()).isEqualTo(RefusalReason.UNKNOWN_SENSOR);
        assertThat(after.refusals().getFirst().detail())
                .isEqualTo(
                        "sensor sensor-1 is not sensor-2, which watches the silo since"
                                + " 2026-03-01T01:30:00Z; the reading was sampled"
                                + " 2026-03-01T01:30:00Z");
        assertThat(silo.send(reading("sensor-2", 1, from, "9000")).recorded()).isEqualTo(1);
        assertThat(silo.send(reading("sensor-2", 0, from.minusMillis(1), "9")).refusals())
                .hasSize(1);
    }

    @Test
    void repeatingTheCommandChangesNothing() {
        SiloScenario silo = started().level(20_000, 10);
        Instant from = silo.now.plusSeconds(1);
        silo.send(silo.replace("sensor-2", from, null));
        assertThat(silo.only(SensorChanged.class).from()).isEqualTo(from);
        assertThat(silo.send(silo.replace("sensor-2", from, null)).events()).isEmpty();
        silo.sensor = "sensor-2";
        silo.level(20_000, 3);
        assertThat(silo.send(silo.replace("sensor-2", from, null)).events()).isEmpty();
        assertThat(silo.last.refusals()).isEmpty();
        silo.send(new SiloCommand.RegisterSilo(spec(0, null), FROM));
        assertThat(silo.last.events()).as("registered again as first").isEmpty();
        SensorSpec second = new SensorSpec("sensor-2", kg(10), kg(10), 0);
        silo.send(new SiloCommand.RegisterSilo(spec(0, null).withSensor(second), FROM));
        assertThat(silo.last.events()).as("registered again as it is now").isEmpty();
    }

    static Stream<Arguments> refusals() {
        SiloScenario silo = started().level(20_000, 10);
        Instant later = silo.now.plusSeconds(1);
        SensorSpec litres = new SensorSpec("x", new Quantity(1, Dimension.VOLUME), kg(1), 0);
        return Stream.of(
                Arguments.of(
                        started(),
                        new SiloCommand.ReplaceSensor(
                                SILO, REPLACED, litres, later, "", null, later),
                        RefusalReason.UNIT_MISMATCH),
                Arguments.of(
                        silo,
                        new SiloCommand.ReplaceSensor(
                                SILO,
                                RECALIBRATED,
                                new SensorSpec("sensor-2", kg(1), kg(1), 0),
                                later,
                                "",
                                null,
                                later),
                        RefusalReason.UNKNOWN_SENSOR),
                Arguments.of(
                        new SiloScenario(),
                        silo.replace("sensor-2", later, null),
                        RefusalReason.UNKNOWN_SILO),
                Arguments.of(
                        silo,
                        silo.replace("sensor-2", later, new Quantity(1, Dimension.VOLUME)),
                        RefusalReason.UNIT_MISMATCH),
                Arguments.of(
                        silo,
                        silo.replace("sensor-2", silo.now, null),
                        RefusalReason.SENSOR_CHANGE_TOO_LATE));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(SiloScenario silo, SiloCommand command, RefusalReason reason) {
        Decision<SiloEvent> decision = silo.send(command);
        assertThat(decision.events()).isEmpty();
        assertThat(decision.refusals().getFirst().reason()).isEqualTo(reason);
        assertThat(decision.refusals().getFirst().detail()).isNotBlank();
    }

    @Test
    void aBoundaryInTheGapIsOnTheOldScaleAndTheAdjustmentInTheNextPeriod() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        silo.fall(20_000, 19_000, 40)
                .levelUntil(19_000, march(1, "22:00"))
                .replaced("sensor-2", null);
        silo.silentUntil(march(2, "03:00")).level(15_900, 20);
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.adjustments()).isEqualTo(kg(0));
        assertThat(closed.consumed()).isBetween(kg(1_000), kg(1_200));
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.periodId()).isEqualTo("2026-03-02/2026-03-03");
        silo.levelUntil(15_900, march(3, "02:00"));
        PeriodClosed next = silo.all(PeriodClosed.class).getLast();
        assertThat(next.opening()).isEqualTo(closed.closing());
        assertThat(next.adjustments()).isEqualTo(adjusted.quantity());
        assertThat(next.closing().milli())
                .isCloseTo(15_900_000, org.assertj.core.api.Assertions.within(400_000L));
        Quantity consumed = closed.consumed().plus(next.consumed());
        assertThat(consumed).as("by the average draw").isBetween(kg(1_000), kg(1_800));
    }

    @Test
    void aDeliveryInTheGapIsCountedByItsNoteAndTakenOutOfTheJump() {
        SiloScenario silo =
                started().levelUntil(8_000, march(1, "10:00")).replaced("sensor-2", null);
        silo.silentUntil(march(1, "14:00")).level(15_000, 12);
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(7_000));
        silo.note("N1", march(1, "12:00"), 10_000);
        silo.levelUntil(15_000, march(1, "21:00"));
        assertThat(silo.only(DeliveryCounted.class).refillNo()).isZero();
        StockAdjusted out = silo.all(StockAdjusted.class).getLast();
        assertThat(out.source()).isEqualTo(AdjustmentSource.DELIVERY_WITHIN);
        assertThat(out.quantity()).isEqualTo(kg(-10_000));
        silo.levelUntil(15_000, march(2, "02:00"));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.deliveries()).isEqualTo(kg(10_000));
        assertThat(closed.adjustments()).as("3 t less are shown").isEqualTo(kg(-3_000));
        assertThat(closed.consumed()).isEqualTo(kg(0));
    }

    @Test
    void aRefillTheOldSensorSawTheBeginningOfIsInTheGap() {
        SiloScenario silo = started().levelUntil(8_000, march(1, "10:00")).fall(8_000, 12_000, 6);
        assertThat(silo.state.snapshot().machine().mode()).isEqualTo(RefillMachine.Mode.FILLING);
        silo.replaced("sensor-2", null).level(15_000, 30);
        silo.note("N1", march(1, "10:30"), 10_000);
        silo.levelUntil(15_000, march(2, "02:00"));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.deliveries()).isEqualTo(kg(10_000));
        assertThat(closed.adjustments()).isEqualTo(kg(-3_000));
        assertThat(closed.consumed()).isEqualTo(kg(0));
    }

    @Test
    void aRefillThatTheNewSensorSeesIsWaitedFor() {
        SiloScenario silo =
                started().levelUntil(8_000, march(1, "10:00")).replaced("sensor-2", null);
        silo.fall(5_000, 15_000, 12);
        assertThat(silo.all(StockAdjusted.class)).isEmpty();
        silo.level(15_000, 12);
        assertThat(silo.only(StockAdjusted.class).quantity()).isBetween(kg(6_980), kg(7_000));
    }

    @Test
    void aSensorThatGotStuckCountsUntilItDid() {
        SiloScenario silo = started(spec(8, null)).levelUntil(20_000, march(1, "06:00"));
        silo.fall(20_000, 19_000, 20);
        for (int i = 0; i < 8; i++) {
            silo.now = silo.now.plus(SiloScenario.INTERVAL);
            silo.send(reading(silo.sequence++, silo.now, "19000"));
        }
        Instant stuckSince = silo.now.minus(SiloScenario.INTERVAL.multipliedBy(8));
        silo.replaced("sensor-2", null).level(18_500, 12);
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.from()).isBefore(stuckSince.plusSeconds(1_800));
        assertThat(adjusted.expandedUncertainty()).isGreaterThan(kg(200));
    }

    @Test
    void aSecondChangeBeforeTheFirstIsBridgedKeepsThePlateauBefore() {
        SiloScenario silo =
                started().levelUntil(20_000, march(1, "06:00")).replaced("sensor-2", null);
        silo.level(500, 4).replaced("sensor-3", null).level(18_000, 12);
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.changeNo()).isEqualTo(2);
        assertThat(adjusted.quantity()).isEqualTo(kg(-2_000));
        silo.levelUntil(18_000, march(2, "02:00"));
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
    }

    @Test
    void aSilentSiloIsClosedOnTheOldScale() {
        SiloScenario silo =
                started().levelUntil(20_000, march(1, "20:00")).replaced("sensor-2", null);
        silo.level(17_000, 4).silentUntil(march(3, "00:00"));
        silo.send(new SiloCommand.ClosePeriod(SILO, "2026-03-01/2026-03-02", march(3, "00:00")));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.consumed()).isEqualTo(kg(0));
        assertThat(closed.closing()).isEqualTo(kg(20_000));
        silo.level(17_000, 12);
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(-3_000));
    }

    @Test
    void aChangeBeforeMeteringBeginsNeedsNoBridge() {
        SiloScenario silo = started();
        silo.silentUntil(FROM.minusSeconds(86_400)).level(20_000, 12).replaced("sensor-2", null);
        silo.level(17_000, 12).levelUntil(17_000, march(1, "02:00"));
        assertThat(silo.all(StockAdjusted.class)).isEmpty();
        assertThat(silo.only(SiloEvent.OpeningStockMeasured.class).stock()).isEqualTo(kg(17_000));
    }

    @Test
    void theStateWithEverySegmentInItSurvivesASnapshot() throws Exception {
        SiloScenario silo =
                started().levelUntil(20_000, march(1, "06:00")).replaced("sensor-2", null);
        silo.level(500, 4).send(silo.replace("sensor-3", silo.now.plusSeconds(1), kg(5)));
        var json = new com.fasterxml.jackson.databind.ObjectMapper();
        String text = json.writeValueAsString(silo.state.snapshot());
        SiloState restored = SiloState.restore(json.readValue(text, SiloSnapshot.class));
        assertThat(restored.snapshot()).isEqualTo(silo.state.snapshot());
        assertThat(restored.segments()).isEqualTo(silo.state.segments());
        assertThat(restored.spec().sensor().sensorId()).isEqualTo("sensor-2");
    }
}
