package io.usance.benchmarks.load;

import io.usance.kafka.IntakeRole;
import io.usance.run.UsanceService;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A backlog drained: from the start of the service until every charge and settlement command of the
 * fed readings is committed and a {@code read_committed} consumer has read it.
 *
 * @param seconds how long that took
 * @param intakeSeconds until the last reading was stored
 * @param records fed, duplicates included
 * @param rows events written
 * @param settlements commands read
 * @param cpu seconds of CPU by stage
 */
record Drain(
        double seconds,
        double intakeSeconds,
        long records,
        long rows,
        long settlements,
        Map<String, Double> cpu) {
    private static final Duration LIMIT = Duration.ofMinutes(20);

    double recordsPerSecond() {
        return records / seconds;
    }

    /**
     * Feeds nothing: the records are in the topic.
     *
     * @param records how many of them are new
     */
    static Drain of(LoadSite site, long records) throws InterruptedException {
        return of(site, records, () -> {});
    }

    /**
     * @param whenDrained runs when all is drained, before the service is stopped
     */
    static Drain of(LoadSite site, long records, Runnable whenDrained) throws InterruptedException {
        long firstPosition = site.engine.log().head();
        long total = received(site) + records;
        CpuUse before = CpuUse.now();
        long startNs = System.nanoTime();
        try (UsanceService service = site.service();
                CommittedCount commands = new CommittedCount(site)) {
            double intake = 0;
            while (true) {
                long deadline = System.nanoTime() - startNs;
                if (deadline > LIMIT.toNanos() || service.failure().isPresent()) {
                    throw new IllegalStateException("not drained: " + service.failure());
                }
                boolean stored = received(site) >= total;
                if (stored && intake == 0) {
                    intake = seconds(startNs);
                }
                if (stored && site.engine.charging().position() >= site.engine.log().head()) {
                    long expected =
                            site.number(
                                    "select count(*) from domain_event where payload_type = 'SettlementCommanded'");
                    commands.await(expected);
                    Drain drain =
                            new Drain(
                                    seconds(startNs),
                                    intake,
                                    records,
                                    site.engine.log().head() - firstPosition,
                                    expected,
                                    CpuUse.now().since(before));
                    whenDrained.run();
                    return drain;
                }
                Thread.sleep(50);
            }
        }
    }

    private static long received(LoadSite site) {
        return site.engine
                .positions()
                .tally(IntakeRole.positionName(site.topics.readings()))
                .received();
    }

    private static double seconds(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }

    /** Counts what a {@code read_committed} consumer sees of the settlement commands. */
    static final class CommittedCount implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private long count;

        CommittedCount(LoadSite site) {
            Properties settings = site.client();
            settings.put("isolation.level", "read_committed");
            settings.put("auto.offset.reset", "earliest");
            consumer =
                    new KafkaConsumer<>(
                            settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer.assign(
                    consumer.partitionsFor(site.topics.settlementCommands()).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList());
        }

        void await(long expected) {
            long startNs = System.nanoTime();
            while (count < expected) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(20));
                count += records.count();
                if (System.nanoTime() - startNs > LIMIT.toNanos()) {
                    throw new IllegalStateException(
                            count + " of " + expected + " settlement commands were published");
                }
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
