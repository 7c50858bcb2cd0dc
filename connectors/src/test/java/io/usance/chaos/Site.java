package io.usance.chaos;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmChain;
import io.usance.anchor.evm.EvmNode;
import io.usance.embedded.EmbeddedKafka;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.kafka.IntakeRole;
import io.usance.kafka.TopicSetup;
import io.usance.kafka.Topics;
import io.usance.record.kinds.StandardInputs;
import io.usance.record.silo.SiloInput;
import io.usance.service.UsanceService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics, a database and a contract of their own for one run, and the same plant set up in it. */
final class Site implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final Duration DRAIN_MAX = Duration.ofSeconds(300);

    private final ChaosPlant plant;
    private final EvmChain chain;
    private final HikariDataSource pool;
    private final Topics topics;
    private final ServiceProcess.Settings settings;
    private final BillingEngine engine;
    private final Observer observer;
    private final KafkaProducer<byte[], byte[]> producer;
    private long published;

    Site(ChaosPlant plant, EvmNode node) {
        this(plant, node, PARTITIONS);
    }

    Site(ChaosPlant plant, EvmNode node, int partitions) {
        this(plant, node, partitions, SharedParts.kafka(), SharedParts.newDatabase());
    }

    /** With a broker and an empty database of the caller's. */
    Site(ChaosPlant plant, EvmNode node, EmbeddedKafka broker, String jdbcUrl) {
        this(plant, node, PARTITIONS, broker, jdbcUrl);
    }

    private Site(
            ChaosPlant plant, EvmNode node, int partitions, EmbeddedKafka broker, String jdbcUrl) {
        this.plant = plant;
        this.chain = node.chain();
        String bootstrap = broker.bootstrapServers();
        String prefix = SharedParts.uniqueName() + ".";
        String contract = EvmAnchor.deploy(chain, EvmNode.PUBLIC_DEV_KEY.toCharArray());
        settings =
                new ServiceProcess.Settings(bootstrap, prefix, jdbcUrl, node.url(), contract, "");
        topics = Topics.withPrefix(prefix);
        // The simulated past would be older than Kafka's default retention.
        for (String topic :
                List.of(topics.inbound(SiloInput.READINGS), topics.inbound(SiloInput.DELIVERIES))) {
            broker.createTopic(topic, partitions, Map.of("retention.ms", "-1"));
        }
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", bootstrap);
        TopicSetup.create(kafka, topics, StandardInputs.all(), partitions, (short) 1);
        pool = ServiceProcess.pool(jdbcUrl);
        engine = BillingEngine.builder(pool).build();
        plant.setUp(engine);
        observer = new Observer(bootstrap, topics);
        kafka.put("linger.ms", "5");
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    ServiceProcess.Settings settings() {
        return settings;
    }

    Topics topics() {
        return topics;
    }

    BillingEngine engine() {
        return engine;
    }

    Observer observer() {
        return observer;
    }

    EvmAnchor anchor() {
        return EvmAnchor.connect(chain, settings.contract(), EvmNode.PUBLIC_DEV_KEY.toCharArray());
    }

    /** The service in this JVM. */
    UsanceService serviceHere() {
        return ServiceProcess.start(settings, pool);
    }

    void publishDeliveries() {
        publish(plant.deliveries(topics));
    }

    List<ProducerRecord<byte[], byte[]>> readings() {
        return plant.readings(topics);
    }

    /** Returns when the broker has them, and where. */
    List<RecordMetadata> publish(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
        producer.flush();
        List<RecordMetadata> places = sent.stream().map(Site::sent).toList();
        published += records.size();
        return places;
    }

    private static RecordMetadata sent(Future<RecordMetadata> record) {
        try {
            return record.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a record was not taken by the broker", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Records sent so far. */
    long published() {
        return published;
    }

    /** Records stored so far, of both inbound topics. */
    long received() {
        return engine.internals()
                        .positions()
                        .tally(IntakeRole.positionName(topics.inbound(SiloInput.READINGS)))
                        .received()
                + engine.internals()
                        .positions()
                        .tally(IntakeRole.positionName(topics.inbound(SiloInput.DELIVERIES)))
                        .received();
    }

    void awaitReceived() throws InterruptedException {
        await("everything published is stored", () -> received() >= published);
    }

    /**
     * Until all that was published is stored, charged, settled, sealed, anchored, confirmed and
     * seen by the observer.
     */
    void awaitDrained() throws InterruptedException {
        awaitReceived();
        await(
                "everything is charged, anchored and confirmed",
                () ->
                        engine.internals().charging().position() >= engine.internals().log().head()
                                && engine.internals().readModels().progress().settled());
        await(
                "everything is seen",
                () ->
                        observer.events().size()
                                        >= logged(
                                                "not in ('ReadingsRecorded', 'RecordQuarantined')")
                                && observer.settlements().size()
                                        >= logged("= 'SettlementCommanded'")
                                && observer.quarantine().size() >= logged("= 'RecordQuarantined'"));
    }

    /** Runs the service in this JVM over all readings, with nothing in its way. */
    void runUndisturbed(List<ProducerRecord<byte[], byte[]>> readings) throws InterruptedException {
        long startNs = System.nanoTime();
        try (UsanceService service = serviceHere()) {
            publishDeliveries();
            awaitReceived();
            publish(readings);
            awaitDrained();
            if (service.failure().isPresent()) {
                throw new AssertionError("undisturbed, it failed", service.failure().get());
            }
        }
        System.out.printf(
                "undisturbed: %d records, %d settlements, %d events, %d ms%n",
                received(),
                observer.settlements().size(),
                observer.events().size(),
                (System.nanoTime() - startNs) / 1_000_000);
    }

    /** Events in the log by type. */
    long logged(String types) {
        return engine.internals()
                .transactions()
                .read(sql ->
                        sql.fetchSingle(
                                        "select count(*) from usance.domain_event where payload_type "
                                                + types)
                                .get(0, long.class));
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + DRAIN_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("not within " + DRAIN_MAX.toSeconds() + " s: " + what);
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() throws InterruptedException {
        observer.close();
        producer.close();
        pool.close();
    }
}
