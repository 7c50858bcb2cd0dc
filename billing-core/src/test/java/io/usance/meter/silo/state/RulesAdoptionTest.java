package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.metering.MeteredKind;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A silo that was registered under the first rules is metered by today's from a period on. */
class RulesAdoptionTest {
    private static final int DAY = 96;

    /** Two hours before metering begins, by a release that knew one set of rules. */
    private static SiloScenario first() {
        SiloScenario silo = new SiloScenario();
        silo.rules = null;
        silo.send(new RegisterSilo(SiloScenario.spec(0, null), silo.now, null));
        silo.send(SiloScenario.assign(SiloScenario.FROM));
        return silo.level(29_000, 8);
    }

    /** Two days and six hours by that release. */
    private static SiloScenario old() {
        return drawn(first(), 29_000, 2).level(25_160, 24);
    }

    /** The release after it, from then on. */
    private static SiloScenario upgraded() {
        SiloScenario silo = old();
        silo.rules = RegisterSilo.RULES;
        return silo;
    }

    /** Days on which 1,920 kg are drawn, with three hours of zeros each afternoon. */
    private static SiloScenario drawn(SiloScenario silo, int fromKg, int days) {
        for (int day = 0; day < days; day++) {
            int from = fromKg - 1_920 * day;
            silo.fall(from, from - 1_920, 48).level(from - 1_920, 20);
            silo.level(0, 12).level(from - 1_920, DAY - 80);
        }
        return silo;
    }

    @Test
    void zerosAreNoDrawFromTheNextPeriodOn() {
        SiloScenario silo = upgraded().level(25_160, 40);
        assertThat(silo.state.filter().course().isKept()).as("the day of the upgrade").isFalse();
        drawn(silo.level(25_160, 32), 25_160, 4);
        assertThat(provisional(silo, 0)).as("the first rules").isGreaterThan(20_000_000);
        assertThat(provisional(silo, 3)).as("today's rules").isLessThan(2_000_000);
        assertThat(provisional(silo, 4)).isLessThan(2_000_000);
    }

    @Test
    void noBalanceIsDoubtedForWhatTheSiloShowedBefore() {
        SiloScenario silo = first().fall(29_000, 27_000, 120);
        silo.rules = RegisterSilo.RULES;
        silo.fall(27_000, 23_000, DAY).level(23_000, 4 * DAY);
        assertThat(silo.all(PeriodClosed.class)).hasSizeGreaterThan(4);
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
        assertThat(silo.state.filter().course().isKept()).isTrue();
        assertThat(silo.state.filter().course().opened().falls()).isNotNegative();
    }

    @Test
    void itIsRecordedOnceAndTheLogFollowsFromItsInputs() {
        SiloScenario silo = drawn(upgraded(), 25_160, 4);
        assertThat(silo.all(ReadingsRecorded.class))
                .extracting(ReadingsRecorded::rules)
                .filteredOn(Objects::nonNull)
                .containsExactly(RegisterSilo.RULES);
        assertThat(MeteringAudit.fromRegistration().check(silo.events)).isEmpty();
    }

    /** What an earlier release recorded says nothing of rules, and is metered as it was. */
    @Test
    void aLogWithoutRulesFollowsFromItsInputs() {
        SiloScenario silo = drawn(old(), 25_160, 2);
        assertThat(silo.state.filter().course().isKept()).isFalse();
        assertThat(silo.all(ReadingsRecorded.class)).allMatch(e -> e.rules() == null);
        assertThat(MeteringAudit.fromRegistration().check(silo.events)).isEmpty();
    }

    @Test
    void aSiloOfTodaysRulesHasNothingToAdopt() {
        SiloScenario silo = drawn(SiloScenario.started().level(29_000, 8), 29_000, 2);
        assertThat(silo.all(ReadingsRecorded.class)).allMatch(e -> e.rules() == null);
    }

    @Test
    void aSnapshotKeepsTheOffer() {
        SiloScenario silo = upgraded().level(25_160, 40);
        silo.state = SiloState.restore(silo.state.snapshot());
        drawn(silo.level(25_160, 56), 25_160, 2);
        SiloScenario straight = drawn(upgraded().level(25_160, 96), 25_160, 2);
        assertThat(silo.events).isEqualTo(straight.events);
        assertThat(silo.state.filter().course().isKept()).isTrue();
    }

    /** How readings are cut into commands makes no difference. */
    @Test
    void aPollOfManyDaysAdoptsAtTheSamePeriod() {
        SiloScenario fed = drawn(upgraded(), 25_160, 4);
        SiloScenario silo = old();
        List<Reading> rest =
                fed.all(ReadingsRecorded.class).stream()
                        .flatMap(event -> event.readings().stream())
                        .skip(8 + 2 * DAY + 24)
                        .toList();
        silo.now = fed.now;
        silo.send(new RecordReadings(SiloScenario.SILO, rest, fed.now));
        assertThat(silo.all(PeriodClosed.class)).isEqualTo(fed.all(PeriodClosed.class));
        assertThat(silo.all(ConsumptionMetered.class)).isEqualTo(fed.all(ConsumptionMetered.class));
    }

    /** What was issued provisionally in a period, the first being 0. */
    private static long provisional(SiloScenario silo, int period) {
        List<PeriodClosed> closed = silo.all(PeriodClosed.class);
        String id = closed.get(period).periodId();
        return silo.all(ConsumptionMetered.class).stream()
                .filter(metered -> metered.periodId().equals(id))
                .filter(metered -> metered.kind() == MeteredKind.PROVISIONAL)
                .mapToLong(metered -> metered.quantity().milli())
                .sum();
    }
}
