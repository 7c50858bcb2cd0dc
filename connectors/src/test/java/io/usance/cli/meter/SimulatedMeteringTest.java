package io.usance.cli.meter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code usance simulate} writes, {@code usance meter} bills within its uncertainty. */
@Tag("slow")
class SimulatedMeteringTest {
    private static final int SEEDS = 3;
    private static final String FROM = "2026-03-01T00:00:00Z";
    private static final String TO = "2026-03-22T00:00:00Z";

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--kind MASS --interval 15m",
                "--kind PERCENT --resolution 480kg --noise 60kg --interval 15m",
                "--kind PERCENT --shape HORIZONTAL --liquid --swing 8 --interval 30m",
                "--kind DISTANCE --heap 30 --lots 3% --missing-notes 20% --interval 10m",
                "--kind LEVEL --shape CAP --no-counter --interval 20m",
                "--kind LEVEL --shape BOX --moisture 12% --lots 2% --interval 15m",
                "--kind DISTANCE --shape TABLE --refill-outages 80% --wrong-values 1% --interval 5m",
                "--kind VOLUME --lots 2% --interval 1h --clock-losses 1 --faults 0.5%"
            })
    void everyRunIsWithinItsUncertainty(String options) throws Exception {
        for (int seed = 1; seed <= SEEDS; seed++) {
            JsonNode report = metered(seed, options);
            BigDecimal off = value(report, "difference").abs();
            assertThat(off)
                    .as("seed %d %s: %s drawn", seed, options, report.path("trueDraw"))
                    .isLessThanOrEqualTo(value(report, "uncertainty"));
            assertThat(value(report, "consumed")).isGreaterThan(new BigDecimal("30000"));
            assertThat(report.path("deliveries")).hasSizeGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void aStaticTankInTheSunIsBilledNothing() throws Exception {
        for (int seed = 1; seed <= SEEDS; seed++) {
            JsonNode report =
                    metered(seed, "--static --kind LEVEL --shape HORIZONTAL --liquid --swing 10");
            assertThat(value(report, "consumed")).isEqualByComparingTo("0");
            assertThat(value(report, "provisional")).isEqualByComparingTo("0");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--heap 70 | a heap of 70.0 degrees is not one of 0 to 60.0",
                "--heap 30 --shape BOX | a heap lies in a round silo of granulate; leave out the heap,"
                        + " or shape and liquid",
                "--liquid --moisture 10% | a liquid is counted as it is; leave out its moisture",
                "--lots 30% | densitySpread is 0.3, not 0.0 to 0.2",
                "--swing 50 --liquid | swingCel is 50.0, not 0.0 to 20.0"
            })
    void whatDoesNotFitIsRefused(String options, String message) {
        CliRun run = simulate(1, options);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("usance: " + message + "\n");
    }

    private JsonNode metered(int seed, String options) throws Exception {
        CliRun simulated = simulate(seed, options);
        assertThat(simulated.err()).isEmpty();
        Path silo = directory.resolve("silo-01");
        CliRun run =
                CliRun.of(
                        "meter",
                        "--silo",
                        silo.resolve("silo.json").toString(),
                        "--readings",
                        silo.resolve("readings.csv").toString(),
                        "--deliveries",
                        silo.resolve("deliveries.csv").toString(),
                        "--truth",
                        silo.resolve("truth.csv").toString(),
                        "--from",
                        FROM,
                        "--to",
                        TO,
                        "--json");
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }

    private CliRun simulate(int seed, String options) {
        List<String> line = new ArrayList<>();
        line.addAll(List.of("simulate", "--out", directory.toString(), "--days", "21"));
        line.addAll(List.of("--from", FROM, "--seed", Integer.toString(seed)));
        line.addAll(List.of(options.split(" ")));
        return CliRun.of(line.toArray(String[]::new));
    }

    private static BigDecimal value(JsonNode report, String field) {
        return new BigDecimal(report.path(field).path("value").asText());
    }
}
