package io.usance.washing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.Anchor;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.Verification;
import io.usance.anchor.log.LogAnchor;
import io.usance.batching.BatchArchive;
import io.usance.bundle.BundleIssuer;
import io.usance.bundle.BundleVerification;
import io.usance.bundle.BundleVerifier;
import io.usance.config.ServiceSettings;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.kafka.AsyncApi;
import io.usance.kafka.IntakeRole;
import io.usance.kafka.Topics;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.record.MeterInput;
import io.usance.record.MeterInputs;
import io.usance.record.kinds.StandardInputs;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import io.usance.service.UsanceService;
import io.usance.store.Positions.Tally;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of meter that the product does not know goes the whole line, from Kafka to the report. */
class WashingTest {
    private static final int LINES_MAX = 250;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final String APRIL = "2026-04-01/2026-05-01";

    /** One call per module: this one, and {@code meterKind} of the engine. */
    private static final MeterInputs INPUTS =
            StandardInputs.all().with(MeterInput.of("washer", new WashTopic()));

    @TempDir Path directory;

    @Test
    void isWrittenInFewLines() throws Exception {
        Path room = Path.of("src/test/java/io/usance/washing");
        long lines = 0;
        try (Stream<Path> files = Files.list(room)) {
            for (Path file : files.filter(f -> !f.toString().endsWith("Test.java")).toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        assertThat(lines).isPositive().isLessThanOrEqualTo(LINES_MAX);
    }

    @Test
    void itsTopicIsInTheListOfTopics() {
        var document = AsyncApi.of(Topics.defaults(), INPUTS, "1.0.0");
        assertThat(document.at("/channels/washingCounts/address").asText())
                .isEqualTo("usance.washing-counts");
        assertThat(
                        document.at("/components/schemas/washing-counts/properties/cycles/type")
                                .asText())
                .isEqualTo("integer");
    }

    @Test
    void anEngineWithoutTheKindIsNotStartedWithItsTopic() {
        try (HikariDataSource pool = pool()) {
            BillingEngine engine = BillingEngine.builder(pool).build();
            assertThatThrownBy(() -> INPUTS.requireKnownTo(engine.meterKinds()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("washer is no kind of meter; there are silo");
        }
    }

    @Test
    @Tag("slow")
    void goesTheWholeLine() throws Exception {
        LogSigningKey key =
                LogSigningKey.generate(
                        "plant.example/log", directory.resolve("log.pem"), new SecureRandom());
        try (HikariDataSource pool = pool();
                Anchor anchor = LogAnchor.in(directory.resolve("log"), key)) {
            BillingEngine engine = BillingEngine.builder(pool).meterKind(new WashKind()).build();
            engine.handle(new WashKind.WasherRegistered("w-1", 1_000));
            engine.signContract(terms(), FROM);
            Topics topics = Topics.withPrefix(SharedParts.uniqueName() + ".");
            try (UsanceService service =
                    UsanceService.start(
                            engine,
                            INPUTS,
                            Optional.of(anchor),
                            List.of(),
                            settings(topics),
                            Clock.systemUTC(),
                            new SimpleMeterRegistry())) {
                send(topics.inbound("usance.washing-counts"));
                await(service, () -> tally(engine, topics).received() == 8);
                await(service, () -> isSettled(engine));
                assertThat(service.inbound()).contains(topics.inbound("usance.washing-counts"));
                assertPublished(topics);
            }
            assertBilled(engine, topics);
            assertProven(engine, key.publicKey());
            assertReported(engine);
        }
    }

    private static void send(String topic) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records =
                List.of(
                        count(topic, "w-1", "1004", "2026-03-02T08:00:00Z"),
                        count(topic, "w-1", "1010", "2026-03-15T08:00:00Z"),
                        count(topic, "w-1", "1010", "2026-03-15T08:00:00Z"),
                        count(topic, "w-1", "1007", "2026-03-16T08:00:00Z"),
                        count(topic, "w-1", "\"many\"", "2026-03-17T08:00:00Z"),
                        count(topic, "w-9", "17", "2026-03-18T08:00:00Z"),
                        count(topic, "w-1", "1013", "2026-04-02T08:00:00Z"),
                        count(topic, "w-1", "1014", "2026-04-03T08:00:00Z"));
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        SharedParts.kafka().bootstrapServers(),
                        "key.serializer",
                        ByteArraySerializer.class.getName(),
                        "value.serializer",
                        ByteArraySerializer.class.getName());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> count(
            String topic, String washer, String cycles, String at) {
        String json =
                "{\"washer\":\"%s\",\"cycles\":%s,\"at\":\"%s\"}".formatted(washer, cycles, at);
        return new ProducerRecord<>(
                topic,
                null,
                Instant.parse(at).plusSeconds(5).toEpochMilli(),
                washer.getBytes(UTF_8),
                json.getBytes(UTF_8));
    }

    private static Tally tally(BillingEngine engine, Topics topics) {
        String topic = topics.inbound("usance.washing-counts");
        return engine.internals().positions().tally(IntakeRole.positionName(topic));
    }

    private static boolean isSettled(BillingEngine engine) {
        return engine.internals().charging().position() >= engine.internals().log().head()
                && engine.internals().readModels().isCurrent()
                && engine.internals().readModels().settlements().size() == 4
                && engine.internals().readModels().settlements().stream()
                        .allMatch(s -> "CONFIRMED".equals(s.batchState()));
    }

    private static void assertPublished(Topics topics) {
        List<String> commanded =
                read(topics.settlementCommands(), 4).stream()
                        .map(record -> new String(record.value(), UTF_8))
                        .toList();
        assertThat(commanded)
                .hasSize(4)
                .allMatch(json -> json.contains("\"contractId\":\"laundry\""));
        assertThat(read(topics.events(), 20))
                .filteredOn(
                        record -> "io.usance.CyclesMetered.v1".equals(header(record, "ce_type")))
                .hasSize(4)
                .allSatisfy(record -> {
                    assertThat(new String(record.key(), UTF_8)).isEqualTo("laundry");
                    assertThat(header(record, "ce_subject")).isEqualTo("w-1");
                });
        assertThat(read(topics.quarantine(), 3).stream().map(record -> header(record, "reason")))
                .containsExactlyInAnyOrder("COUNT_BACKWARDS", "WRONG_TYPE", "UNKNOWN_METER");
    }

    /** 10 cycles in March and 4 in April, 2.50 each. */
    private static void assertBilled(BillingEngine engine, Topics topics) {
        assertThat(tally(engine, topics)).isEqualTo(new Tally(8, 4, 1, 3));
        assertThat(engine.internals().readModels().contractPeriods())
                .extracting(p -> p.periodId() + " " + p.amountMinor() + " " + p.settledMinor())
                .containsExactlyInAnyOrder(MARCH + " 2500 2500", APRIL + " 1000 1000");
        assertThat(engine.internals().readModels().meterPeriods())
                .filteredOn(p -> p.periodId().equals(MARCH))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.meterId()).isEqualTo("w-1");
                    assertThat(p.consumedMilli()).isEqualTo(10_000L);
                    assertThat(p.state()).isEqualTo("CLOSED");
                });
        assertThat(engine.internals().readModels().identities())
                .isNotEmpty()
                .allMatch(Identity::holds);
        List<String> before = engine.internals().readModels().dump();
        engine.internals().readModels().reset();
        engine.catchUp();
        assertThat(engine.internals().readModels().dump()).isEqualTo(before);
    }

