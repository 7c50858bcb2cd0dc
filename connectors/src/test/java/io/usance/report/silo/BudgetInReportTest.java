package io.usance.report.silo;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.report.Report;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.UncertaintyLine;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import io.usance.year.PlantMonth;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report says what each uncertainty is made of, in the words of the GUM. */
@Tag("slow")
class BudgetInReportTest {
    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    BudgetInReportTest() {}

    @Test
    void eachClosedSiloHasItsBudgetByComponent() throws IOException {
        Report report;
        try (PlantMonth plant = new PlantMonth()) {
            plant.read(0, 33 * 24);
            report =
                    new ReportFiles(plant.engine, StandardSections.all(), Clock.systemUTC())
                            .write("c-1", PlantMonth.JANUARY, true, null, directory)
                            .report();
        }
        BridgeLine silo = report.bridge().getFirst();
        UncertaintyLine budget = Objects.requireNonNull(silo.budget());
        assertThat(budget.accuracy()).as("not declared").isEqualByComparingTo("0");
        BigDecimal added =
                budget.repeatability()
                        .add(budget.resolution())
                        .add(budget.temperature())
                        .add(budget.deliveries())
                        .add(budget.interpolation());
        BigDecimal rounding = new BigDecimal("0.004");
        assertThat(budget.combined().subtract(added).abs()).isLessThanOrEqualTo(rounding);
        assertThat(
                        budget.combined()
                                .multiply(BigDecimal.TWO)
                                .add(budget.otherPeriods())
                                .subtract(silo.uncertainty())
                                .abs())
                .isLessThanOrEqualTo(rounding);
        assertThat(report.bridge().getLast().budget()).as("of the total").isNull();
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("Uncertainty budget (JCGM 100:2008)", "repeatability", "interpolation");
        String json = Files.readString(directory.resolve("report.json"));
        assertThat(json).contains("\"budget\":{\"repeatability\":");
        assertThat(
                        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                                .getSchema(new String(ReportFiles.schema(), StandardCharsets.UTF_8))
                                .validate(json, InputFormat.JSON))
                .isEmpty();
    }
}
