package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.SiloEvent;
import io.usance.metering.SequenceSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Sequences: gaps, duplicates, bounds. */
class SequencesTest {

    @Test
    void aGapThatIsGivenUpIsNotedOnce() {
        SiloScenario silo = SiloScenario.started().level(5_000, 8);
        silo.sequence += 3;
        silo.level(5_000, 5);
        silo.sequence += 1;
        silo.level(5_000, 20);
        assertThat(silo.all(SiloEvent.SequenceGapNoted.class))
                .extracting(
                        SiloEvent.SequenceGapNoted::firstSequence,
                        SiloEvent.SequenceGapNoted::lastSequence)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(108L, 110L),
                        org.assertj.core.groups.Tuple.tuple(116L, 116L));
        SiloEvent.SequenceGapNoted first = silo.all(SiloEvent.SequenceGapNoted.class).getFirst();
        assertThat(first.from()).isEqualTo(SiloScenario.FROM);
        assertThat(first.to()).isEqualTo(SiloScenario.FROM.plus(SiloScenario.INTERVAL));
        silo.send(SiloScenario.reading(109, SiloScenario.FROM, "5000"));
        assertThat(silo.last.recorded()).as("late evidence").isEqualTo(1);
        assertThat(silo.last.events()).hasSize(1);
    }

    @Test
    void sequenceSetRemembersLikeASet() {
        long seed = 42;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        SequenceSet seen = new SequenceSet();
        TreeSet<Long> expected = new TreeSet<>();
        for (int i = 0; i < 3000; i++) {
            long sequence = random.nextInt(1500);
            assertThat(seen.contains(sequence))
                    .as("seed %d step %d", seed, i)
                    .isEqualTo(expected.contains(sequence));
            if (expected.add(sequence)) {
                seen.add(sequence);
            }
        }
    }

    @Test
    void sequenceSetGivesUpItsOldestGapWhenFull() {
        SequenceSet seen = new SequenceSet();
        for (int i = 0; i <= SequenceSet.INTERVALS_MAX; i++) {
            seen.add(10L * i);
        }
        assertThat(seen.bounds()).hasSize(2 * SequenceSet.INTERVALS_MAX);
        assertThat(seen.isTooOld(5)).isTrue();
        assertThat(seen.isTooOld(10)).isFalse();
        assertThat(seen.contains(10)).isTrue();
        assertThat(seen.contains(15)).isFalse();
    }
}
