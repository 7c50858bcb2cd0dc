package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.spec;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.spec.SiloSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A silo that is filled with at most 20 t/h and emptied with at most 4 t/h, in 15 minutes' time.
 */
class RateCheckTest {

    private static final Duration HALF_A_DAY = Duration.ofHours(12);

    private static SiloScenario limited() {
        return limited(4_000).levelUntil(10_000, march(1, "06:00"));
    }

    private static SiloScenario limited(long outflow) {
        SiloSpec plain = spec(0, null);
        SiloSpec limited =
                new SiloSpec(
                        SILO,
                        plain.material(),
                        plain.capacity(),
                        null,
                        plain.sensor(),
                        plain.step(),
                        null,
                        kg(20_000),
                        kg(outflow));
        return started(limited);
    }

    @ParameterizedTest(name = "{0}, then {1}, then {2} kg: {3} set aside")
    @CsvSource({
        "15000, 15000, 15000, 0",
        "15400, 10000, 10000, 1",
        "8900, 8900, 8900, 0",
        "8500, 10000, 10000, 1",
        "2000, 2000, 10000, 2",
        "2000, 2000, 2000, 3",
        "29000, 2000, 29000, 3",
        "20000, 20000, 20000, 1"
    })
    void setsAsideWhatCannotBe(long first, long second, long third, int aside) {
        SiloScenario silo = limited().level(first, 1).level(second, 1).level(third, 1);
        assertThat(silo.all(ReadingSetAside.class)).hasSize(aside);
        assertThat(silo.last.recorded()).as("recorded all the same").isEqualTo(1);
        assertThat(silo.state.snapshot().held()).as("nothing is held up").isEmpty();
    }

    /** However often a gateway is asked, it is hours that confirm what it says. */
    @Test
    void aFallThatIsTooFastIsConfirmedByHours() {
        SiloScenario silo = limited().fall(10_000, 8_000, 40);
        long drawn = total(silo);
        silo.level(3_000, 23);
        assertThat(total(silo)).as("within six hours").isEqualTo(drawn);
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
        silo.level(3_000, 4);
        assertThat(total(silo)).as("after them").isGreaterThan(drawn + 4_500_000);
        assertThat(silo.only(MeteringDoubted.class).doubt()).isEqualTo(Doubt.UNUSUAL_FALL);
    }

    @Test
    void aFallThatIsTooFastAndComesBackWasNone() {
        SiloScenario silo = limited().fall(10_000, 8_000, 40);
        long drawn = total(silo);
        silo.level(3_000, 20).level(8_000, 96);
        assertThat(total(silo)).isBetween(drawn, drawn + 200_000);
        assertThat(silo.all(ReadingSetAside.class)).hasSize(20);
        assertThat(silo.all(DeliveryCounted.class)).isEmpty();
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
    }

    /** A lorry came before a third reading could confirm what had been drawn. */
    @Test
    void aFallThatFewReadingsSeeIsNotDropped() {
        SiloScenario silo = limited(400);
        for (int i = 0; i < 8; i++) {
            silo.level(10_000, 1).silentUntil(silo.now.plus(HALF_A_DAY));
        }
        silo.level(3_000, 1).silentUntil(silo.now.plus(HALF_A_DAY));
        silo.level(14_000, 4 * 96);
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.quantity()).isBetween(kg(10_800), kg(11_300));
        assertThat(silo.all(MeteringDoubted.class))
                .extracting(MeteringDoubted::doubt)
                .contains(Doubt.UNUSUAL_FALL);
    }

    private static long total(SiloScenario silo) {
        return silo.all(ConsumptionMetered.class).stream()
                .mapToLong(metered -> metered.quantity().milli())
                .sum();
    }

    @Test
    void aSpikeDoesNotKeepBackWhatFollows() {
        SiloScenario silo = limited().level(1_000, 1).level(9_990, 1);
        ReadingSetAside aside = silo.only(ReadingSetAside.class);
        assertThat(aside.level()).isBetween(kg(990), kg(1_010));
        assertThat(silo.state.snapshot().window().samples().getLast().milli())
                .isBetween(9_980_000L, 10_000_000L);
        assertThat(silo.state.filter().clockMs()).isEqualTo(silo.now.toEpochMilli());
    }

    @Test
    void pollsMakeNoDifference() {
        List<Reading> readings = new ArrayList<>();
        SiloScenario single = limited();
        long first = single.sequence;
        long[] levels = {10_000, 1_000, 9_900, 9_800, 500, 400, 300, 200, 9_700, 9_600};
        for (int i = 0; i < levels.length; i++) {
            readings.add(
                    SiloScenario.reading(
                            first + i,
                            single.now.plus(SiloScenario.INTERVAL.multipliedBy(i + 1)),
                            Long.toString(levels[i])));
        }
        single.now = readings.getLast().sampledAt();
        SiloScenario atOnce = limited();
        atOnce.now = single.now;
        readings.forEach(single::send);
        // The fourth overtakes its neighbours.
        readings.add(1, readings.remove(4));
        atOnce.send(readings.toArray(Reading[]::new));
        assertThat(atOnce.all(ReadingSetAside.class))
                .isEqualTo(single.all(ReadingSetAside.class))
                .hasSizeGreaterThan(2);
        assertThat(atOnce.state.snapshot()).isEqualTo(single.state.snapshot());
    }
}
