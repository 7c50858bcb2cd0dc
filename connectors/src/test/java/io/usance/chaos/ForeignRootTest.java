package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.Hash32;
import io.usance.anchor.RootConflictException;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmNode;
import io.usance.batching.BatchAnchoring;
import io.usance.batching.BatchSealer;
import io.usance.kafka.IntakeRole;
import io.usance.record.kinds.StandardInputs;
import io.usance.settlement.BatchEvent.BatchSealed;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batches of two engines, or of one engine and its older backup, on one contract. */
@Tag("slow")
class ForeignRootTest {
    private static final long SEED = 13;
    private static final String FOREIGN_ROOT = "0x" + "ab".repeat(32);

    @Test
    void aBatchThatIsAnchoredWithAnotherRootIsNeverConfirmed() throws InterruptedException {
        System.out.println("seed " + SEED);
        try (EvmNode node = EvmNode.start();
                Site site = new Site(new ChaosPlant(SEED, 8, 2), node);
                EvmAnchor anchor = site.anchor()) {
            bill(site);
            BatchSealer sealer =
                    new BatchSealer(site.engine(), 1_000, Duration.ZERO, new SecureRandom());
            assertThat(sealer.step(Instant.now().plusSeconds(1))).isTrue();
            int count = ((BatchSealed) site.engine().internals().batch(1).getFirst()).count();
            anchor.submit(1, Hash32.parse(FOREIGN_ROOT), count);
            assertThatThrownBy(() -> new BatchAnchoring(site.engine(), anchor, 1).step())
                    .isInstanceOf(RootConflictException.class);
            assertThat(site.engine().internals().batch(1)).hasSize(1);
        }
    }

    private static void bill(Site site) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", site.settings().bootstrap());
        site.publishDeliveries();
        site.publish(site.readings());
        try (IntakeRole intake =
                new IntakeRole(
                        site.engine(),
                        site.topics(),
                        StandardInputs.all(),
                        kafka,
                        new SimpleMeterRegistry())) {
            while (site.received() < site.published()) {
                intake.step();
            }
        }
        site.engine().catchUp();
        assertThat(site.engine().internals().readModels().settlements()).isNotEmpty();
    }
}
