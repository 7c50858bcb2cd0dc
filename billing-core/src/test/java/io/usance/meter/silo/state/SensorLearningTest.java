package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.filter.SensorEstimate;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SimulatedSilo;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Noise and resolution worked out from the readings. */
@Tag("slow")
class SensorLearningTest {

    private static final int SEEDS = Integer.getInteger("usance.seeds", 8);

    /** Readings by which noise and resolution are worked out. */
    private static final int BLOCK = 128;

    @Test
    void metersNothingBeforeItIsLearntAndEverythingThen() {
        SiloScenario silo = SiloScenario.started(learningSpec());
        silo.levelUntil(20_000, march(1, "06:00")).fall(20_000, 15_000, 40);
        assertThat(silo.events)
                .noneMatch(event ->
                        event instanceof ConsumptionMetered
                                || event instanceof OpeningStockMeasured);
        silo.levelUntil(15_000, march(3, "03:00"));
        OpeningStockMeasured opening = silo.only(OpeningStockMeasured.class);
        assertThat(opening.stock()).isEqualTo(kg(20_000));
        assertThat(opening.expandedUncertainty()).isLessThan(kg(40));
        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes).hasSize(2);
        assertThat(closes.getFirst().consumed()).isEqualTo(kg(5_000));
        assertThat(closes.getLast().consumed()).isEqualTo(kg(0));
    }

    @Test
    void countsANoteOfTheTimeBeforeItWasLearnt() {
        SiloScenario silo = SiloScenario.started(learningSpec());
        silo.levelUntil(10_000, march(1, "06:00")).levelUntil(11_000, march(1, "12:00"));
        silo.note("N1", march(1, "06:00"), 1_000);
        silo.levelUntil(11_000, march(3, "03:00"));
        assertThat(silo.only(DeliveryCounted.class).quantity()).isEqualTo(kg(1_000));
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
    }

    @Test
    void aLevelThatNeverMovesIsMeteredByTheBound() {
        SiloSpec spec = learningSpec();
        SiloScenario silo = SiloScenario.started(spec);
        for (int i = 0; i < 2 * BLOCK + 20; i++) {
            silo.now = silo.now.plus(SiloScenario.INTERVAL);
            silo.send(SiloScenario.reading(silo.sequence++, silo.now, "20000"));
        }
        assertThat(silo.state.learnt()).isEqualTo(new SensorEstimate(150_000, 300_000));
        silo.levelUntil(20_000, march(7, "00:00"));
        assertThat(silo.state.learnt()).isEqualTo(new SensorEstimate(1_250, 10_000));
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
    }

    @Test
    void monthsOfAnUnknownSensorAreBilledWithinTheirUncertainty() {
        int within = 0;
        int months = 0;
        double worst = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (SimulatedSilo silo : SimulatedMonths.simulate(seed)) {
                MeteredRun run = run(unknown(silo), seed, 40);
                PeriodClosed close = run.all(PeriodClosed.class).getFirst();
                Quantity truth =
                        silo.truth().drawnBetween(SimulatedMonths.FROM, SimulatedMonths.TO);
                double ratio =
                        (double) Math.abs(close.consumed().minus(truth).milli())
                                / close.expandedUncertainty().milli();
                String where = "seed " + seed + " silo " + silo.siloId();
                assertThat(ratio).as(where).isLessThanOrEqualTo(3);
                if (silo.profile().dailyDraw().isZero()) {
                    assertThat(run.all(ConsumptionMetered.class)).as(where).isEmpty();
                }
                assertThat(run.all(SiloEvent.DeliveryNotSeen.class)).as(where).isEmpty();
                months++;
                within += ratio <= 1 ? 1 : 0;
                worst = Math.max(worst, ratio);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "unknown sensors, seeds 1 to %d: %d of %d months within, at most %.2f%n",
                SEEDS,
                within,
                months,
                worst);
        assertThat(within).isGreaterThanOrEqualTo((int) Math.ceil(months * 0.95));
    }

    @Test
    void whatIsLearntDoesNotDependOnPollsAndSurvivesASnapshot() throws Exception {
        SimulatedSilo silo = unknown(SimulatedMonths.simulate(5).get(3));
        MeteredRun expected = run(silo, 0, 1);
        for (int cut = 1; cut <= 20; cut++) {
            MeteredRun run = run(silo, cut, cut * 9);
            assertThat(run.metered()).isEqualTo(expected.metered());
            assertThat(run.state.learnt()).isEqualTo(expected.state.learnt()).isNotNull();
        }
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(expected.state.snapshot());
        SiloState restored = SiloState.restore(json.readValue(text, SiloSnapshot.class));
        assertThat(restored.snapshot()).isEqualTo(expected.state.snapshot());
        assertThat(restored.learnt()).isEqualTo(expected.state.learnt());
        String learning = json.writeValueAsString(expected.state.snapshot().learning());
        assertThat(learning.length()).isLessThan(2_048);
    }

    private static SiloSpec learningSpec() {
        return SiloScenario.spec(0, null).withSensor(SensorSpec.learning(SiloScenario.SENSOR, 0));
    }

    private static SimulatedSilo unknown(SimulatedSilo silo) {
        SiloProfile had = silo.profile();
        SensorSpec sensor = had.silo().sensor();
        SiloProfile profile =
                new SiloProfile(
                        had.silo()
                                .withSensor(
                                        SensorSpec.learning(
                                                sensor.sensorId(), sensor.stuckAfterReadings())),
                        had.kind(),
                        had.unit(),
                        had.interval(),
                        had.dailyDraw(),
                        had.batch(),
                        had.truck(),
                        had.initial(),
                        had.imperfections());
        return new SimulatedSilo(
                profile, silo.readings(), silo.deliveries(), silo.refills(), silo.truth());
    }

    private static MeteredRun run(SimulatedSilo silo, long cut, int pollMax) {
        return MeteredRun.of(silo, SimulatedMonths.MONTHLY, random(cut), pollMax, null, false);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
