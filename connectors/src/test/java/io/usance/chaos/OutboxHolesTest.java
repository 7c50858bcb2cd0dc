package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.evm.EvmNode;
import io.usance.chaos.Observer.Message;
import io.usance.engine.BillingEngine;
import io.usance.kafka.OutboxRole;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Moments in which an outbox could publish twice, or not at all. */
@Tag("slow")
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
        long head = site.engine().internals().log().head();
        // As after restoring a backup that is older than the last message.
        site.engine()
                .internals()
                .transactions()
                .read(sql ->
                        sql.execute(
                                        "delete from usance.domain_event where position > "
                                                + (head - 1))
                                + sql.execute(
                                        "update usance.event_head set position = position - 1"));
        try (OutboxRole outbox = outbox(site.engine())) {
            assertThatThrownBy(outbox::step)
                    .hasMessageContaining("published up to " + head)
                    .hasMessageContaining("ends at " + (head - 1));
        }
    }

    /** As after a broker lost the end of a transaction; another producer's stands for it. */
    @Test
    void nothingIsPublishedWhileATransactionIsUndecided() throws Exception {
        Properties other = kafka();
        other.put("transactional.id", site.topics().outboxPosition() + ".other");
        other.put("key.serializer", ByteArraySerializer.class.getName());
        other.put("value.serializer", ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> open = new KafkaProducer<>(other);
                OutboxRole outbox = outbox(site.engine())) {
            open.initTransactions();
            open.beginTransaction();
            open.send(new ProducerRecord<>(site.topics().events(), 1, null, new byte[1])).get();
            assertThatThrownBy(outbox::step)
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("neither committed nor aborted")
                    .hasMessageContaining(site.topics().events() + "-1");
            open.abortTransaction();
            assertThat(outbox.step()).isTrue();
        }
    }

    /**
     * What hangs may be older than the position; it must count as unpublished before it is dropped.
     */
    @Test
    void thePositionIsSetBackBeforeWhatHangs() throws Exception {
        try (OutboxRole outbox = outbox(site.engine())) {
            while (outbox.step()) {
                Thread.onSpinWait();
            }
        }
        long events = site.logged("not in ('ReadingsRecorded', 'RecordQuarantined')");
        String older = Long.toString(site.engine().internals().log().head() / 2);
        Properties other = kafka();
        other.put("transactional.id", site.topics().outboxPosition() + ".other");
        other.put("key.serializer", ByteArraySerializer.class.getName());
        other.put("value.serializer", ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> open = new KafkaProducer<>(other)) {
            open.initTransactions();
            open.beginTransaction();
            ProducerRecord<byte[], byte[]> lost =
                    new ProducerRecord<>(site.topics().events(), 1, new byte[1], new byte[1]);
            lost.headers().add("ce_position", older.getBytes(StandardCharsets.UTF_8));
            open.send(lost).get();
            try (OutboxRole outbox = outbox(site.engine())) {
                assertThatThrownBy(outbox::step).isInstanceOf(TimeoutException.class);
            }
            open.abortTransaction();
        }
        try (OutboxRole outbox = outbox(site.engine())) {
            assertThat(outbox.step()).as("it goes on before what was dropped").isTrue();
            while (outbox.step()) {
                Thread.onSpinWait();
            }
        }
        Site.await("all is seen", () -> site.observer().events().size() >= events);
        assertThat(site.observer().events()).extracting(Message::id).doesNotHaveDuplicates();
        assertThat(site.observer().events()).hasSize((int) events);
    }

    /** As after a broker ended a transaction in the topics, but not in that of the position. */
    @Test
    void whatTheTopicsHoldBeyondThePositionIsNotPublishedAgain() throws Exception {
        try (OutboxRole outbox = outbox(site.engine())) {
            while (outbox.step()) {
                Thread.onSpinWait();
            }
        }
        long events = site.logged("not in ('ReadingsRecorded', 'RecordQuarantined')");
        long head = site.engine().internals().log().head();
        Properties plain = kafka();
        plain.put("key.serializer", StringSerializer.class.getName());
        plain.put("value.serializer", StringSerializer.class.getName());
        String older = Long.toString(head / 2);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(plain)) {
            producer.send(
                            new ProducerRecord<>(
                                    site.topics().outboxPosition(), 0, "position", older))
                    .get();
        }
        try (OutboxRole outbox = outbox(site.engine())) {
            int steps = 0;
            while (outbox.step()) {
                steps++;
            }
            assertThat(steps).as("the rest is looked at again").isPositive();
        }
        Site.await("all is seen", () -> site.observer().events().size() >= events);
        assertThat(site.observer().events()).extracting(Message::id).doesNotHaveDuplicates();
        assertThat(site.observer().events()).hasSize((int) events);
    }

    private OutboxRole outbox(BillingEngine engine) {
        return new OutboxRole(engine, site.topics(), kafka(), new SimpleMeterRegistry());
    }

    private Properties kafka() {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", site.settings().bootstrap());
        return kafka;
    }
}
