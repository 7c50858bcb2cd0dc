package io.usance.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.report.Report.MeterChapter;
import io.usance.report.Report.MeterTable;
import io.usance.report.kinds.StandardSections;
import io.usance.report.silo.SiloSection;
import io.usance.year.PlantMonth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of meter without a section of its own is in every form of the report all the same. */
class BalanceSectionTest {
    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    BalanceSectionTest() {}

    private Report report(PlantMonth plant, MeterSections sections, String name)
            throws IOException {
        return new ReportFiles(plant.engine, sections, Clock.systemUTC())
                .write("c-1", PlantMonth.JANUARY, true, null, directory.resolve(name))
                .report();
    }

    private String text(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void itsBalanceIsShownByQuantityAndChecked() throws IOException {
        try (PlantMonth plant = new PlantMonth()) {
            plant.read(0, 33 * 24);
            Report own = report(plant, StandardSections.all(), "own");
            Report.BridgeLine silo = own.bridge().getFirst();
            assertThat(own.meters()).isNull();
            assertThat(text("own/report.json")).contains("\"siloId\":\"silo-1\"");

            Report balance = report(plant, MeterSections.of(List.of()), "balance");
            assertThat(balance.bridge()).isEmpty();
            assertThat(balance.levels()).isEmpty();
            MeterTable table = table(balance);
            assertThat(table.rows())
                    .containsExactly(
                            Arrays.asList(
                                    "silo-1",
                                    "",
                                    "kg",
                                    "CLOSED",
                                    silo.opening().toPlainString(),
                                    silo.deliveries().toPlainString(),
                                    silo.adjustments().toPlainString(),
                                    silo.closing().toPlainString(),
                                    silo.consumed().toPlainString(),
                                    silo.uncertainty().toPlainString()));
            assertThat(balance.identities())
                    .allMatch(Report.Check::holds)
                    .anyMatch(check -> check.name().equals("silo-1: balance = consumed"));
            assertThat(balance.figures())
                    .containsEntry(
                            "meters.silo-balance.silo-1.consumed", silo.consumed().toPlainString());
        }
    }

    private static MeterTable table(Report report) {
        List<MeterChapter> chapters = requireNonNull(report.meters());
        assertThat(chapters).hasSize(1);
        assertThat(chapters.getFirst().kind()).isEqualTo("silo");
        return chapters.getFirst().tables().getFirst();
    }

    @Test
    void everyFormShowsIt() throws IOException {
        try (PlantMonth plant = new PlantMonth()) {
            plant.read(0, 33 * 24);
            report(plant, MeterSections.of(List.of()), "forms");
        }
        var schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(new String(ReportFiles.schema(), StandardCharsets.UTF_8));
        assertThat(schema.validate(text("forms/report.json"), InputFormat.JSON)).isEmpty();
        assertThat(text("forms/section-silo-balance.csv"))
                .startsWith("meter,quantity,unit,state,opening,in,adjusted,closing,consumed,")
                .contains("silo-1,,kg,CLOSED,");
        assertThat(text("forms/report.html"))
                .contains("<h2 id=\"silo-balance\">Balance by quantity, meters of kind silo</h2>");
        assertThat(directory.resolve("forms/report.xlsx")).isNotEmptyFile();
        assertThat(directory.resolve("forms/report.pdf")).isNotEmptyFile();
        assertThat(directory.resolve("forms/readings.csv")).doesNotExist();
    }

    @Test
    void twoSectionsOfAKindAreRefused() {
        assertThatThrownBy(() -> StandardSections.all().with(new SiloSection()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two sections of a report are of kind silo");
    }
}
