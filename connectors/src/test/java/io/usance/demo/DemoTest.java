package io.usance.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Receipt;
import io.usance.cli.CliRun;
import io.usance.demo.DemoAnchor.Choice;
import io.usance.demo.DemoOutcome.SiloRow;
import io.usance.reconciliation.Identity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it, smaller, and its files in the hands of other people's tools. */
@Tag("slow")
class DemoTest {
    private static final long SEED = 11;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path directory = Path.of("");

    @Test
    void theDemoBillsEverySiloWithinItsUncertaintyAndOpenZeppelinReadsItsBatches()
            throws Exception {
        Path out = directory.resolve("d");
        StringWriter text = new StringWriter();
        DemoWatch watch = DemoWatch.of(text);
        DemoOutcome outcome = new DemoRun(6, 12, SEED, Choice.EVM, out).run(new PrintWriter(text));

        assertThat(outcome.failures()).as(text.toString()).isEmpty();
        watch.assertEveryMeterWasShown();
        assertThat(outcome.silos()).hasSize(6).allMatch(SiloRow::isWithin);
        assertThat(outcome.silos().get(4).billedMilli()).as("the static silo").isZero();
        assertThat(outcome.identities()).hasSizeGreaterThan(8).allMatch(Identity::holds);
        assertThat(text.toString())
                .contains(
                        "asked the contract: true",
                        "MALFORMED_JSON",
                        "UNKNOWN_SILO",
                        "STUCK_SENSOR");
        checkBatches(out, outcome.verified());
    }

    /** The same line to its end, but in a log; what is changed in it or in a receipt is noticed. */
    @Test
    void withoutAChainTheDemoIsProvedByALog() throws Exception {
        Path out = directory.resolve("d");
        StringWriter text = new StringWriter();
        DemoOutcome outcome = new DemoRun(3, 6, SEED, Choice.LOG, out).run(new PrintWriter(text));
        assertThat(outcome.failures()).as(text.toString()).isEmpty();
        assertThat(outcome.verified()).isPositive();
        assertThat(outcome.identities()).allMatch(Identity::holds);
        assertThat(text.toString())
                .contains("transparency log ", "of the log usance.example/demo", "--log-key");

        String receipts = out.resolve("receipts").toString();
        String key = out.resolve("log.pub").toString();
        String log = out.resolve("log").toString();
        assertThat(CliRun.of("verify", receipts, "--log-key", key).exitCode()).isZero();
        CliRun untrusted = CliRun.of("verify", receipts);
        assertThat(untrusted.exitCode()).isEqualTo(1);
        assertThat(untrusted.out() + untrusted.err()).contains("--log-key");
        assertThat(CliRun.of("log", "check", log, "--log-key", key, "--kept", receipts).exitCode())
                .isZero();
        Path entries = out.resolve("log").resolve("entries");
        String before = Files.readString(entries);
        Files.writeString(entries, before.replaceFirst("\"count\":\\d", "\"count\":9"));
        CliRun changed = CliRun.of("log", "check", log, "--log-key", key);
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.err()).isNotBlank();
        // What an earlier demo wrote makes room for the next.
        assertThat(new DemoRun(1, 2, SEED, Choice.LOG, out).run(new PrintWriter(text)).failures())
                .isEmpty();
    }

    /**
     * OpenZeppelin's library loads each dump; its roots and proofs are the ones our receipts state.
     */
    private static void checkBatches(Path out, long receipts) throws Exception {
        Map<Long, String> roots = new HashMap<>();
        Map<String, Set<String>> ourProofs = new HashMap<>();
        for (Path file : files(out.resolve("receipts"))) {
            Receipt receipt = Receipt.read(Files.readAllBytes(file));
            roots.put(receipt.batch().batchNo(), receipt.batch().root().toString());
            ourProofs
                    .computeIfAbsent(receipt.batch().root().toString(), k -> new HashSet<>())
                    .add(receipt.proof().toString());
        }
        assertThat(files(out.resolve("receipts"))).hasSize((int) receipts);
        List<Path> dumps = files(out.resolve("batches"));
        assertThat(dumps).isNotEmpty().hasSize(roots.size());
        List<JsonNode> reports = openZeppelin(dumps);
        assertThat(reports).hasSameSizeAs(dumps);
        for (JsonNode report : reports) {
            long batchNo =
                    Long.parseLong(
                            report.get("file").asText().replaceAll(".*batch-(\\d+)\\.json", "$1"));
            assertThat(report.get("root").asText()).isEqualTo(roots.get(batchNo));
            assertThat(report.get("proofs")).isNotEmpty();
            for (JsonNode theirs : report.get("proofs")) {
                List<String> proof = new ArrayList<>();
                theirs.get("proof").forEach(hash -> proof.add(hash.asText()));
                assertThat(ourProofs.get(report.get("root").asText())).contains(proof.toString());
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static List<JsonNode> openZeppelin(List<Path> dumps) throws Exception {
        Path evm = Path.of("..", "ledger-anchor", "evm").toAbsolutePath().normalize();
        List<String> command = new ArrayList<>(List.of("node", "check-dumps.mjs"));
        dumps.forEach(dump -> command.add(dump.toAbsolutePath().toString()));
        Process process =
                new ProcessBuilder(command)
                        .directory(evm.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        List<JsonNode> reports = new ArrayList<>();
        for (String line : output.lines().toList()) {
            reports.add(JSON.readTree(line));
        }
        return reports;
    }

    @Test
    void aDirectoryWithOtherFilesIsNotTouched() throws IOException {
        Path precious = directory.resolve("precious");
        Files.createDirectories(precious);
        Files.writeString(precious.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() ->
                        new DemoRun(1, 1, SEED, Choice.EVM, precious)
                                .run(new PrintWriter(new StringWriter())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds thesis.txt, which no demo has written");
        assertThat(precious.resolve("thesis.txt")).exists();
    }

    @Test
    void limitsAreNamed() {
        assertThatThrownBy(() -> new DemoRun(0, 30, SEED, Choice.EVM, directory))
                .hasMessage("--silos is 1 to 1000, not 0");
        assertThatThrownBy(() -> new DemoRun(12, 367, SEED, Choice.EVM, directory))
                .hasMessage("--days is 1 to 366, not 367");
    }
}
