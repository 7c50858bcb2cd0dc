package io.usance.benchmarks.load;

import io.usance.kafka.IntakeRole;
import io.usance.record.silo.SiloInput;
import io.usance.service.UsanceService;
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
 * @param firstPosition of the log when counting began
 * @param rows events written since
 * @param settlements commands read
 * @param cpu seconds of CPU by stage
 * @param diskSeconds in which something stood still for the disk
 */
record Drain(
        double seconds,
        double intakeSeconds,
        long records,
        long firstPosition,
        long rows,
        long settlements,
        Map<String, Double> cpu,
        double diskSeconds) {
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
        return of(site, records, 0, () -> {});
    }

    /**
     * @param uncounted how many of the records are stored before counting begins: a service that
     *     has just started has to load its silos
     * @param whenDrained runs when all is drained, before the service is stopped
     */
    static Drain of(LoadSite site, long records, long uncounted, Runnable whenDrained)
            throws InterruptedException {
        long total = received(site) + records;
        long countedFrom = received(site) + uncounted;
        CpuUse before = CpuUse.now();
        double diskBefore = Machine.diskWaitSeconds();
        long firstPosition = site.engine.internals().log().head();
        long startNs = System.nanoTime();
        try (UsanceService service = site.service();
                CommittedCount commands = new CommittedCount(site)) {
            double intake = 0;
            long counted = records;
            if (uncounted > 0) {
                counted = total - awaitStored(site, service, countedFrom);
                before = CpuUse.now();
                diskBefore = Machine.diskWaitSeconds();
                firstPosition = site.engine.internals().log().head();
                startNs = System.nanoTime();
            }
            while (true) {
                long deadline = System.nanoTime() - startNs;
                if (deadline > LIMIT.toNanos() || service.failure().isPresent()) {
                    throw new IllegalStateException("not drained: " + service.failure());
                }
                boolean stored = received(site) >= total;
                if (stored && intake == 0) {
                    intake = seconds(startNs);
                }
                if (stored
                        && site.engine.internals().charging().position()
                                >= site.engine.internals().log().head()) {
                    long expected =
                            site.number(
                                    "select count(*) from usance.domain_event where payload_type = 'SettlementCommanded'");
                    commands.await(expected);
                    Drain drain =
                            new Drain(
                                    seconds(startNs),
                                    intake,
                                    counted,
                                    firstPosition,
                                    site.engine.internals().log().head() - firstPosition,
                                    expected,
                                    CpuUse.now().since(before),
                                    Machine.diskWaitSeconds() - diskBefore);
                    whenDrained.run();
                    return drain;
                }
                Thread.sleep(50);
            }
        }
    }

    /** How many are stored by then. */
    private static long awaitStored(LoadSite site, UsanceService service, long wanted)
            throws InterruptedException {
        long startNs = System.nanoTime();
        long received = received(site);
        while (received < wanted) {
            if (seconds(startNs) > LIMIT.toSeconds() || service.failure().isPresent()) {
                throw new IllegalStateException("not drained: " + service.failure());
            }
            Thread.sleep(20);
            received = received(site);
        }
        return received;
    }

    private static long received(LoadSite site) {
        return site.engine
                .internals()
                .positions()
                .tally(IntakeRole.positionName(site.topics.inbound(SiloInput.READINGS)))
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
