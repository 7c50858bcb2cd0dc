package io.usance.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.embedded.SharedParts;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of {@code billing-core} is compiled and run alone, against the built artifact and
 * what it brings: no other module of ours, no Kafka, no chain.
 */
@Tag("slow")
class EmbeddingExampleTest {
    private static final Path EXAMPLE =
            Path.of("..", "billing-core", "src", "example", "java", "PayPerUse.java");
    private static final List<String> NOT_ITS_OWN =
            List.of(
                    "connectors",
                    "ledger-anchor",
                    "kafka",
                    "web3j",
                    "bcprov",
                    "phive",
                    "schematron",
                    "pdfbox",
                    "picocli",
                    "zonky",
                    "junit",
                    "assertj");

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    EmbeddingExampleTest() {}

    @Test
    void compilesWithoutWarningsAndRuns() throws Exception {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> NOT_ITS_OWN.stream().noneMatch(end(entry)::contains))
                        .collect(Collectors.joining(File.pathSeparator));
        assertThat(classPath).contains("billing-core").doesNotContain("kafka");
        String bin = Path.of(System.getProperty("java.home"), "bin").toString();
        assertThat(
                        run(
                                Path.of(bin, "javac").toString(),
                                "-Xlint:all",
                                "-Xlint:-processing",
                                "-Xlint:-path",
                                "-Xlint:-classfile",
                                "-proc:none",
                                "-Werror",
                                "-d",
                                directory.toString(),
                                "-cp",
                                classPath,
                                EXAMPLE.toString()))
                .isEmpty();
        assertThat(
                        run(
                                Path.of(bin, "java").toString(),
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                                "-cp",
                                directory + File.pathSeparator + classPath,
                                "PayPerUse",
                                SharedParts.newDatabase()))
                .contains("37050.000 kg drawn, 45108.49 EUR commanded in ");
    }

    /** Module and file, not where the whole lies. */
    private static String end(String entry) {
        Path path = Path.of(entry);
        int names = path.getNameCount();
        return path.subpath(Math.max(0, names - 3), names).toString();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
