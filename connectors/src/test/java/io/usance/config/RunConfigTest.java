package io.usance.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.document.MasterData;
import io.usance.document.WithoutPlaces;
import io.usance.document.silo.SiloDocuments;
import io.usance.file.InvalidConfigException;
import io.usance.record.silo.SiloInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConfigTest {
    private static final Path EXAMPLES = Path.of("src/dist/example");
    private static final String KEY =
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "USANCE_DB_PASSWORD", "tell-no-one",
                    "USANCE_ANCHOR_KEY", KEY,
                    "USANCE_KAFKA_JAAS",
                            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"hidden\";",
                    "EMPTY", "");

    @TempDir Path directory;

    @Test
    void theExampleIsValid() throws Exception {
        RunConfig config = RunConfig.read(EXAMPLES.resolve("usance.yaml"), ENVIRONMENT);
        assertThat(config.service().kafka()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(config.service().topics().inbound(SiloInput.READINGS))
                .isEqualTo("usance.readings");
        assertThat(config.service().batchAgeMax()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.service().batchAmountMax()).isEqualTo("100000");
        assertThat(config.database().cachedMax()).isEqualTo(50_000);
        assertThat(config.database().schema()).isNull();
        assertThat(config.anchor().orElseThrow())
                .isInstanceOfSatisfying(
                        AnchorSettings.Chain.class,
                        chain -> assertThat(chain.chain().chainId()).isEqualTo(1));
        assertThat(config.masterData().documents(new SiloDocuments())).hasSize(2);
        assertThat(config.masterData().contracts()).hasSize(1);
        assertThat(config.toString()).doesNotContain("tell-no-one", KEY, "hidden");
    }

    @Test
    void theExampleMasterDataFitsItsSchema() throws IOException {
        String schema;
        try (var in = MasterData.class.getResourceAsStream("master-data.schema.json")) {
            schema = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        assertThat(
                        registry.getSchema(schema, InputFormat.JSON)
                                .validate(
                                        Files.readString(EXAMPLES.resolve("master-data.json")),
                                        InputFormat.JSON))
                .isEmpty();
    }

    /** A change to the example, and the problem it must give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "partitions: 12 | partitions: 0 | kafka.partitions: is 0, not within 1 to 10000",
                "partitions: 12 | partitions: many | kafka.partitions: is many, not a whole number",
                "partitions: 12 | partitons: 12 | kafka.partitons: is unknown; known are partitions, properties, replication, topicPrefix",
                "replication: 3 | replication: 0 | kafka.replication: is 0, not -1 (the broker's default) or 1 to 100",
                "age: 1m | age: soon | batch.age: is soon, not a time span such as 500ms, 30s, 15m, 12h or 3d",
                "amount: \"100000\" | amount: \"0.00\" | batch.amount: is 0.00, not an amount above 0 such as \"10000\"",
                "amount: \"100000\" | amount: 100000 | batch.amount: is the number 100000, not a text; put it in quotes",
                "age: 1m | age: 8d | batch.age: is 8d, not within 100ms to 7d",
                "password: ${env:USANCE_DB_PASSWORD} | password: s3cret-literal | postgres.password: is a secret and must be ${env:NAME} or ${file:PATH}, not a literal",
                "password: ${env:USANCE_DB_PASSWORD} | password: s3cret-literal${env:EMPTY} | postgres.password: is a secret and must be ${env:NAME} or ${file:PATH}, not a literal",
                "password: ${env:USANCE_DB_PASSWORD} | password: ${env:NOT_SET} | postgres.password: environment variable NOT_SET is not set",
                "password: ${env:USANCE_DB_PASSWORD} | password: ${env:EMPTY} | postgres.password: environment variable EMPTY is empty",
                "key: ${env:USANCE_ANCHOR_KEY} | key: s3cret-literal | anchor.key: is a secret and must be ${env:NAME} or ${file:PATH}, not a literal",
                "key: ${env:USANCE_ANCHOR_KEY} | key: ${env:USANCE_DB_PASSWORD} | anchor.key: is not 64 hexadecimal digits; it has 11 characters",
                "sasl.jaas.config: ${env:USANCE_KAFKA_JAAS} | sasl.jaas.config: s3cret-literal | kafka.properties.sasl.jaas.config: is a secret and must be ${env:NAME} or ${file:PATH}, not a literal",
                "security.protocol: SASL_SSL | security.protocl: SASL_SSL | kafka.properties.security.protocl: is no setting of Kafka's clients",
                "group.id: usance | transactional.id: usance | kafka.properties.transactional.id: is set by Usance and cannot be changed",
                "connections: 16 | connections: 12 | postgres.connections: is 12, not within 15 to 500",
                "cachedMax: 50000 | cachedMax: 10 | postgres.cachedMax: is 10, not within 1000 to 100000000",
                "cachedMax: 50000 | schema: Plant 7 | postgres.schema: is \"Plant 7\", which is not lower-case letters, digits and _, beginning with a letter or _; write plant_7",
                "cachedMax: 50000 | schema: pg_usance | postgres.schema: is pg_usance, which Postgres keeps for itself; write another, such as usance",
                "cachedMax: 50000 | schema: \"\" | postgres.schema: is \"\", which is not lower-case letters, digits and _, beginning with a letter or _; write usance",
                "migrations: apply | migrations: none | postgres.migrations: is none, not one of apply, validate",
                "user: usance | user: [a, b] | postgres.user: is a list, not a text; put it in quotes",
                "url: jdbc:postgresql://db.example.com:5432/usance | url: jdbc:postgresql://db/usance?password=s3cret-literal | postgres.url: holds a password or user; set postgres.user and postgres.password",
                "kind: evm | kind: paper | anchor.kind: is paper, not evm (a chain) or log",
                "depth: 12 | directory: log | anchor.directory: is a setting of kind: log, this section is of kind: evm; take it out or change the kind",
                "key: ${env:USANCE_ANCHOR_KEY} | keystore: none.json | anchor.keystorePassword: is missing",
                "depth: 12 | keystore: none.json | anchor.key: is there beside keystore; one of them is enough",
                "chainId: 1 | chainId: 0 | anchor.chainId: is 0, not within 1 to 9223372036854775807",
                "rpcUrl: https://rpc.example.com | rpcUrl: rpc.example.com | anchor.rpcUrl: does not start with http:// or https:// and a host",
                "closeSilentAfter: 3d | closeSilentlyAfter: 3d | closeSilentlyAfter: is unknown; known are anchor, batch, closeSilentAfter, http, kafka, log, masterData, outage, postgres",
                "port: 9464 | port: 70000 | http.port: is 70000, not within 0 to 65535",
                "host: 127.0.0.1 | host: 192.0.2.1 | http.host: is 192.0.2.1, which no interface of this machine has",
                "every: 5s | every: 1ms | http.every: is 1ms, not within 1s to 300s",
                "format: text | format: xml | log.format: is xml, not one of text, json",
                "level: warn | level: loud | log.level: is loud, not one of warn, info, debug",
            })
    void aProblemIsNamedWithItsPath(String of, String with, String problem) throws Exception {
        assertThat(
                        problems(
                                example()
                                        .replace("    " + of, "    " + with)
                                        .replace("\n  " + of, "\n  " + with)
                                        .replace("\n" + of, "\n" + with)))
                .containsExactly(problem);
    }

    @Test
    void escrowsAreReadAndTheirProblemsNamed() throws Exception {
        String good =
                """
                  escrows:
                    EUR:
                      contract: "0x5fbdb2315678afecb367f032d93f642f64180aa3"
                      accounts:
                        acct-plant: "0x70997970c51812dc3a010c7d01b50e0d17dc79c8"
                        acct-supplier: "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"
                """;
        Path file =
                Files.writeString(
                        directory.resolve("usance.yaml"),
                        example()
                                .replace("anchor:\n", "anchor:\n" + good)
                                .replace(
                                        "masterData: master-data.json",
                                        "masterData: "
                                                + EXAMPLES.resolve("master-data.json")
                                                        .toAbsolutePath()));
        var settings =
                (AnchorSettings.Chain) RunConfig.read(file, ENVIRONMENT).anchor().orElseThrow();
        assertThat(settings.escrows())
                .singleElement()
                .satisfies(escrow -> assertThat(escrow.addressByAccount()).hasSize(2));
        String bad =
                good.replace("EUR:", "EURO:")
                        .replace("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", "0x3c44")
                        .replace("contract:", "address:");
        assertThat(problems(example().replace("anchor:\n", "anchor:\n" + bad)))
                .containsExactlyInAnyOrder(
                        "anchor.escrows.EURO: is no ISO 4217 code of a currency",
                        "anchor.escrows.EURO.contract: is missing",
                        "anchor.escrows.EURO.accounts.acct-supplier: is not 0x and 40 hexadecimal digits; put it in quotes",
                        "anchor.escrows.EURO.address: is unknown; known are accounts, contract");
        String twice =
                good.replace(
                        "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
                        "0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
        assertThat(problems(example().replace("anchor:\n", "anchor:\n" + twice)))
                .containsExactly(
                        "anchor.escrows.EUR.accounts.acct-supplier: has the address of acct-plant; give it its own");
    }

    @Test
    void allProblemsAreSaidAtOnce() throws Exception {
        List<String> problems =
                problems(
                        "kafka: {partitions: 0}\npostgres: {password: s3cret-literal}\nmasterData: none.json\nbatch: 7\n");
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "kafka.properties.bootstrap.servers: is missing",
                        "kafka.partitions: is 0, not within 1 to 10000",
                        "batch: is the number 7, not a section with keys",
                        "postgres.url: is missing",
                        "postgres.user: is missing",
                        "postgres.password: is a secret and must be ${env:NAME} or ${file:PATH}, not a literal",
                        "masterData: file " + directory.resolve("none.json") + " does not exist");
    }

    @Test
    void whatIsNotYamlIsNamedWithItsLine() throws Exception {
        assertThat(problems("kafka: {\n  partitions: [\n"))
                .singleElement()
                .asString()
                .contains("usance.yaml: line ");
        assertThat(problems("kafka: {}\nkafka: {}\n"))
                .singleElement()
                .asString()
                .contains("line 2");
        assertThat(problems("")).singleElement().asString().contains("holds no settings");
        assertThatThrownBy(() -> RunConfig.read(directory.resolve("missing.yaml"), Map.of()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("missing.yaml: does not exist");
    }

    /** A change to the example's master data, and the problem it must give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"siloId\": \"silo-1\", | | $.silos[0].siloId: is missing",
                "\"stuckAfterReadings\": 24 | \"stuckAfterReadings\": \"often\" | $.silos[0].sensor.stuckAfterReadings: ",
                "\"rounding\": \"HALF_UP\" | \"rounding\": \"UP\" | $.contracts[0].rounding: is 'UP', not one of HALF_UP, HALF_EVEN",
                "\"currency\": \"EUR\" | \"currency\": \"EURO\" | $.contracts[0].currency: ",
                "\"zone\": \"Europe/Berlin\" | \"zone\": \"Europe/Bonn\" | $.contracts[0].calendar.zone: ",
                "\"type\": \"GRADUATED\" | \"type\": \"FREE\" | $.contracts[0].tariff.type: is 'FREE', not one of PER_UNIT, GRADUATED, VOLUME, PACKAGE, INDEX, COMPOSITE",
                "\"per\": \"t\" | \"per\": \"hL\" | $.contracts[0].tariff.per: contract contract-01 has prices per hL (VOLUME) but silo silo-1 is metered in kg (MASS); price per kg, or register the silo so that it is metered in L; the same with 1 more of its meters",
                "\"upTo\": \"80\" | \"upTo\": \"30\" | $.contracts[0].tariff: tier 2 ends at 30, not above 40",
                "\"type\": \"GRADUATED\" | \"type\": \"COMPOSITE\", \"components\": [{\"type\": \"PERCENT\", \"percent\": \"x\", \"on\": \"USAGE\"}] | $.contracts[0].tariff.components[0].percent: ",
                "\"type\": \"GRADUATED\" | \"type\": \"COMPOSITE\", \"components\": [{\"type\": \"COMPOSITE\"}] | $.contracts[0].tariff.components[0].type: is 'COMPOSITE', not one of PER_UNIT, GRADUATED, VOLUME, PACKAGE, INDEX, BASE_FEE, PERCENT, MINIMUM, MAXIMUM",
                "\"siloId\": \"silo-2\" | \"siloId\": \"silo-1\" | $.silos[1].siloId: silo-1 is there twice",
                "\"version\": 1 | \"version\": 1, \"edition\": 2 | $.contracts[0].edition: is unknown; known are ",
            })
    void aProblemOfTheMasterDataIsNamedWithItsPath(String of, String with, String problem)
            throws Exception {
        String masterData = Files.readString(EXAMPLES.resolve("master-data.json"));
        assertThat(masterData).contains(of);
        Files.writeString(
                directory.resolve("master-data.json"),
                masterData.replace(of, with == null ? "" : with));
        Files.writeString(directory.resolve("usance.yaml"), example());
        assertThat(WithoutPlaces.of(read().problems()))
                .first()
                .asString()
                .startsWith("masterData: master-data.json " + problem);
    }

    private static final String CALIBRATIONS =
            "\"calibrations\": [{\"sensorId\": \"radar-2\", \"validFrom\": \"2026-01-01T00:00:00Z\","
                    + " \"referenceHeightMm\": \"10800\"}],";
    private static final String DENSITIES =
            "\"densities\": [{\"validFrom\": \"2026-01-01T00:00:00Z\", \"kgPerM3\": \"560\"}]";
    private static final String CONE =
            "\"vessel\": {\"type\": \"CONE_CYLINDER\", \"radiusMm\": \"1500\", \"outletRadiusMm\":"
                    + " \"150\", \"coneHeightMm\": \"2500\", \"cylinderHeightMm\": \"8000\"},";

    /** The second silo with a level part of its own. */
    private String withLevel(String level) throws IOException {
        String masterData =
                Files.readString(EXAMPLES.resolve("master-data.json"))
                        .replace("\"densityKgPerM3\": \"560\"", "\"level\": {" + level + "}");
        Files.writeString(directory.resolve("master-data.json"), masterData);
        Files.writeString(directory.resolve("usance.yaml"), example());
        return masterData;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"type\": \"CONE_CYLINDER\", \"radiusMm\": \"1500\", \"outletRadiusMm\": \"150\", \"coneHeightMm\": \"2500\", \"cylinderHeightMm\": \"8000\"",
                "\"type\": \"HORIZONTAL_CYLINDER\", \"radiusMm\": \"1000\", \"lengthMm\": \"5000\"",
                "\"type\": \"SPHERICAL_CAP\", \"sphereRadiusMm\": \"2000\", \"heightMm\": \"500\"",
                "\"type\": \"BOX\", \"lengthMm\": \"1\", \"widthMm\": \"2\", \"heightMm\": \"3\"",
                "\"type\": \"STRAPPING_TABLE\", \"points\": [{\"levelMm\": \"0\", \"volumeL\": \"0\"}, {\"levelMm\": \"9\", \"volumeL\": \"8\"}]",
            })
    void aSiloMayHaveALevelPart(String vessel) throws Exception {
        String masterData =
                withLevel(
                        "\"vessel\": {"
                                + vessel
                                + "}, "
                                + CALIBRATIONS
                                + DENSITIES
                                + ", \"heap\": {\"type\": \"FIXED_VOLUME\", \"offsetL\": \"-3\"}"
                                + ", \"reduction\": {\"k0\": \"186.9696\", \"k1\": \"0.4862\"}");
        assertThat(WithoutPlaces.of(read().problems()))
                .singleElement()
                .asString()
                .startsWith("masterData: master-data.json $.silos[1].level: a liquid of 560 kg/m3");
        String valid = masterData.replace("\"560\"", "\"840\"");
        Files.writeString(directory.resolve("master-data.json"), valid);
        RunConfig config = RunConfig.read(directory.resolve("usance.yaml"), ENVIRONMENT);
        assertThat(config.masterData().documents(new SiloDocuments()).get(1).level()).isNotNull();
        try (var in = MasterData.class.getResourceAsStream("master-data.schema.json")) {
            String schema = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
            assertThat(
                            registry.getSchema(schema, InputFormat.JSON)
                                    .validate(valid, InputFormat.JSON))
                    .isEmpty();
        }
    }

    /** A change to a good level part, and the problem it must give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CONE_CYLINDER | TEAPOT | $.silos[1].level.vessel.type: is 'TEAPOT', not one of CONE_CYLINDER, HORIZONTAL_CYLINDER, ",
                "\"coneHeightMm\": \"2500\", | | $.silos[1].level.vessel.coneHeightMm: is missing",
                "\"1500\" | \"100\" | $.silos[1].level.vessel: outletRadiusMm is 150, not within 0 to 100",
                "radar-2\", \"valid | radar-3\", \"valid | $.silos[1].level.calibrations: none is of sensor radar-2",
                "\"kgPerM3\": \"560\" | \"kgPerM3\": \"0\" | $.silos[1].level.densities[0]: kgPerM3 is 0, not above 0",
                "\"level\": | \"densityKgPerM3\": \"560\", \"level\": | $.silos[1].level.densities: the silo has densityKgPerM3 as well",
            })
    void aProblemOfALevelPartIsNamedWithItsPath(String of, String with, String problem)
            throws Exception {
        String masterData = withLevel(CONE + CALIBRATIONS + DENSITIES);
        assertThat(masterData).contains(of);
        Files.writeString(
                directory.resolve("master-data.json"),
                masterData.replace(of, with == null ? "" : with));
        assertThat(WithoutPlaces.of(read().problems()))
                .first()
                .asString()
                .startsWith("masterData: master-data.json " + problem);
    }

    private static String example() throws IOException {
        return Files.readString(EXAMPLES.resolve("usance.yaml"));
    }

    /** What is wrong with this configuration, beside good master data. */
    private List<String> problems(String yaml) throws IOException {
        Files.writeString(directory.resolve("usance.yaml"), yaml);
        Files.copy(EXAMPLES.resolve("master-data.json"), directory.resolve("master-data.json"));
        try {
            InvalidConfigException refusal = read();
            assertThat(refusal.toString()).doesNotContain("s3cret-literal", "tell-no-one", KEY);
            return refusal.problems();
        } finally {
            Files.delete(directory.resolve("master-data.json"));
        }
    }

    private InvalidConfigException read() {
        return catchThrowableOfType(
                InvalidConfigException.class,
                () -> RunConfig.read(directory.resolve("usance.yaml"), ENVIRONMENT));
    }
}