    private static void assertProven(BillingEngine engine, LogPublicKey trusted) {
        BatchArchive archive = new BatchArchive(engine);
        List<byte[]> bundles = new ArrayList<>();
        for (long batchNo = 1; batchNo <= archive.confirmed(); batchNo++) {
            archive.receipts(batchNo)
                    .forEach(receipt ->
                            assertThat(ReceiptVerifier.verify(receipt.toJson(), List.of(trusted)))
                                    .isInstanceOf(Verification.Verified.class));
            new BundleIssuer(engine).issue(batchNo, any -> true, one -> bundles.add(one.file()));
        }
        assertThat(bundles).hasSize(4);
        for (byte[] bundle : bundles) {
            assertThat(new String(bundle, UTF_8))
                    .startsWith("{\"format\":\"usance-bundle/v2\"")
                    .contains("{\"kind\":\"washer\",\"meterId\":\"w-1\"");
            assertThat(BundleVerifier.verify(bundle, List.of(trusted), engine.meterKinds()))
                    .isInstanceOf(BundleVerification.Verified.class);
            assertThat(BundleVerifier.verify(bundle, List.of(trusted)))
                    .isInstanceOfSatisfying(
                            BundleVerification.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .startsWith("washer is no kind of meter"));
        }
    }

    private void assertReported(BillingEngine engine) throws Exception {
        Report report =
                new ReportFiles(engine, StandardSections.all(), Clock.systemUTC())
                        .write("laundry", MARCH, false, null, directory.resolve("report"))
                        .report();
        assertThat(report.identities()).isNotEmpty().allMatch(Report.Check::holds);
        assertThat(directory.resolve("report")).isDirectoryContaining("glob:**/report.json");
        assertThat(Files.readString(directory.resolve("report").resolve("charges.csv")))
                .contains("w-1");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** What a {@code read_committed} consumer has seen of a topic when this many are there. */
    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        SharedParts.kafka().bootstrapServers(),
                        "isolation.level",
                        "read_committed",
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
            while (System.nanoTime() < deadlineNs && records.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static void await(UsanceService service, BooleanSupplier condition)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            service.failure()
                    .ifPresent(e -> {
                        throw new AssertionError("a role has given up", e);
                    });
            assertThat(System.nanoTime()).as("not in time").isLessThan(deadlineNs);
            Thread.sleep(50);
        }
    }

    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(SharedParts.newDatabase());
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    private static ServiceSettings settings(Topics topics) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", SharedParts.kafka().bootstrapServers());
        kafka.put("group.id", topics.prefix() + "washing");
        return new ServiceSettings(
                kafka,
                topics,
                2,
                (short) 1,
                10,
                Duration.ofMillis(300),
                null,
                1,
                Duration.ofDays(3650),
                400,
                Duration.ofSeconds(1));
    }

    private static ContractTerms terms() {
        return ContractTerms.builder("laundry")
                .supplier(new Party("maker", "Waschwerk AG", "acct-maker"))
                .customer(new Party("hotel", "Hotel am See GmbH", "acct-hotel"))
                .material("washing")
                .meters("w-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal("2.50"), UnitOfMeasure.ONE))
                .meteringFrom(FROM)
                .build();
    }
}
