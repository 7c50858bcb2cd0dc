package io.usance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.simple.SimpleLogger;

/**
 * A host made with Axon 5, whose configuration, command bus and transactions are started and used:
 * its handlers command the engine. In a JVM of its own, for the tests' has Axon 4.
 */
@Tag("slow")
class Axon5HostTest {
    private static final Path SOURCE =
            Path.of("src", "test", "resources", "axon5", "Axon5Host.java");

    @TempDir Path classes;

    @Test
    void startsAndBills() throws Exception {
        assertThat(problems()).isEmpty();
        String path = path(Stream.concat(Programs.axon5().stream(), rest()));
        assertThat(run(path)).isEqualTo(EXPECTED);
    }

    /** Whichever comes first on the class path. */
    @Test
    void startsAndBillsBehindTheArtifact() throws Exception {
        assertThat(problems()).isEmpty();
        String path = path(Stream.concat(rest(), Programs.axon5().stream()));
        assertThat(run(path)).isEqualTo(EXPECTED);
    }

    /** What the example bills as well: 33 days, 11 of them sent twice. */
    private static final String EXPECTED =
            "45108.38 EUR in 37 settlements, rows 33, failures 11, by Axon 5.0.1\n";

    private Stream<Path> rest() throws IOException {
        return Stream.concat(
                Programs.jars().stream(), Stream.of(Programs.jarOf(SimpleLogger.class), classes));
    }

    private static String path(Stream<Path> jars) {
        return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static String run(String path) throws Exception {
        return Programs.started(
                List.of(
                        // It would ask its maker for news.
                        "-Daxoniq.update-checker.disabled=true",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        // It warns of each failure of the host's.
                        "-Dorg.slf4j.simpleLogger.log.org.axonframework=error",
                        "-cp",
                        path,
                        "Axon5Host",
                        Programs.newDatabase()));
    }

    private String problems() throws IOException {
        ByteArrayOutputStream problems = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        problems,
                        "--release",
                        "21",
                        "-proc:none",
                        "-cp",
                        path(Stream.concat(Programs.axon5().stream(), rest())),
                        "-d",
                        classes.toString(),
                        SOURCE.toString());
        return problems.toString(StandardCharsets.UTF_8);
    }
}
