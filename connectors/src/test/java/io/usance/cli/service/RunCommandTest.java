package io.usance.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmNode;
import io.usance.cli.CliRun;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.SharedParts;
import io.usance.watch.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usance run} as a user meets it. */
@Tag("slow")
class RunCommandTest {
    private static final Path MASTER_DATA = Path.of("src/dist/example/master-data.json");
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void aBadConfigurationIsRefusedWithAllItsProblems() throws IOException {
        Path config = directory.resolve("usance.yaml");
        Files.writeString(
                config,
                "kafka: {}\npostgres: {url: 'jdbc:postgresql://h/d', user: u, password: s3cret-literal}\n");
        CliRun run = CliRun.of("run", "--config", config.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "kafka.properties.bootstrap.servers: is missing",
                        "postgres.password: is a secret and must be ${env:NAME} or ${file:PATH}, not a literal",
                        "masterData: is missing",
                        "usance: 3 problems in " + config + "; nothing was started");
    }

    @Test
    void checkTriesEveryConnection() throws Exception {
        try (EvmNode node = EvmNode.start()) {
            String contract = EvmAnchor.deploy(node.chain(), EvmNode.PUBLIC_DEV_KEY.toCharArray());
            CliRun good = check(node, contract, SharedParts.database());
            assertThat(good.err()).isEmpty();
            assertThat(good.exitCode()).isZero();
            assertThat(good.out())
                    .contains(
                            "postgres: version ",
                            "answers; schema usance has ",
                            "kafka: 1 brokers answer",
                            "may anchor in contract " + contract)
                    .endsWith("OK\n");
            CliRun bad =
                    check(
                            node,
                            "0x" + "1".repeat(40),
                            EmbeddedDatabase.in(directory.resolve("never-started"), 0));
            assertThat(bad.exitCode()).isEqualTo(1);
            assertThat(bad.err())
                    .contains(
                            "postgres: ",
                            "anchor: no contract code at address",
                            "2 problems of the connections");
        }
    }

    private CliRun check(EvmNode node, String contract, EmbeddedDatabase database)
            throws IOException {
        return CliRun.of(
                "run",
                "--check",
                "--config",
                config(database, anchorOf(node, contract)).toString());
    }

    private String anchorOf(EvmNode node, String contract) throws IOException {
        Files.writeString(directory.resolve("key"), EvmNode.PUBLIC_DEV_KEY + "\n");
        return "anchor: {rpcUrl: '%s', chainId: %d, contract: '%s', key: '${file:key}', depth: 1}%n"
                .formatted(node.url(), EvmNode.CHAIN_ID, contract);
    }

    private Path config(EmbeddedDatabase database, String more) throws IOException {
        Files.copy(
                MASTER_DATA,
                directory.resolve("master-data.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(directory.resolve("password"), "s3cr3t-of-the-run");
        Path config = directory.resolve("usance.yaml");
        Files.writeString(
                config,
                """
                kafka: {properties: {bootstrap.servers: '%s'}, topicPrefix: '%s.', partitions: 1}
                postgres: {url: 'jdbc:postgresql://127.0.0.1:%d/postgres', user: postgres, password: '${file:password}'}
                outage: {attemptsMax: 200, pauseMax: 500ms}
                masterData: master-data.json
                %s\
                """
                        .formatted(
                                SharedParts.kafka().bootstrapServers(),
                                SharedParts.uniqueName(),
                                database.port(),
                                more));
        return config;
    }

    @Test
    void startsWhenPostgresComesAndStopsOnSigterm() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.in(directory.resolve("postgres"), 0)) {
            Path output = directory.resolve("output");
            Path config =
                    config(
                            database,
                            "http: {port: 0, every: 1s}\nlog: {format: json, level: info}\n");
            Process process = start(config, output);
            try {
                await(process, output, "Postgres is unavailable: ");
                Matcher listening =
                        Pattern.compile("listening: (http://\\S+)/metrics")
                                .matcher(Files.readString(output));
                assertThat(listening.find()).isTrue();
                String url = listening.group(1);
                assertThat(Scrape.get(url + "/health").statusCode()).isEqualTo(200);
                assertThat(Scrape.get(url + "/ready").body()).contains("the service is starting");
                database.start();
                await(process, output, "ready: reading ");
                awaitReady(url);
                assertThat(Scrape.of(url).value("usance_part_up{part=\"kafka\"}")).isEqualTo(1);
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("stops within 20 s").isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(143);
            assertThat(Files.readString(output))
                    .contains(
                            "no anchor is configured",
                            "Postgres is there after ",
                            "\"message\":\"stopped\"}\n")
                    .doesNotContain("s3cr3t-of-the-run");
            assertLinesAreJson(output);
            assertConflictIsRefused(database);
        }
    }

    private static void awaitReady(String url) throws IOException, InterruptedException {
        for (int look = 0; look < 300 && Scrape.get(url + "/ready").statusCode() != 200; look++) {
            Thread.sleep(100);
        }
        assertThat(Scrape.get(url + "/ready").body()).contains("\"ready\":true");
    }

    /** All but what the Java runtime itself says at its start. */
    private static void assertLinesAreJson(Path output) throws IOException {
        List<String> lines =
                Files.readAllLines(output).stream()
                        .filter(line -> !line.isEmpty() && !line.startsWith("WARNING:"))
                        .toList();
        assertThat(lines).hasSizeGreaterThan(4);
        for (String line : lines) {
            JsonNode fields = new ObjectMapper().readTree(line);
            assertThat(fields.hasNonNull("time") && fields.hasNonNull("message"))
                    .as("<%s> in %s", line, Files.readString(output))
                    .isTrue();
        }
    }

    /** The same silo again, with another capacity. */
    private void assertConflictIsRefused(EmbeddedDatabase database) throws IOException {
        Path config = config(database, "");
        String other = Files.readString(MASTER_DATA).replace("\"60000\"", "\"61000\"");
        Files.writeString(directory.resolve("master-data.json"), other);
        CliRun run = CliRun.of("run", "--config", config.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("the master data is in conflict: silo silo-1 is already set up with ");
        CliRun receipts =
                CliRun.of(
                        "receipts",
                        "--config",
                        config.toString(),
                        "--out",
                        directory.resolve("out").toString());
        assertThat(receipts.err()).isEmpty();
        assertThat(receipts.out()).startsWith("0 receipts of 0 batches written");
    }

    private static Process start(Path config, Path output) throws IOException {
        return new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.usance.cli.Main",
                                "run",
                                "--config",
                                config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static void await(Process process, Path output, String line)
            throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + READY_LIMIT.toNanos();
        while (!Files.readString(output).contains(line)) {
            assertThat(process.isAlive() && System.nanoTime() < deadlineNs)
                    .as("waits for %s in: %s", line, Files.readString(output))
                    .isTrue();
            Thread.sleep(100);
        }
    }
}
