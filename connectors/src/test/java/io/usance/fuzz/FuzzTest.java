package io.usance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.fuzz.Fuzzer.Failure;
import io.usance.fuzz.Fuzzer.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Whatever the bytes, a door answers: with a value, or with a refusal of its own kind, within
 * {@link Fuzzer#CPU_MAX} and within the memory that {@link Door} names.
 *
 * <p>{@code -Dusance.fuzz.seconds=300} gives each door five minutes and a fresh seed, {@code
 * -Dusance.fuzz.seed=N} begins with the inputs of an earlier run, {@code -Dusance.fuzz.door=camt}
 * is for one door alone. Failures are in {@code target/fuzz}, with their inputs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class FuzzTest {
    /** Always the same in the build, so that what it says is about the change that is built. */
    private static final long BUILD_SEED = 20_261_128;

    private static final long SEED =
            Long.getLong(
                    "usance.fuzz.seed",
                    System.getProperty("usance.fuzz.seconds") == null
                            ? BUILD_SEED
                            : System.nanoTime());
    private static final Duration BUDGET = Duration.ofMillis(millis());
    private static final Path OUT = Path.of("target/fuzz");

    private final List<Summary> summaries = new ArrayList<>();

    private static long millis() {
        return Math.round(
                1_000 * Double.parseDouble(System.getProperty("usance.fuzz.seconds", "0.8")));
    }

    @BeforeAll
    static void saySeed() throws IOException {
        System.out.println("fuzz seed " + SEED);
        Files.createDirectories(OUT);
    }

    @TestFactory
    Stream<DynamicTest> everyDoorAnswers() throws Exception {
        String only = System.getProperty("usance.fuzz.door", "");
        Coverage coverage = new Coverage(FuzzTest.class.getClassLoader());
        return doors(coverage).stream()
                .filter(door -> only.isEmpty() || door.name().equals(only))
                .map(door -> DynamicTest.dynamicTest(door.name(), () -> fuzz(door, coverage)));
    }

    @SuppressWarnings("unchecked")
    private static List<Door> doors(Coverage coverage) throws Exception {
        Class<?> doors = coverage.loadClass(Doors.class.getName());
        return (List<Door>) doors.getMethod("all").invoke(null);
    }

    private void fuzz(Door door, Coverage coverage) throws Exception {
        Summary summary = new Fuzzer(door, coverage, SEED).run(BUDGET);
        summaries.add(summary);
        StringWriter report = new StringWriter();
        for (int i = 0; i < summary.failures().size(); i++) {
            Failure failure = summary.failures().get(i);
            Path input = OUT.resolve("%s-%d".formatted(door.name().replace(' ', '-'), i));
            Files.write(input, failure.input());
            report.append(
                    "%n%s%n  %d bytes in %s: %s%n"
                            .formatted(
                                    failure.what(),
                                    failure.input().length,
                                    input,
                                    shown(failure.input())));
            if (failure.cause() != null) {
                failure.cause().printStackTrace(new PrintWriter(report));
            }
        }
        assertThat(report.toString()).as("seed %d, door %s", SEED, door.name()).isEmpty();
        assertThat(summary.tried()).isGreaterThan(Fuzzer.CHANGED_MIN);
        assertThat(summary.taken()).isPositive();
    }

    private static String shown(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "·");
        return text.length() <= 600 ? text : text.substring(0, 600) + "…";
    }

    @AfterAll
    void tell() throws IOException {
        StringBuilder table =
                new StringBuilder(
                        "| door | inputs | taken | outcomes | kept | largest allocation, KiB | bytes per input byte | longest, CPU ms | failures |\n|---|---|---|---|---|---|---|---|---|\n");
        for (Summary one : summaries) {
            table.append(
                    "| %s | %,d | %,d | %,d | %,d | %,d | %.0f | %,d | %d |%n"
                            .formatted(
                                    one.door(),
                                    one.tried(),
                                    one.taken(),
                                    one.outcomes(),
                                    one.corpus(),
                                    one.allocatedMax() >> 10,
                                    Math.max(0, one.perByteMax()),
                                    one.cpuMax().toMillis(),
                                    one.failures().size()));
        }
        System.out.print(table);
        Files.writeString(OUT.resolve("summary.md"), "seed " + SEED + "\n\n" + table);
    }
}
