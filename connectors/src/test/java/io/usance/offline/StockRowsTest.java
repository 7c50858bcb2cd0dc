package io.usance.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.csv.TableOptions;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of the stock beside a silo's readings: 10 kg an hour are drawn, 2 t go at hour 300. */
class StockRowsTest {
    private static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
    private static final String AT = "2026-02-13T12:00:00Z";

    @TempDir Path directory;

    /** 6,720 kg are drawn; what left otherwise is not billed, and taken back it is. */
    @ParameterizedTest(name = "{0}: {1}, recorded {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                " | 8720 | 0",
                "SPILL,AT,2000,kg,E1,,,,, | 6720 | 1",
                "write_off,AT,2,t,E1,,,,Ann,torn sacks | 6720 | 1",
                "TRANSFER,AT,2000,kg,E1,,s-2,,, | 6720 | 1",
                "SPILL,AT,2000,kg,E1,,,,,;FOUND,AT,2000,kg,E2,,,,, | 8720 | 2",
                // The other side of a transfer: so much came, and 2 t more were drawn.
                "TRANSFER,2026-02-05T12:00:00Z,100,kg,E1,s-2,s-1,,, | 8820 | 1",
                "STOCK_TAKE,2026-02-20T12:00:00Z,5000,kg,E1,,,,,5360 | 9080 | 1",
            })
    void anEntryIsBooked(String rows, long consumed, int recorded) throws Exception {
        MeteredPeriod period = metered(rows == null ? "" : rows.replace("AT", AT));
        assertThat(period.entries().recorded()).isEqualTo(recorded);
        assertThat(period.entries().quarantined()).isEmpty();
        assertThat(period.closed().consumed().minus(kg(consumed)).milli())
                .isBetween(-150_000L, 150_000L);
        JsonNode json = new ObjectMapper().readTree(new MeterReport(period, null).json());
        assertThat(json.at("/stockEntries/recorded").asInt()).isEqualTo(recorded);
    }

    @Test
    void aRowThatIsNoneIsCounted() throws Exception {
        MeteredPeriod period =
                metered(
                        String.join(
                                ";",
                                "SPILL," + AT + ",2000,kg,E1,,,,,",
                                "SPILL," + AT + ",2000,kg,E1,,,,,",
                                "LOST," + AT + ",2000,kg,E2,,,,,",
                                "SPILL," + AT + ",-1,kg,E3,,,,,",
                                "SPILL," + AT + ",10,kg,E4,s-3,,,,",
                                "SPILL," + AT + ",99000,kg,E5,,,,,"));
        MeteredPeriod.Counts entries = period.entries();
        assertThat(entries.recorded()).isEqualTo(1);
        assertThat(entries.duplicate()).isEqualTo(1);
        assertThat(entries.quarantined())
                .containsEntry("UNKNOWN_KIND", 1)
                .containsEntry("NEGATIVE_QUANTITY", 1)
                .containsEntry("UNKNOWN_SILO", 1)
                .containsEntry("OUT_OF_RANGE", 1);
        assertThat(entries.received()).isEqualTo(6);
        assertThat(period.problems()).extracting(Problem::file).contains("stock entries");
    }

    private MeteredPeriod metered(String entries) throws Exception {
        Path readings = directory.resolve("readings.csv");
        List<String> rows =
                IntStream.rangeClosed(-12, 28 * 24 + 12)
                        .mapToObj(hour ->
                                FROM.plus(Duration.ofHours(hour))
                                        + ","
                                        + (12_000 - 10 * hour - (hour >= 300 ? 2_000 : 0)))
                        .toList();
        Files.writeString(readings, "sampled_at,value\n" + String.join("\n", rows) + "\n");
        Path stock = directory.resolve("stock.csv");
        Files.writeString(
                stock,
                "change,happened_at,quantity,unit,entry_id,silo_id,to_silo_id,uncertainty,by,"
                        + (entries.contains("STOCK_TAKE") ? "shown" : "reason")
                        + "\n"
                        + entries.replace(';', '\n')
                        + "\n");
        TableOptions form = TableOptions.NONE;
        return MeterRun.of(
                silo(),
                new MeterRun.Files(readings, form, null, form, stock, form),
                guess -> {},
                FROM,
                TO);
    }

    private static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }

    private static SiloSpec silo() {
        return SiloSpec.builder("s-1")
                .material("PVC")
                .capacity(kg(30_000))
                .sensor("radar-1")
                .noise(kg(10))
                .resolution(kg(1))
                .stuckAfterReadings(0)
                .step(kg(300))
                .build();
    }
}
