package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.Anchor;
import io.usance.config.ServiceSettings;
import io.usance.engine.BillingEngine;
import io.usance.kafka.IntakeRole;
import io.usance.kafka.Topics;
import io.usance.reconciliation.Identity;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.Positions.Tally;
import io.usance.store.StoreUnavailableException;
import io.usance.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An engine and its service on given parts, and a look at what comes out. */
final class Line implements AutoCloseable {
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);

    final String bootstrapServers;
    final Topics topics;
    final BillingEngine engine;
    final HikariDataSource pool;

    Line(String bootstrapServers, String jdbcUrl, String name) {
        this.bootstrapServers = bootstrapServers;
        this.topics = Topics.withPrefix(name + ".");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(1_000);
        pool = new HikariDataSource(config);
        engine = BillingEngine.builder(pool).build();
    }

    /** Small polls and batches, so that an outage finds the line in the middle of its work. */
    ServiceSettings settings(int pollRecords, long anchorDepth) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", bootstrapServers);
        kafka.put("group.id", topics.inbound(SiloInput.READINGS));
        kafka.put("max.poll.records", Integer.toString(pollRecords));
        return new ServiceSettings(
                kafka,
                topics,
                2,
                (short) 1,
                10,
                Duration.ofMillis(300),
                null,
                anchorDepth,
                Duration.ofDays(3650),
                400,
                Duration.ofSeconds(1));
    }

    UsanceService start(ServiceSettings settings, Optional<Anchor> anchor) {
        return UsanceService.start(
                engine, anchor, settings, Clock.systemUTC(), new SimpleMeterRegistry());
    }

    /** Without an anchor, and watched. */
    UsanceService start(ServiceSettings settings, Watch watch, Duration every) {
        UsanceService service =
                UsanceService.start(
                        engine, Optional.empty(), settings, Clock.systemUTC(), watch.meters());
        new ServiceWatch(engine, pool, Optional.empty(), List.of(), settings, Clock.systemUTC())
                .follow(watch, service, every);
        return service;
    }

    /** Sends all and waits until the broker has them. */
    void send(List<ProducerRecord<byte[], byte[]>> records)
            throws ExecutionException, InterruptedException {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "max.request.size",
                        16 << 20,
                        "key.serializer",
                        ByteArraySerializer.class.getName(),
                        "value.serializer",
                        ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    /**
     * Sends the notes, waits until they are taken, sends the readings.
     *
     * @return how many records in all
     */
    int feed(UsanceService service, List<SimulatedSilo> silos)
            throws ExecutionException, InterruptedException {
        List<ProducerRecord<byte[], byte[]>> notes = Plant.notes(silos, topics);
        send(notes);
        await(service, () -> received() == notes.size(), () -> "notes are not taken");
        List<ProducerRecord<byte[], byte[]>> readings = Plant.readings(silos, topics);
        send(readings);
        return notes.size() + readings.size();
    }

    Tally tally(String topic) {
        return engine.internals().positions().tally(IntakeRole.positionName(topic));
    }

    long received() {
        return tally(topics.inbound(SiloInput.READINGS)).received()
                + tally(topics.inbound(SiloInput.DELIVERIES)).received();
    }

    /**
     * Waits until this many records are taken, charged and projected, all settlements sealed,
     * everything published.
     */
    void awaitSettled(UsanceService service, long records, boolean anchored)
            throws InterruptedException {
        await(
                service,
                () -> received() == records,
                () -> received() + " of " + records + " records taken");
        await(
                service,
                () ->
                        engine.internals().charging().position() >= engine.internals().log().head()
                                && engine.internals().readModels().isCurrent(),
                () -> "stages behind the log");
        await(
                service,
                () ->
                        engine.internals().readModels().isCurrent()
                                && engine.internals().readModels().settlements().stream()
                                        .allMatch(s ->
                                                anchored
                                                        ? "CONFIRMED".equals(s.batchState())
                                                        : s.batchNo() != null),
                () ->
                        "settlements unsealed or unanchored: "
                                + engine.internals().readModels().batches());
    }

    /** The outbox comes last, and after an outage its producer starts afresh. */
    void awaitPublished(UsanceService service) throws InterruptedException {
        await(
                service,
                () -> service.published().orElse(-1) >= engine.internals().log().head(),
                () ->
                        "published up to "
                                + service.published()
                                + ", the log ends at "
                                + engine.internals().log().head());
    }

    static void await(
            UsanceService service,
            BooleanSupplier condition,
            java.util.function.Supplier<String> state)
            throws InterruptedException {
        await(
                () -> {
                    service.failure()
                            .ifPresent(e -> {
                                throw new AssertionError("a role has given up", e);
                            });
                    return condition.getAsBoolean();
                },
                state);
    }

    static void await(BooleanSupplier condition, java.util.function.Supplier<String> state)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + SETTLE_LIMIT.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(
                        "not settled in " + SETTLE_LIMIT.toSeconds() + " s: " + state.get());
            }
            Thread.sleep(50);
        }
    }

    /** The pool may need a moment longer than the database to be there again. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    /** What a {@code read_committed} consumer sees in a topic once this many records are there. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false,
                        "key.deserializer",
                        ByteArrayDeserializer.class.getName(),
                        "value.deserializer",
                        ByteArrayDeserializer.class.getName());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadlineNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            long quietNs = 0;
            // A moment longer than needed: a message too many would still come.
            while (System.nanoTime() < deadlineNs
                    && (records.size() < count || System.nanoTime() < quietNs)) {
                int before = records.size();
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                if (before < count && records.size() >= count) {
                    quietNs = System.nanoTime() + Duration.ofMillis(500).toNanos();
                }
            }
        }
        return records;
    }

    /** What was billed, by contract and period: quantity and amount. */
    List<String> bill() {
        return engine.internals().readModels().contractPeriods().stream()
                .map(p ->
                        p.contractId()
                                + " "
                                + p.periodId()
                                + " "
                                + p.quantityMilli()
                                + " "
                                + p.amountMinor()
                                + " "
                                + p.settledMinor()
                                + " "
                                + p.state())
                .toList();
    }

    void assertIdentitiesHold() {
        assertThat(engine.internals().readModels().identities())
                .isNotEmpty()
                .allMatch(Identity::holds);
    }

    @Override
    public void close() {
        pool.close();
    }
}
