package io.usance.report.silo;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.report.Report;
import io.usance.report.Report.Finding;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import io.usance.year.PlantMonth;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not to be trusted is an exception of the report, once, with what to do. */
@Tag("slow")
class DoubtsInReportTest {
    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    DoubtsInReportTest() {}

    /**
     * 40 kg an hour, and on 11 January 6 t at once: seen from the plateau of two hours before, less
     * what was drawn since.
     */
    @Test
    void aFallThatStayedIsAnExceptionWithItsOwnerAndAdvice() throws IOException {
        Report report = report(hour -> 55_000 - 40L * hour - (hour >= 250 ? 6_000 : 0));
        List<Finding> found = of(report, "UNUSUAL_FALL");
        assertThat(found).hasSize(1);
        Finding finding = found.getFirst();
        assertThat(finding.subject()).isEqualTo("silo-1");
        assertThat(finding.owner()).isEqualTo("plant");
        assertThat(finding.valueAtRisk()).isNull();
        assertThat(finding.quantityAtRisk()).isEqualTo(new BigDecimal("6040.000"));
        assertThat(finding.detail()).startsWith("the level fell by 6040.000 kg at once, where ");
        assertThat(finding.action())
                .isEqualTo(
                        "find out whether so much was drawn; it is billed once hours have confirmed it");
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("UNUSUAL_FALL", "the level fell by 6040.000 kg at once");
        assertThat(
                        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(new String(ReportFiles.schema(), StandardCharsets.UTF_8))
                                .validate(
                                        Files.readString(directory.resolve("report.json")),
                                        InputFormat.JSON))
                .isEmpty();
    }

    /** A delivery over days that is no rise: nothing is counted, the stock is higher at the end. */
    @Test
    void aNegativeBalanceIsToldOnce() throws IOException {
        Report report = report(hour -> 20_000 + 10L * hour);
        assertThat(of(report, "NEGATIVE_BALANCE")).as(report.exceptions().toString()).hasSize(1);
    }

    private static List<Finding> of(Report report, String kind) {
        return report.exceptions().stream().filter(one -> one.kind().equals(kind)).toList();
    }

    private Report report(IntToLongFunction level) throws IOException {
        try (PlantMonth plant = new PlantMonth()) {
            plant.read(0, 33 * 24, level);
            return new ReportFiles(plant.engine, StandardSections.all(), Clock.systemUTC())
                    .write("c-1", PlantMonth.JANUARY, true, null, directory)
                    .report();
        }
    }
}
