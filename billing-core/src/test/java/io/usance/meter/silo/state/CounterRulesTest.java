package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SENSOR;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.spec;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.SiloEvent.SequenceGapNoted;
import io.usance.meter.silo.SiloEvent.SetAsideReason;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.metering.Decision;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Counters that begin again, wrap, or are no counters: what is metered, and what is refused. */
class CounterRulesTest {

    /** 20 t at six o'clock, 19 t at eleven, the counter at 100 and onwards. */
    private static SiloScenario drawn(SiloScenario silo) {
        return silo.levelUntil(20_000, march(1, "06:00")).fall(20_000, 19_000, 20);
    }

    private static void assertBilled(SiloScenario silo, long kilograms) {
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.consumed().milli() - 1_000 * kilograms)
                .isBetween(
                        -closed.expandedUncertainty().milli(),
                        closed.expandedUncertainty().milli());
        assertThat(closed.expandedUncertainty()).isLessThan(kg(200));
    }

    @Test
    void aRestartWaitsForThreeAndIsMeteredFromItsFirst() {
        SiloScenario silo = drawn(started());
        long reached = silo.sequence;
        silo.sequence = 0;
        silo.level(19_000, 2);
        assertThat(silo.last.recorded()).isEqualTo(1);
        assertThat(silo.state.filter().nextSequence()).as("they wait").isEqualTo(reached);
        silo.level(19_000, 1);
        assertThat(silo.state.sequenceAt(silo.state.filter().nextSequence())).isEqualTo(3);
        silo.fall(19_000, 18_000, 20).levelUntil(18_000, march(2, "02:00"));
        assertBilled(silo, 2_000);
        assertThat(silo.all(ReadingSetAside.class)).isEmpty();
        assertThat(silo.all(SequenceGapNoted.class)).isEmpty();
        assertThat(silo.all(SiloEvent.ConsumptionMetered.class))
                .as("as the device counts")
                .allMatch(metered -> metered.asOfSequence() < reached);
    }

    @Test
    void resendsOfBothRunsAreDuplicatesAndLateReadingsEvidence() {
        SiloScenario silo = drawn(started());
        Instant old = silo.now;
        long reached = silo.sequence - 1;
        silo.sequence = 0;
        silo.level(19_000, 120);
        Instant recent = silo.now;
        assertThat(silo.send(reading(reached, old, "19000")).duplicates()).isEqualTo(1);
        assertThat(
                        silo.send(reading(105, old.minusSeconds(900 * (reached - 105)), "1"))
                                .duplicates())
                .as("too old to know its value")
                .isEqualTo(1);
        assertThat(silo.send(reading(105, recent.minusSeconds(900 * 14), "19010")).duplicates())
                .as("of the present run")
                .isEqualTo(1);
        assertThat(
                        silo.send(reading(99, old.minusSeconds(900 * (reached - 99)), "20000"))
                                .recorded())
                .as("of the run before")
                .isEqualTo(1);
        assertThat(
                        silo.send(reading(99, old.minusSeconds(900 * (reached - 99)), "20000"))
                                .duplicates())
                .isEqualTo(1);
    }

    @Test
    void anotherValueForAKnownSequenceIsAConflict() {
        SiloScenario silo = drawn(started());
        long last = silo.sequence - 1;
        assertThat(silo.send(reading(last, silo.now, "15000")).refusals())
                .extracting(Decision.Refusal::reason)
                .containsExactly(RefusalReason.SEQUENCE_CONFLICT);
        assertThat(silo.last.refusals().getFirst().detail())
                .contains("sequence " + last, "15000 kg", "sequencing TIME");
    }

    /** Two devices, or a stray value: the run goes on, and what waited is reported. */
    @Test
    void whatWaitedIsSetAsideWhenTheOldRunGoesOn() {
        SiloScenario silo = drawn(started());
        Instant stray = silo.now.plusSeconds(60);
        silo.silentUntil(stray).send(reading(0, stray, "18990"));
        assertThat(silo.last.recorded()).isEqualTo(1);
        silo.levelUntil(19_000, march(2, "02:00"));
        ReadingSetAside aside = silo.only(ReadingSetAside.class);
        assertThat(aside.reason()).isEqualTo(SetAsideReason.SEQUENCE_CONFLICT);
        assertThat(aside.sequence()).isZero();
        assertThat(aside.sampledAt()).isEqualTo(stray);
        assertBilled(silo, 1_000);
        assertThat(silo.state.snapshot().counter()).isNull();
    }

    /** It may be another device, which would bill what it shows less. */
    @Test
    void aRestartOnAnotherLevelIsRefusedUntilItIsAnnounced() {
        SiloScenario silo = drawn(started());
        Instant swap = silo.now.plusSeconds(1);
        silo.sequence = 0;
        silo.level(15_000, 5);
        assertThat(silo.all(ReadingSetAside.class)).hasSize(3);
        assertThat(silo.last.refusals())
                .extracting(Decision.Refusal::reason)
                .containsExactly(RefusalReason.SEQUENCE_RESET);
        assertThat(silo.last.refusals().getFirst().detail())
                .contains(
                        "change-sensor",
                        "counterModulus",
                        "sequencing TIME",
                        "18990.000 kg",
                        "15000 kg");
        silo.send(silo.replace(SENSOR, swap, null));
        assertThat(silo.last.refusals()).isEmpty();
        silo.now = swap.minusSeconds(1);
        silo.sequence = 0;
        silo.level(15_000, 12).fall(15_000, 14_000, 20).levelUntil(14_000, march(2, "02:00"));
        assertThat(silo.only(SiloEvent.StockAdjusted.class).quantity())
                .isBetween(kg(-4_100), kg(-3_900));
        assertThat(silo.only(PeriodClosed.class).consumed()).isBetween(kg(1_900), kg(2_300));
    }

    /** No order can be made of it; it is not silent. */
    @Test
    void aCounterThatBeginsAgainEveryOtherReadingIsSaidToBeNone() {
        SiloScenario silo = drawn(started());
        for (int i = 0; i < 20; i++) {
            silo.sequence = i % 2;
            silo.level(19_000, 1);
        }
        assertThat(silo.all(ReadingSetAside.class))
                .hasSizeGreaterThan(10)
                .allMatch(aside -> aside.reason() == SetAsideReason.SEQUENCE_CONFLICT);
    }

    @Test
    void theNetworkSaysWhichRunItIs() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        Instant old = silo.now;
        long reached = silo.sequence - 1;
        Instant joined = old.plusSeconds(900);
        silo.silentUntil(joined);
        silo.send(reading(0, joined, "15000").inEpoch("session-b"));
        assertThat(silo.state.sequenceAt(silo.state.filter().nextSequence()))
                .as("at once, on any level")
                .isEqualTo(1);
        assertThat(silo.send(reading(0, joined, "15000").inEpoch("session-b")).duplicates())
                .isEqualTo(1);
        assertThat(silo.send(reading(reached, old, "19990")).duplicates()).isEqualTo(1);
        silo.silentUntil(joined.plusSeconds(900));
        silo.send(reading(0, joined.plusSeconds(900), "15000").inEpoch("session-c"));
        assertThat(silo.last.recorded()).isEqualTo(1);
        assertThat(
                        silo.send(reading(1, joined.plusSeconds(60), "15000").inEpoch("session-b"))
                                .recorded())
                .as("late, of the one before")
                .isEqualTo(1);
        assertThat(
                        silo.send(reading(5, joined.minusSeconds(60_000), "1").inEpoch("session-x"))
                                .refusals())
                .extracting(Decision.Refusal::reason)
                .containsExactly(RefusalReason.SEQUENCE_TOO_OLD);
    }

    @Test
    void aDeclaredModulusWaitsForNothing() {
        SensorSpec wraps = new SensorSpec(SENSOR, kg(10), kg(10), 0, null, 256L);
        SiloScenario silo = started(spec(0, null).withSensor(wraps));
        silo.sequence = 250;
        for (int i = 0; i < 600; i++) {
            silo.sequence %= 256;
            silo.level(20_000 - 5L * i, 1);
            assertThat(silo.last.recorded()).isEqualTo(1);
        }
        assertThat(silo.state.filter().nextSequence()).isEqualTo(850);
        assertThat(silo.state.filter().held()).isEmpty();
        assertThat(silo.send(reading(256, silo.now.plusSeconds(1), "17000")).refusals())
                .extracting(Decision.Refusal::detail)
                .allMatch(detail -> detail.contains("counterModulus 256"));
    }

    /** What waits is stored, as are the runs. */
    @Test
    void aSnapshotBetweenTwoRunsGoesOnAlike() {
        SiloScenario silo = drawn(started());
        silo.sequence = 0;
        silo.level(19_000, 2);
        SiloState restored = SiloState.restore(silo.state.snapshot());
        assertThat(restored.snapshot()).isEqualTo(silo.state.snapshot());
        silo.state = restored;
        silo.level(19_000, 30);
        assertThat(silo.state.sequenceAt(silo.state.filter().nextSequence())).isEqualTo(32);
        assertThat(SiloState.restore(silo.state.snapshot()).snapshot())
                .isEqualTo(silo.state.snapshot());
        assertThat(silo.send(reading(105, march(1, "00:00"), "1")).duplicates()).isEqualTo(1);
    }
}
