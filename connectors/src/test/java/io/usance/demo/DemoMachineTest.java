package io.usance.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Hash32;
import io.usance.cli.CliRun;
import io.usance.demo.DemoAnchor.Choice;
import io.usance.demo.MachineRow.Made;
import io.usance.reconciliation.Identity;
import io.usance.simulation.MachineSimulator;
import io.usance.simulation.SimulatedMachine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine of a demo against the simulator's truth, which was counted part by part and shares no
 * code with metering or rating.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoMachineTest {
    private static final long SEED = 5;

    /** Twelve days before April began in Berlin. */
    private static final Instant FROM = Instant.parse("2026-03-19T23:00:00Z");

    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");

    private static final String CONTRACT = "contract-02";

    @TempDir static Path directory = Path.of("");

    private final SimulatedMachine truth = MachineSimulator.simulate(SEED, FROM, APRIL);
    private final StringWriter text = new StringWriter();
    private Path out = directory;
    private MachineRow press = new MachineRow("", List.of(), 0, 0, 0);

    @BeforeAll
    void demo() throws Exception {
        out = directory.resolve("d");
        DemoOutcome outcome = new DemoRun(1, 12, SEED, Choice.LOG, out).run(new PrintWriter(text));
        assertThat(outcome.failures()).as(text.toString()).isEmpty();
        assertThat(outcome.identities()).allMatch(Identity::holds);
        assertThat(outcome.machines()).hasSize(1);
        press = outcome.machines().getFirst();
    }

    /** Thousandths of an hour it ran, as its counter shows them. */
    private long thousandthsOfHours() {
        return truth.runMs() / 3_600;
    }

    @Test
    void everyPartAndEveryHourIsMetered() {
        assertThat(truth.goodParts()).as("more than the first tier").isGreaterThan(100_000);
        assertThat(press.quantities())
                .extracting(Made::name, Made::meteredMilli)
                .containsExactly(
                        tuple("hours", thousandthsOfHours() * 3_600),
                        tuple("goodParts", truth.goodParts() * 1_000),
                        tuple("badParts", truth.badParts() * 1_000));
    }

    @Test
    void theMonthIsPaidToTheCentAndAnchored() {
        BigDecimal hours =
                new BigDecimal("48.50").multiply(BigDecimal.valueOf(thousandthsOfHours(), 3));
        BigDecimal parts =
                new BigDecimal("8400.000")
                        .add(
                                new BigDecimal("0.071")
                                        .multiply(BigDecimal.valueOf(truth.goodParts() - 100_000)));
        assertThat(BigDecimal.valueOf(press.amountMinor(), 2))
                .isEqualTo(hours.add(parts).setScale(2, RoundingMode.HALF_UP));
        assertThat(press.settlements()).isGreaterThan(20).isEqualTo(press.anchored());
    }

    @Test
    void theOutputHasItsFigures() {
        String hours = BigDecimal.valueOf(thousandthsOfHours(), 3).toPlainString();
        assertThat(text.toString())
                .containsPattern("press-01 +hours +" + hours + " +" + hours + " +0.000  h\n")
                .containsPattern(
                        "press-01 +goodParts +%1$d +%1$d +0  parts\n".formatted(truth.goodParts()))
                .contains(
                        "%,d readings of a machine".formatted(truth.readings().size()),
                        "COUNTER_BACKWARDS",
                        "COUNTER_JUMP",
                        "report on %s, 2026-03-01/2026-04-01: hours %s h, goodParts %d, "
                                .formatted(
                                        CONTRACT,
                                        BigDecimal.valueOf(thousandthsOfHours(), 3)
                                                .stripTrailingZeros()
                                                .toPlainString(),
                                        truth.goodParts()));
    }

    @Test
    void theReportAndTheInvoiceNameBothQuantities() throws IOException {
        JsonNode report =
                new ObjectMapper().readTree(out.resolve("report-machine/report.json").toFile());
        assertThat(report.at("/meters/0/kind").asText()).isEqualTo("machine");
        assertThat(report.at("/meters/0/tables").toString())
                .contains("goodParts", "badParts", "hours");
        assertThat(new BigDecimal(report.at("/tax/net").asText()))
                .isEqualByComparingTo(BigDecimal.valueOf(press.amountMinor(), 2));
        assertThat(report.get("identities"))
                .isNotEmpty()
                .allMatch(one -> one.get("holds").asBoolean());
        assertThat(Files.readString(out.resolve("invoices/" + CONTRACT + ".xml")))
                .contains("unitCode=\"HUR\"", "unitCode=\"C62\"");
    }

    @Test
    void itsBundleVerifiesFromAFileAndAChangedFigureIsCaught() throws IOException {
        Path bundle = bundle();
        String key = out.resolve("log.pub").toString();
        CliRun good = CliRun.of("verify", bundle.toString(), "--log-key", key);
        assertThat(good.exitCode()).as(good.out()).isZero();
        assertThat(good.out()).startsWith("1 verified\n");

        String held = Files.readString(bundle);
        assertThat(held).contains("\"kind\":\"machine\",\"meterId\":\"press-01\"");
        int event = held.lastIndexOf("{\"type\":\"MachineMetered");
        int figure = held.indexOf("\"value\":\"", event) + "\"value\":\"".length();
        String more = held.substring(0, figure) + "1" + held.substring(figure);
        caught(more, key, "consumption");
        caught(mended(more), key, "consumption");
    }

    private Path bundle() throws IOException {
        try (Stream<Path> files = Files.list(out.resolve("bundles"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(CONTRACT))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void caught(String changed, String key, String step) throws IOException {
        Path file = Files.writeString(directory.resolve("changed.json"), changed);
        CliRun run = CliRun.of("verify", file.toString(), "--log-key", key);
        assertThat(run.out()).contains("failed at step " + step);
        assertThat(run.exitCode()).isEqualTo(1);
    }

    /** With the digest that belongs to the changed text. */
    private static String mended(String text) {
        String body = text.substring(0, text.lastIndexOf("\"digest\""));
        return body
                + "\"digest\":\""
                + Hash32.keccak(body.getBytes(StandardCharsets.UTF_8))
                + "\"}\n";
    }
}
