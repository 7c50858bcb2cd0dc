package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.evm.EvmNode;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/**
 * An instance that stands still with all its connections open, is given up by the others, and then
 * goes on as if nothing had happened.
 */
class FreezeTest {
    private static final long SEED = Long.getLong("usance.chaos.seed", 20_261_124);
    private static final int SILOS = 24;
    private static final int DAYS = 30;
    private static final int FREEZES = 2;
    private static final int WORK_MAX_MS = 600;

    @Test
    void aThawedInstanceChangesNothingThatAnotherHasTakenOver() throws InterruptedException {
        System.out.println("seed " + SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        ChaosPlant plant = new ChaosPlant(SEED, SILOS, DAYS);
        try (EvmNode node = EvmNode.start();
                Site calm = new Site(plant, node);
                Site frosty = new Site(plant, node)) {
            calm.runUndisturbed(calm.readings());
            frosty.publishDeliveries();
            try (Instance first = Instance.start(frosty.settings()).awaitReady()) {
                frosty.awaitReceived();
                List<ProducerRecord<byte[], byte[]>> readings = frosty.readings();
                for (int freeze = 0; freeze < FREEZES; freeze++) {
                    freeze(frosty, first, slice(readings, freeze), random.nextInt(WORK_MAX_MS));
                }
                frosty.publish(slice(readings, FREEZES));
                frosty.awaitDrained();
                assertThat(first.isAlive()).as(first.log()).isTrue();
            }
            Outcome.requireSound(frosty);
            Outcome.of(frosty).requireSameAs(Outcome.of(calm));
        }
    }

    /**
     * The frozen instance holds whatever it held; a second one has to get through all that was
     * published.
     */
    private static void freeze(
            Site site, Instance first, List<ProducerRecord<byte[], byte[]>> readings, int workMs)
            throws InterruptedException {
        long head = site.engine().log().head();
        site.publish(readings);
        Site.await("the first instance is at work", () -> site.engine().log().head() > head);
        Thread.sleep(workMs);
        first.freeze();
        long startNs = System.nanoTime();
        long received = site.received();
        try (Instance second = Instance.start(site.settings())) {
            site.awaitDrained();
            System.out.printf(
                    "frozen at %d records; another stored %d more and settled all after %d ms%n",
                    received,
                    site.received() - received,
                    (System.nanoTime() - startNs) / 1_000_000);
            first.thaw();
            Thread.sleep(workMs);
            assertThat(second.isAlive()).as(second.log()).isTrue();
            second.kill();
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> slice(
            List<ProducerRecord<byte[], byte[]>> all, int part) {
        int parts = FREEZES + 1;
        return all.subList(all.size() * part / parts, all.size() * (part + 1) / parts);
    }
}
