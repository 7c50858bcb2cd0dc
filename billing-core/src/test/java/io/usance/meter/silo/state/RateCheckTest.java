package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.spec;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.spec.SiloSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A silo that is filled with at most 20 t/h and emptied with at most 4 t/h, in 15 minutes' time.
 */
class RateCheckTest {

    private static SiloScenario limited() {
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
                        kg(4_000));
        return started(limited).levelUntil(10_000, march(1, "06:00"));
    }

    @ParameterizedTest(name = "{0}, then {1}, then {2} kg: {3} set aside")
    @CsvSource({
        "15000, 15000, 15000, 0",
        "15400, 10000, 10000, 1",
        "8900, 8900, 8900, 0",
        "8500, 10000, 10000, 1",
        "2000, 2000, 10000, 2",
        "2000, 2000, 2000, 2",
        "29000, 2000, 29000, 3",
        "20000, 20000, 20000, 1"
    })
    void setsAsideWhatCannotBe(long first, long second, long third, int aside) {
        SiloScenario silo = limited().level(first, 1).level(second, 1).level(third, 1);
        assertThat(silo.all(ReadingSetAside.class)).hasSize(aside);
        assertThat(silo.last.recorded()).as("recorded all the same").isEqualTo(1);
        assertThat(silo.state.snapshot().held()).as("nothing is held up").isEmpty();
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
