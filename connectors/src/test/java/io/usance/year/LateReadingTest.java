package io.usance.year;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings that come after their period was closed change the period after it, and only that. */
@Tag("slow")
class LateReadingTest {
    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    LateReadingTest() {}

    @Test
    void changeOnlyWhatTheyShould() throws IOException {
        try (PlantMonth plant = new PlantMonth()) {
            // The gateway falls silent on the 29th; the month is closed by command.
            plant.read(0, 28 * 24);
            plant.engine.handle(
                    new ClosePeriod("silo-1", PlantMonth.JANUARY, SimulatedYear.period(1).end()));
            plant.engine.catchUp();
            ReportFiles.Written january = write(plant, PlantMonth.JANUARY, false);
            byte[] json = Files.readAllBytes(directory.resolve("2025-01-01/report.json"));

            // The buffered readings arrive, and the first days of February.
            plant.read(28 * 24, 38 * 24);
            // What was drawn in January is charged in it: the next version of the report.
            ReportFiles.Written again = write(plant, PlantMonth.JANUARY, false);
            assertThat(again.isNew()).isTrue();
            assertThat(again.sha256()).isNotEqualTo(january.sha256());
            assertThat(again.report().identities()).allMatch(Report.Check::holds);
            byte[] corrected = Files.readAllBytes(directory.resolve("2025-01-01/report.json"));
            assertThat(corrected).isNotEqualTo(json);

            Report before = write(plant, PlantMonth.FEBRUARY, true).report();
            assertThat(before.exceptions().stream().map(Report.Finding::kind))
                    .contains("CLOSED_PERIOD_CORRECTED");
            assertThat(before.identities()).allMatch(Report.Check::holds);

            // Three more days: January stays, February shows what is new and nothing else.
            plant.read(38 * 24, 41 * 24);
            assertThat(write(plant, PlantMonth.JANUARY, false).isNew()).isFalse();
            assertThat(directory.resolve("2025-01-01/report.json")).hasBinaryContent(corrected);
            Report after = write(plant, PlantMonth.FEBRUARY, true).report();
            assertThat(changed(before.figures(), after.figures()))
                    .isSubsetOf("match", "price", "exception", "ageing", "measures", "detail")
                    .contains("match", "price", "measures", "detail");
            assertThat(after.figures().get("exception.CLOSED_PERIOD_CORRECTED.silo-1"))
                    .isEqualTo(before.figures().get("exception.CLOSED_PERIOD_CORRECTED.silo-1"));
            assertThat(after.identities()).allMatch(Report.Check::holds);
        }
    }

    private static Set<String> changed(
            SortedMap<String, String> before, SortedMap<String, String> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .filter(name -> !java.util.Objects.equals(before.get(name), after.get(name)))
                .map(name -> name.substring(0, name.indexOf('.')))
                .filter(section -> !section.equals("header"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private ReportFiles.Written write(PlantMonth plant, String periodId, boolean preliminary)
            throws IOException {
        return new ReportFiles(plant.engine, StandardSections.all(), Clock.systemUTC())
                .write(
                        "c-1",
                        periodId,
                        preliminary,
                        null,
                        directory.resolve(periodId.substring(0, periodId.indexOf('/'))));
    }
}
