package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.evm.EvmNode;
import io.usance.chaos.Observer.Message;
import io.usance.engine.BillingEngine;
import io.usance.kafka.OutboxRole;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moments in which an outbox could publish twice, or not at all. */
class OutboxHolesTest {
    private static final long SEED = 12;
    private static final int FREEZE_LIMIT_S = 60;

    private final EvmNode node = EvmNode.start();
    private final Site site = new Site(new ChaosPlant(SEED, 12, 2), node);
    private final HikariDataSource pool = ServiceProcess.pool(site.settings().jdbcUrl());
    private final BreakableDataSource line = new BreakableDataSource(pool);

    @BeforeEach
    void printSeed() {
        System.out.println("seed " + SEED);
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        pool.close();
        site.close();
        node.close();
    }

    @Test
    void aPublisherFrozenAfterItsLookAtTheLeaseCannotPublishOnceAnotherHasTakenOver()
            throws Exception {
        long events = site.logged("not in ('ReadingsRecorded', 'RecordQuarantined')");
        try (OutboxRole zombie = outbox(BillingEngine.builder(line).build());
                OutboxRole heir = outbox(site.engine())) {
            CountDownLatch frozen = new CountDownLatch(1);
            CountDownLatch thaw = new CountDownLatch(1);
            freezeAtNextRead(frozen, thaw);
            CompletableFuture<Boolean> step = CompletableFuture.supplyAsync(zombie::step);
            assertThat(frozen.await(FREEZE_LIMIT_S, TimeUnit.SECONDS)).isTrue();
            // The zombie has a producer and knows position 0. Its session ends because it is
            // silent.
            Site.await("another takes over from a silent holder of the lease", heir::step);
            thaw.countDown();
            assertThatThrownBy(step::get).isInstanceOf(ExecutionException.class);
            while (heir.step()) {
                Thread.onSpinWait();
            }
        }
        Site.await("all is seen", () -> site.observer().events().size() >= events);
        assertThat(site.observer().events().stream().map(Message::id).distinct().count())
                .isEqualTo(site.observer().events().size())
                .isEqualTo(events);
    }

    /** The first connection is the lease's; the next one reads the log. */
    private void freezeAtNextRead(CountDownLatch frozen, CountDownLatch thaw) {
        int[] connections = {0};
        line.beforeConnection(() -> {
            if (connections[0]++ == 1) {
                frozen.countDown();
                awaitQuietly(thaw);
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLogShorterThanWhatWasPublishedIsSaidAndNotWaitedFor() {
        try (OutboxRole outbox = outbox(site.engine())) {
            while (outbox.step()) {
                Thread.onSpinWait();
            }
        }
        long head = site.engine().log().head();
        // As after restoring a backup that is older than the last message.
        site.engine()
                .transactions()
                .read(sql ->
                        sql.execute("delete from domain_event where position > " + (head - 1))
                                + sql.execute("update event_head set position = position - 1"));
        try (OutboxRole outbox = outbox(site.engine())) {
            assertThatThrownBy(outbox::step)
                    .hasMessageContaining("published up to " + head)
                    .hasMessageContaining("ends at " + (head - 1));
        }
    }

    private OutboxRole outbox(BillingEngine engine) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", site.settings().bootstrap());
        return new OutboxRole(engine, site.topics(), kafka, new SimpleMeterRegistry());
    }
}
