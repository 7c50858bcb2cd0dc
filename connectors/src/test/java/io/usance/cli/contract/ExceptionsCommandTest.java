package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import io.usance.cli.CliSite;
import io.usance.contract.ExceptionTerms;
import io.usance.report.Report;
import io.usance.report.Report.Finding;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import io.usance.year.PlantMonth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usance exceptions}, and what other commands say of them, on a real database. */
@Tag("slow")
class ExceptionsCommandTest {
    private static final String ACCEPT = "exceptions accept c-1 1 --by Ann --why two_trucks";

    private final PlantMonth plant = new PlantMonth();
    @TempDir private Path directory;
    private CliSite site;

    @SuppressWarnings("NullAway.Init") // set up before each test
    ExceptionsCommandTest() {}

    /** 40 kg an hour, and on 11 January 6 t at once. */
    @BeforeEach
    void aMonthWithADoubt() throws IOException {
        plant.engine.amendContract(
                PlantMonth.terms().toBuilder().version(2).exceptions(ExceptionTerms.HOLD).build(),
                Instant.parse("2025-01-01T00:00:00Z"));
        plant.read(0, 33 * 24, hour -> 55_000 - 40L * hour - (hour >= 250 ? 6_000 : 0));
        site = CliSite.on(directory, plant.database, "");
    }

    @AfterEach
    void close() {
        plant.close();
    }

    @Test
    void listsAndEnds() throws IOException {
        CliRun open = run("exceptions list --contract c-1 --period 2025-01 --meter silo-1");
        assertThat(open.exitCode()).as(open.err()).isEqualTo(3);
        assertThat(open.out())
                .contains(
                        "c-1 1  since ",
                        "period 2025-01-01/2025-02-01  silo-1  UNUSUAL_FALL",
                        "6040.000 kg against ",
                        "EUR of the period is held",
                        "find out whether so much was drawn");
        assertThat(run("contract show c-1").out())
                .contains("settlement held: a quantity is not to be trusted")
                .contains("A period with an open exception is paid when a person has ended it");
        JsonNode json = new ObjectMapper().readTree(run("exceptions list --json").out()).get(0);
        assertThat(json.get("quantity").get("value").asText()).isEqualTo("6040.000");
        assertThat(json.get("open").asBoolean()).isTrue();
        assertThat(json.get("held").get("currency").asText()).isEqualTo("EUR");
        assertThat(finding(report()).detail()).contains("; exception 1 is open since ");

        CliRun accepted = run(ACCEPT);
        assertThat(accepted.exitCode()).as(accepted.err()).isZero();
        assertThat(accepted.out())
                .contains("exception 1 of c-1 is accepted by Ann: two_trucks", "settlement c-1/");
        assertThat(run(ACCEPT).out())
                .contains("exception 1 of contract c-1 is ended so already; nothing was changed");
        plant.engine.catchUp();
        assertThat(run("exceptions list").exitCode()).isZero();
        assertThat(run("exceptions list").out().strip()).isEqualTo("no open exceptions");
        CliRun all = run("exceptions list --all");
        assertThat(all.exitCode()).isZero();
        assertThat(all.out()).contains("ACCEPTED by Ann on ", ": two_trucks");
        assertThat(run("contract show c-1").out()).doesNotContain("settlement held");
        Report report = report();
        assertThat(finding(report).detail()).contains("; exception 1 was accepted by Ann on ");
        assertThat(finding(report).action()).isEqualTo("nothing; a person has ended it");
    }

    @Test
    void whatIsRefusedSaysWhyAndChangesNothing() {
        assertThat(run("exceptions accept c-1 9 --by Ann --why seen").err())
                .contains("contract c-1 has no exception 9; the last one is 1");
        assertThat(run("exceptions resolve c-9 1 --by Ann --why seen").err())
                .contains("contract c-9 is not signed in this database");
        assertThat(run("exceptions accept c-1 1 --by Ann").exitCode()).isEqualTo(2);
        assertThat(run("exceptions").exitCode()).isEqualTo(2);
        assertThat(run(ACCEPT).exitCode()).isZero();
        assertThat(run("exceptions resolve c-1 1 --by Bob --why mended").err())
                .contains(
                        "exception 1 of contract c-1 was ended already, ACCEPTED by Ann (two_trucks), and cannot be RESOLVED by Bob (mended)");
    }

    private Report report() throws IOException {
        Path out = directory.resolve("report-" + System.nanoTime());
        return new ReportFiles(plant.engine, StandardSections.all(), Clock.systemUTC())
                .write("c-1", PlantMonth.JANUARY, true, null, Files.createDirectory(out))
                .report();
    }

    private static Finding finding(Report report) {
        List<Finding> found =
                report.exceptions().stream()
                        .filter(one -> one.kind().equals("UNUSUAL_FALL"))
                        .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private CliRun run(String command) {
        String[] words = command.split(" ");
        return words.length > 1 ? site.run(words) : CliRun.of(words);
    }
}
