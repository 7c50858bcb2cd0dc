package io.usance.benchmarks.load;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.config.ServiceSettings;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import io.usance.engine.BillingEngine;
import io.usance.kafka.Topics;
import io.usance.record.silo.SiloInput;
import io.usance.service.UsanceService;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics and a database of one scenario, its silos set up, and the engine on it. */
final class LoadSite implements AutoCloseable {
    static final int PARTITIONS = 4;

    /** What an operator would set: room for the indexes in use, and checkpoints far apart. */
    static final Map<String, String> POSTGRES =
            Map.of("shared_buffers", "1GB", "max_wal_size", "8GB");

    private static final int CONNECTIONS_MAX = 16;

    final EmbeddedKafka kafka;
    final EmbeddedDatabase server;
    final Topics topics;
    final HikariDataSource pool;
    final BillingEngine engine;
    private final int partitions;

    private LoadSite(
            EmbeddedKafka kafka,
            EmbeddedDatabase server,
            String name,
            int partitions,
            Workload workload) {
        this.kafka = kafka;
        this.server = server;
        this.partitions = partitions;
        topics = Topics.withPrefix(name + ".");
        Map<String, String> keep = Map.of("retention.ms", "-1", "segment.bytes", "268435456");
        kafka.createTopic(topics.inbound(SiloInput.READINGS), partitions, keep);
        kafka.createTopic(topics.inbound(SiloInput.DELIVERIES), partitions, keep);
        server.createDatabase(name);
        pool = server.newPool(name, CONNECTIONS_MAX);
        engine =
                BillingEngine.builder(pool)
                        .aggregatesCachedMax(workload.silos() * 2)
                        .readingAhead()
                        .build();
        workload.setUp(engine);
        engine.catchUp();
    }

    static LoadSite open(
            EmbeddedKafka kafka, EmbeddedDatabase server, String name, Workload workload) {
        return open(kafka, server, name, PARTITIONS, workload);
    }

    static LoadSite open(
            EmbeddedKafka kafka,
            EmbeddedDatabase server,
            String name,
            int partitions,
            Workload workload) {
        return new LoadSite(kafka, server, name, partitions, workload);
    }

    /** Sends all readings of the workload and returns how many records that were. */
    long feed(Workload workload) {
        Properties settings = client();
        settings.put("linger.ms", "20");
        settings.put("batch.size", "262144");
        settings.put("compression.type", "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long[] sent = {0};
            workload.forEach((silo, no) -> {
                producer.send(record(silo, no));
                sent[0]++;
            });
            producer.flush();
            return sent[0];
        }
    }

    ProducerRecord<byte[], byte[]> record(int silo, int no) {
        return new ProducerRecord<>(
                topics.inbound(SiloInput.READINGS),
                null,
                Workload.sampledAt(no).plusSeconds(5).toEpochMilli(),
                Workload.siloId(silo).getBytes(StandardCharsets.US_ASCII),
                Workload.json(silo, no));
    }

    Properties client() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        return settings;
    }

    /** The service with all its roles, as {@code usance run} starts it; no chain. */
    UsanceService service() {
        return service(client(), topics, partitions, engine);
    }

    static UsanceService service(
            Properties client, Topics topics, int partitions, BillingEngine engine) {
        ServiceSettings local =
                ServiceSettings.local(client.getProperty("bootstrap.servers"), topics);
        ServiceSettings settings =
                new ServiceSettings(
                        client,
                        topics,
                        partitions,
                        local.replication(),
                        100_000,
                        Duration.ofSeconds(30),
                        null,
                        1,
                        Duration.ofDays(100_000),
                        local.outageAttemptsMax(),
                        local.outagePauseMax());
        return UsanceService.start(
                engine, Optional.empty(), settings, Clock.systemUTC(), new SimpleMeterRegistry());
    }

    String jdbcUrl() {
        return pool.getJdbcUrl();
    }

    /** One number out of the database. */
    long number(String query) {
        return engine.internals()
                .transactions()
                .read(sql -> sql.fetchSingle(query).get(0, long.class));
    }

    @Override
    public void close() {
        pool.close();
    }
}
