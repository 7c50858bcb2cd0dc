package io.usance.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.cli.CliRun;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.Settlement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that release fc54b90 wrote is opened, migrated and continued; its reports, receipts
 * and bundles are what they were.
 */
@Tag("slow")
class ReleaseDatabaseTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AS_OF = "2026-05-05";
    private static final String NEXT_INDEX = "2026-04-01=117.3";
    private static final int CONTRACTS = 4;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    ReleaseDatabaseTest() {}

    @Test
    void itIsMigratedAndNothingIsLost() throws Exception {
        try (OldRelease old = OldRelease.restored()) {
            assertThat(old.query("select max(version::int) from usance_schema_history"))
                    .containsExactly("7");
            BillingEngine engine = BillingEngine.builder(old.pool).build();
            engine.catchUp();
            assertIdentitiesHold(engine);
            assertReadModelsAreThoseOfThen(old);
            for (String table : List.of("domain_event", "payment", "payment_part", "net_due")) {
                assertThat(old.now(table)).as(table).isEqualTo(OldRelease.then(table));
            }
            // What a rebuild from nothing gives.
            engine.internals().readModels().reset();
            assertThat(old.query("select count(*) from settlement")).containsExactly("0");
            engine.catchUp();
            assertIdentitiesHold(engine);
            assertReadModelsAreThoseOfThen(old);
        }
    }

    private static void assertReadModelsAreThoseOfThen(OldRelease old) throws Exception {
        for (String table : OldRelease.READ_MODELS) {
            assertThat(old.now(table)).as(table).isEqualTo(OldRelease.then(table));
        }
    }

    private static void assertIdentitiesHold(BillingEngine engine) {
        assertThat(engine.internals().readModels().identities())
                .hasSizeGreaterThan(10)
                .allMatch(Identity::holds);
    }

    @Test
    void itsReportsAreWhatTheyWere() throws Exception {
        try (OldRelease old = OldRelease.restored()) {
            for (String contract : List.of("contract-01", "contract-03", "contract-04")) {
                assertThat(report(old, contract, "2026-03"))
                        .as(contract)
                        .isEqualTo(reportOfThen("reports", contract));
            }
            // This one was signed by then: another product writes its next version.
            JsonNode signed = report(old, "contract-02", "2026-03");
            assertThat(signed.path("changes")).isEmpty();
            assertThat(withoutVersion(signed))
                    .isEqualTo(withoutVersion(reportOfThen("reports", "contract-02")));
        }
    }

    /** Without the product and the hash of the configuration, which are the release's own. */
    private static JsonNode comparable(Path file) throws IOException {
        JsonNode report = JSON.readTree(file.toFile());
        ObjectNode header = (ObjectNode) report.path("header");
        assertThat(header.remove("product").textValue()).startsWith("usance ");
        assertThat(header.remove("configurationSha256").textValue()).hasSize(64);
        return report;
    }

    private static JsonNode withoutVersion(JsonNode report) {
        ((ObjectNode) report.path("header")).remove(List.of("version", "runId"));
        return report;
    }

    private static JsonNode reportOfThen(String where, String contract) throws IOException {
        return comparable(
                OldRelease.DIRECTORY.resolve(where).resolve(contract).resolve("report.json"));
    }

    private JsonNode report(OldRelease old, String contract, String month) throws IOException {
        Path to = directory.resolve(month).resolve(contract);
        Files.createDirectories(to.getParent());
        cli(
                old,
                "report",
                "--contract",
                contract,
                "--period",
                month,
                "--as-of",
                AS_OF,
                "--out",
                to.toString());
        return comparable(to.resolve("report.json"));
    }

    @Test
    void itsReceiptsAndBundlesVerifyAndAreIssuedAgain() throws Exception {
        Path receipts = OldRelease.DIRECTORY.resolve("receipts");
        Path bundles = OldRelease.DIRECTORY.resolve("bundles");
        assertThat(verify(receipts)).startsWith(count(receipts) + " verified\n");
        assertThat(verify(bundles)).startsWith(count(bundles) + " verified\n");
        checkLog(OldRelease.DIRECTORY.resolve("log"));
        try (OldRelease old = OldRelease.restored()) {
            Path issued = directory.resolve("issued");
            cli(old, "receipts", "--bundles", "--out", issued.toString());
            assertAreStill(receipts, issued.resolve("receipts"));
            assertAreStill(bundles, issued.resolve("bundles"));
        }
    }

    /** Every file of then is there, byte for byte. */
    private static void assertAreStill(Path then, Path now) throws IOException {
        for (Path file : files(then)) {
            assertThat(now.resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
    }

    private static String verify(Path of) {
        CliRun run = CliRun.of("verify", of.toString(), "--log-key", logKey());
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    /** The log holds what the receipts of then say of it. */
    private static void checkLog(Path log) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("log", "check", log.toString(), "--log-key", logKey()));
        for (Path receipt : files(OldRelease.DIRECTORY.resolve("receipts"))) {
            if (Files.readString(receipt).contains("\"checkpoint\"")) {
                command.addAll(List.of("--kept", receipt.toString()));
            }
        }
        CliRun run = CliRun.of(command.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(command).hasSizeGreaterThan(20);
    }

    private static String logKey() {
        return OldRelease.DIRECTORY.resolve("log.pub").toString();
    }

    private static long count(Path of) throws IOException {
        return files(of).size();
    }

    private static List<Path> files(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.sorted().toList();
        }
    }

    /**
     * Where the events below a snapshot cannot be read, silos and contracts go on from it; without
     * the snapshot they cannot.
     */
    @Test
    void itsSnapshotsAreUsed() throws Exception {
        try (OldRelease old = OldRelease.restored()) {
            BillingEngine engine = BillingEngine.builder(old.pool).build();
            assertThat(makeUnreadable(old)).isGreaterThan(500);
            Map<String, Reading> next = nextReadings();
            assertThat(next).hasSize(7);
            next.forEach((siloId, reading) -> {
                Decision<SiloEvent> decision =
                        engine.handle(
                                new RecordReadings(siloId, List.of(reading), reading.sampledAt()));
                assertThat(decision.refusals()).as(siloId).isEmpty();
                assertThat(decision.recorded()).as(siloId).isEqualTo(1);
            });
            engine.catchUp();
            for (String contractId : old.query("select contract_id from contract")) {
                assertThat(engine.contractTerms(contractId)).as(contractId).isNotNull();
            }
            assertIdentitiesHoldButForTheIntake(engine);
        }
        try (OldRelease old = OldRelease.restored()) {
            BillingEngine engine = BillingEngine.builder(old.pool).build();
            makeUnreadable(old);
            assertThat(old.update("delete from snapshot")).isEqualTo(11);
            Map.Entry<String, Reading> any = nextReadings().entrySet().iterator().next();
            assertThatThrownBy(() ->
                            engine.handle(
                                    new RecordReadings(
                                            any.getKey(),
                                            List.of(any.getValue()),
                                            any.getValue().sampledAt())))
                    .hasStackTraceContaining("event type Unreadable is unknown");
        }
    }

    /** These readings came from no topic. */
    private static void assertIdentitiesHoldButForTheIntake(BillingEngine engine) {
        assertThat(engine.internals().readModels().identities())
                .filteredOn(one -> !one.name().startsWith("records recorded = "))
                .hasSizeGreaterThan(10)
                .allMatch(Identity::holds);
    }

    private static int makeUnreadable(OldRelease old) throws SQLException {
        return old.update(
                "update domain_event e set payload_type = 'Unreadable' from snapshot s"
                        + " where e.stream_id = s.stream_id and e.sequence <= s.sequence");
    }

    /** The first reading with a value of each silo, of those that came next. */
    private static Map<String, Reading> nextReadings() throws IOException {
        Map<String, Reading> next = new TreeMap<>();
        for (Message message : Message.next()) {
            JsonNode json = JSON.readTree(message.value());
            if (message.topic().endsWith("readings") && !json.path("value").asText().isEmpty()) {
                next.putIfAbsent(message.key(), reading(json));
            }
        }
        return next;
    }

    private static Reading reading(JsonNode json) {
        return new Reading(
                json.path("sensorId").textValue(),
                json.path("sequence").longValue(),
                json.path("batchId").textValue(),
                Instant.parse(json.path("sampledAt").textValue()),
                ReadingKind.valueOf(json.path("kind").textValue()),
                new BigDecimal(json.path("value").textValue()),
                UnitOfMeasure.ofCode(json.path("unit").textValue()).orElseThrow(),
                null);
    }

    /**
     * The service of today takes the next month: what is not anchored goes to the same log, April
     * closes, and comes to what the old release has made of it.
     */
    @Test
    void aServiceGoesOnWithIt() throws Exception {
        Path log = Files.createDirectories(directory.resolve("log"));
        for (Path file : files(OldRelease.DIRECTORY.resolve("log"))) {
            Files.copy(file, log.resolve(file.getFileName()));
        }
        Files.writeString(directory.resolve("log.pem"), OldRelease.logKeyPem());
        List<Message> messages = Message.next();
        ServiceTopics topics = ServiceTopics.named(SharedParts.uniqueName());
        topics.send(messages);
        try (OldRelease old = OldRelease.restored()) {
            cli(
                    old,
                    "index",
                    "publish",
                    "--series",
                    "ENERGY-DE",
                    "--source",
                    "exchange",
                    NEXT_INDEX);
            BillingEngine engine = BillingEngine.builder(old.pool).build();
            try (RunningService service =
                    RunningService.start(
                            config(
                                    old,
                                    """
                                    batch: {count: 40, age: 500ms}
                                    anchor: {kind: log, directory: log, origin: usance.example/fixture, key: '${file:log.pem}'}
                                    """,
                                    topics.prefix()))) {
                service.await(
                        "April",
                        () -> received(engine, topics) == messages.size() && isSettled(engine));
                List<Settlement> settlements = engine.internals().readModels().settlements();
                assertThat(ids(topics.values("usance.settlement-commands", settlements.size())))
                        .containsExactlyInAnyOrderElementsOf(
                                settlements.stream().map(Settlement::settlementId).toList());
                service.stop();
            }
            assertIdentitiesHold(engine);
            assertAprilIsAsTheOldReleaseHasIt(old);
            // What comes later says nothing new of March.
            assertThat(report(old, "contract-03", "2026-03"))
                    .isEqualTo(reportOfThen("reports", "contract-03"));
            checkLog(log);
            Path issued = directory.resolve("issued");
            cli(old, "receipts", "--bundles", "--out", issued.toString());
            assertAreStill(OldRelease.DIRECTORY.resolve("receipts"), issued.resolve("receipts"));
            int settlements = engine.internals().readModels().settlements().size();
            assertThat(verify(issued.resolve("receipts"))).startsWith(settlements + " verified\n");
            assertThat(verify(issued.resolve("bundles"))).startsWith(settlements + " verified\n");
        }
    }

    private static long received(BillingEngine engine, ServiceTopics topics) {
        return Stream.of("usance.readings", "usance.deliveries")
                .mapToLong(topic ->
                        engine.internals()
                                .positions()
                                .tally("kafka/" + topics.prefix() + topic)
                                .received())
                .sum();
    }

    private static boolean isSettled(BillingEngine engine) {
        return engine.internals().charging().position() >= engine.internals().log().head()
                && engine.internals().readModels().progress().settled()
                && engine.internals().readModels().contractPeriods().stream()
                                .filter(one -> one.periodId().startsWith("2026-04"))
                                .filter(one -> one.state().equals("SETTLED"))
                                .count()
                        == CONTRACTS;
    }

    private static List<String> ids(List<String> commands) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String command : commands) {
            ids.add(JSON.readTree(command).path("settlementId").textValue());
        }
        return ids;
    }

    /** Quantities, prices and readings; batches and dates of payment are another run's. */
    private void assertAprilIsAsTheOldReleaseHasIt(OldRelease old) throws IOException {
        for (String contract :
                List.of("contract-01", "contract-02", "contract-03", "contract-04")) {
            JsonNode then = withoutInstalments(reportOfThen("next", contract));
            JsonNode now = withoutInstalments(report(old, contract, "2026-04"));
            for (String section :
                    List.of("bridge", "levels", "prices", "tax", "accrual", "ageing", "invoices")) {
                assertThat(now.path(section))
                        .as(contract + " " + section)
                        .isEqualTo(then.path(section));
            }
            assertThat(readings(now)).as(contract).isEqualTo(readings(then));
        }
    }

    /** When a part of the consumption was known goes by what arrived together. */
    private static JsonNode withoutInstalments(JsonNode report) {
        report.path("levels").forEach(silo -> ((ObjectNode) silo).remove("consumed"));
        return report;
    }

    private static JsonNode readings(JsonNode report) {
        for (JsonNode file : report.path("details")) {
            if (file.path("file").asText().equals("readings.csv")) {
                return file;
            }
        }
        throw new AssertionError("no readings.csv in " + report.path("details"));
    }

    private String cli(OldRelease old, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", config(old, "", "").toString()));
        CliRun run = CliRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private Path config(OldRelease old, String more, String prefix) throws IOException {
        Files.writeString(directory.resolve("master-data.json"), "{\"silos\":[],\"contracts\":[]}");
        return Files.writeString(
                directory.resolve("usance.yaml"),
                """
                kafka: {properties: {bootstrap.servers: '%s', group.id: '%susance'}, topicPrefix: '%s', partitions: 2, replication: 1}
                postgres: {url: '%s', user: postgres}
                masterData: master-data.json
                %s\
                """
                        .formatted(
                                SharedParts.kafka().bootstrapServers(),
                                prefix,
                                prefix,
                                old.jdbcUrl.replaceFirst("\\?.*", ""),
                                more));
    }
}
