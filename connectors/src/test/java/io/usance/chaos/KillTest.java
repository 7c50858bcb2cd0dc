package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.evm.EvmNode;
import io.usance.run.UsanceService;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The service killed again and again under load, against a run that nobody disturbed. */
class KillTest {
    private static final long SEED = Long.getLong("usance.chaos.seed", 20_261_123);
    private static final int SILOS = 67;
    private static final int DAYS = 30;
    private static final int READINGS_MIN = 200_000;
    private static final int KILLS = 22;

    /** Rounds that bring new readings; those after them kill at the end of the work. */
    private static final int FEEDING = 18;

    /** Every so many kills, one hits an instance that may not have started yet. */
    private static final int START_EVERY = 4;

    private static final int START_MAX_MS = 2_500;
    private static final int WORK_MAX_MS = 1_500;
    private static final int PROGRESS_MAX_MS = 10_000;

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @Test
    void killedTwentyTimesItEndsAsIfItNeverWas() throws InterruptedException {
        System.out.println("seed " + SEED);
        ChaosPlant plant = new ChaosPlant(SEED, SILOS, DAYS);
        try (EvmNode node = EvmNode.start();
                Site calm = new Site(plant, node);
                Site stormy = new Site(plant, node)) {
            undisturbed(calm);
            killed(stormy);
            Outcome.requireSound(calm);
            Outcome.requireSound(stormy);
            requireSame(Outcome.of(stormy), Outcome.of(calm));
        }
    }

    static void undisturbed(Site site) throws InterruptedException {
        long startNs = System.nanoTime();
        try (UsanceService service = site.serviceHere()) {
            site.publishDeliveries();
            site.awaitReceived();
            site.publish(site.readings());
            site.awaitDrained();
            assertThat(service.failure()).isEmpty();
        }
        System.out.printf(
                "undisturbed: %d records, %d settlements, %d events, %d ms%n",
                site.received(),
                site.observer().settlements().size(),
                site.observer().events().size(),
                (System.nanoTime() - startNs) / 1_000_000);
    }

    private void killed(Site site) throws InterruptedException {
        long startNs = System.nanoTime();
        ServiceProcess.Settings settings = site.settings().asInstance("one");
        List<ProducerRecord<byte[], byte[]>> readings = site.readings();
        assertThat(readings).hasSizeGreaterThanOrEqualTo(READINGS_MIN);
        site.publishDeliveries();
        for (int kill = 0; kill < KILLS; kill++) {
            try (Instance instance = Instance.start(settings)) {
                if (kill == 0) {
                    site.awaitReceived();
                }
                if (kill < FEEDING) {
                    site.publish(slice(readings, kill));
                }
                awaitMoment(site, instance, kill);
                assertThat(instance.isAlive())
                        .as("before kill %d: %s", kill, instance.log())
                        .isTrue();
                instance.kill();
            }
            System.out.printf(
                    "kill %d: %d records stored, %d events, %d settlements seen%n",
                    kill + 1,
                    site.received(),
                    site.engine().log().head(),
                    site.observer().settlements().size());
        }
        long lastNs = System.nanoTime();
        try (Instance instance = Instance.start(settings).awaitReady()) {
            site.awaitDrained();
            assertThat(instance.isAlive()).as(instance.log()).isTrue();
        }
        System.out.printf(
                "killed %d times: %d ms, %d ms of them without kills%n",
                KILLS,
                (System.nanoTime() - startNs) / 1_000_000,
                (System.nanoTime() - lastNs) / 1_000_000);
    }

    /**
     * Somewhere in its start, or somewhere after it has stored something; at the end of the work,
     * anywhere.
     */
    private void awaitMoment(Site site, Instance instance, int kill) throws InterruptedException {
        if (kill % START_EVERY == START_EVERY - 1) {
            Thread.sleep(random.nextInt(START_MAX_MS));
            return;
        }
        long received = site.received();
        instance.awaitReady();
        for (int waitedMs = 0; waitedMs < PROGRESS_MAX_MS && kill < FEEDING; waitedMs += 10) {
            if (site.received() > received) {
                break;
            }
            Thread.sleep(10);
        }
        Thread.sleep(random.nextInt(WORK_MAX_MS));
    }

    private static List<ProducerRecord<byte[], byte[]>> slice(
            List<ProducerRecord<byte[], byte[]>> all, int part) {
        return all.subList(all.size() * part / FEEDING, all.size() * (part + 1) / FEEDING);
    }

    static void requireSame(Outcome found, Outcome expected) {
        assertThat(found.readings()).isEqualTo(expected.readings()).isNotEmpty();
        assertThat(found.siloPeriods()).isEqualTo(expected.siloPeriods()).isNotEmpty();
        assertThat(found.contractPeriods()).isEqualTo(expected.contractPeriods()).isNotEmpty();
        assertThat(found.settlementsByContract())
                .isEqualTo(expected.settlementsByContract())
                .isNotEmpty();
        assertThat(found.events()).isEqualTo(expected.events()).isNotEmpty();
        assertThat(found.quarantine()).isEqualTo(expected.quarantine()).isNotEmpty();
    }
}
