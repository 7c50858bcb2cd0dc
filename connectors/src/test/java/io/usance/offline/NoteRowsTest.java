package io.usance.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.exception.MeterException;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.PrintWriter;
import java.io.StringWriter;
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

/**
 * Corrections beside the delivery notes of a file: 10 kg an hour are drawn, 15 t come at hour 300.
 */
class NoteRowsTest {
    private static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
    private static final String CORRECTED = "N-1,,15000,kg,correct,C-1,Ann,typed 5 t too high";

    @TempDir Path directory;

    @Test
    void aNoteTypedTooHighIsRightAgain() throws Exception {
        MeteredPeriod wrong = metered("N-1," + at(300) + ",20000,kg");
        assertThat(wrong.exceptions()).anyMatch(e -> e.kind() == MeterException.Kind.NOTE_DEVIATES);
        MeteredPeriod right = metered("N-1," + at(300) + ",15000,kg");
        MeteredPeriod corrected = metered("N-1," + at(300) + ",20000,kg", CORRECTED);
        assertThat(corrected.exceptions()).isEmpty();
        assertThat(corrected.closed().consumed()).isEqualTo(right.closed().consumed());
        assertThat(corrected.fates().counted()).containsExactly("N-1");
        JsonNode json = new ObjectMapper().readTree(new MeterReport(corrected, null).json());
        JsonNode said = json.path("corrections").path(0);
        assertThat(said.path("by").asText()).isEqualTo("Ann");
        assertThat(said.path("reason").asText()).isEqualTo("typed 5 t too high");
        assertThat(said.at("/was/quantity/value").asText()).isEqualTo("20000.000");
        assertThat(said.at("/now/quantity/value").asText()).isEqualTo("15000.000");
        StringWriter text = new StringWriter();
        new MeterReport(corrected, null).print(new PrintWriter(text));
        assertThat(text.toString())
                .contains(
                        "note N-1 said 20000.000 at 2026-02-13T12:00:00Z and says 15000.000 at"
                                + " 2026-02-13T12:00:00Z now; C-1 by Ann: typed 5 t too high");
    }

    /** What the file has, and recorded = counted + not seen + waiting + void. */
    @ParameterizedTest(name = "{0}: {2} + {3} + {4} + {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "N-1,2026-02-13T12:00:00Z,15000,kg;N-2,2026-02-20T12:00:00Z,9000,kg"
                        + ";N-2,,,,void,,,of another silo | 6720 | 1 | 0 | 0 | 1",
                // No note of that rise is left: it is estimated.
                "N-1,2026-02-13T12:00:00Z,15000,kg;N-1,,,,VOID | 6720 | 0 | 0 | 0 | 1",
                // Typed with the wrong day.
                "N-1,2026-02-23T12:00:00Z,15000,kg;N-1,2026-02-13T12:00:00Z,,,correct"
                        + " | 6720 | 1 | 0 | 0 | 0",
                "N-1,2026-02-13T12:00:00Z,15000,kg;N-1,2026-02-23T12:00:00Z,,,correct"
                        + " | 6720 | 0 | 1 | 0 | 0",
                // Of another year, and of none of the file's.
                "N-1,2025-02-13T12:00:00Z,15000,kg;N-1,2026-02-13T12:00:00Z,,,correct"
                        + ";N-9,,1,kg,correct | 6720 | 1 | 0 | 0 | 0",
            })
    void eachNoteIsInOneState(
            String rows, long consumed, int counted, int notSeen, int waiting, int voided)
            throws Exception {
        MeteredPeriod period = metered(rows.split(";"));
        NoteFates.Fates fates = period.fates();
        assertThat(
                        List.of(
                                fates.counted().size(),
                                fates.notSeen().size(),
                                fates.waiting().size(),
                                fates.voided().size()))
                .containsExactly(counted, notSeen, waiting, voided);
        assertThat(period.notes().recorded()).isEqualTo(fates.recorded());
        assertThat(period.closed().consumed().minus(kg(consumed)).milli())
                .isBetween(-250_000L, 250_000L);
        if (rows.contains("N-9")) {
            assertThat(period.notes().quarantined()).containsEntry("UNKNOWN_DELIVERY_NOTE", 1);
        }
    }

    @Test
    void aRowThatIsNoCorrectionIsCounted() throws Exception {
        MeteredPeriod period =
                metered(
                        "N-1," + at(300) + ",15000,kg",
                        "N-1,,,,correct",
                        "N-1,,,,delete",
                        "N-1,,-5,kg,correct");
        assertThat(period.notes().quarantined())
                .containsEntry("MISSING_FIELD", 1)
                .containsEntry("UNKNOWN_KIND", 1)
                .containsEntry("NEGATIVE_QUANTITY", 1);
        assertThat(period.corrections()).isEmpty();
    }

    private MeteredPeriod metered(String... notes) throws Exception {
        Path readings = directory.resolve("readings.csv");
        List<String> rows =
                IntStream.rangeClosed(-12, 28 * 24 + 12)
                        .mapToObj(hour ->
                                at(hour) + "," + (12_000 - 10 * hour + (hour >= 300 ? 15_000 : 0)))
                        .toList();
        Files.writeString(readings, "sampled_at,value\n" + String.join("\n", rows) + "\n");
        Path deliveries = directory.resolve("deliveries.csv");
        Files.writeString(
                deliveries,
                "note_id,delivered_at,quantity,unit,action,correction_id,by,reason\n"
                        + String.join("\n", notes)
                        + "\n");
        return MeterRun.of(silo(), readings, deliveries, FROM, TO);
    }

    private static String at(int hour) {
        return FROM.plus(Duration.ofHours(hour)).toString();
    }

    private static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }

    /** 30 t; noise 10 kg. */
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
