package io.usance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.simple.SimpleLogger;

/**
 * The examples bill what they should, and print nothing else: with a log that shows everything from
 * INFO on, neither logo nor tip nor a warning about versions.
 */
@Tag("slow")
class ErpIntegrationTest {
    /** 37.05 t, which PayPerUse draws as well, at 1,217.50 EUR a tonne. */
    private static final String BILL = "2026-03-01/2026-04-01 45108.38 EUR in 37 settlements\n";

    private static final List<Path> LOG = List.of(Programs.jarOf(SimpleLogger.class));
    private static final int LINES_MAX = 120;

    @Test
    void inJava() throws Exception {
        bills(LOG, "ErpIntegration");
    }

    @Test
    void inKotlin() throws Exception {
        bills(LOG, "ErpIntegrationKt");
    }

    /**
     * Every way to write a unit of work in Kotlin compiles without a type, and does what it says.
     */
    @Test
    void unitsOfWorkInKotlin() throws Exception {
        assertThat(Programs.run(LOG, "UnitsOfWorkKt", Programs.newDatabase()))
                .isEqualTo("readings 4, rows 2, of the press 1\n");
    }

    /** What a host sees whose log is at DEBUG, and how it silences what is inside the jar. */
    @Test
    void itsLogAtDebug(@TempDir Path settings) throws Exception {
        assertThat(log(settings, ""))
                .as("of the engine, and of what is inside its jar")
                .isNotEmpty()
                .allMatch(line -> line.matches("\\[\\w+] (DEBUG|INFO) io\\.usance\\..*"));
        assertThat(log(settings, "org.slf4j.simpleLogger.log.io.usance.shaded=warn\n"))
                .noneMatch(line -> line.contains("shaded"));
    }

    private static List<String> log(Path settings, String more) throws Exception {
        Files.writeString(
                settings.resolve("simplelogger.properties"),
                "org.slf4j.simpleLogger.defaultLogLevel=debug\n" + more);
        List<Path> before = Stream.concat(Stream.of(settings), LOG.stream()).toList();
        String printed = Programs.run(before, "ErpIntegration", Programs.newDatabase());
        assertThat(printed).endsWith(BILL);
        return printed.lines().filter(line -> line.startsWith("[")).toList();
    }

    private static void bills(List<Path> before, String program) throws Exception {
        String database = Programs.newDatabase();
        assertThat(Programs.run(before, program, database)).isEqualTo(BILL);
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select count(*), sum(minor), (select sum(readings) from erp_day)"
                                        + " from erp_order where period = '2026-03-01/2026-04-01'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(1)).as("orders").isEqualTo(37);
            assertThat(row.getLong(2)).as("ordered").isEqualTo(45_108_38);
            assertThat(row.getLong(3)).as("readings").isEqualTo(33 * 24);
        }
    }

    /** Its class path has Axon 5 first, which has classes of the same names as Axon 4. */
    @Test
    void besideAxon5() throws Exception {
        List<Path> before = Stream.concat(Programs.axon5().stream(), LOG.stream()).toList();
        assertThat(before).anyMatch(jar -> jar.toString().contains("axon-messaging-5."));
        bills(before, "ErpIntegration");
    }

    @Test
    void areShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "src", "example"))) {
            List<Path> examples =
                    files.filter(file -> file.getFileName().toString().startsWith("Erp")).toList();
            assertThat(examples).hasSize(2);
            for (Path example : examples) {
                assertThat(Files.readAllLines(example))
                        .as("%s", example)
                        .hasSizeLessThanOrEqualTo(LINES_MAX);
            }
        }
    }
}
