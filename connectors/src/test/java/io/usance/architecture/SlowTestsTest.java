package io.usance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Fast tests start no broker, database, node or process. */
class SlowTestsTest {
    private static final Pattern STARTS_A_PART =
            Pattern.compile(
                    "\\b(TestDatabase|SharedParts|EmbeddedDatabase|EmbeddedKafka|EvmNode|ServiceProcess)\\b");

    @Test
    void whatStartsAPartIsTaggedSlow() throws IOException {
        assertThat(tests().stream().filter(test -> startsAPart(test) && !isSlow(test)))
                .as("add @Tag(\"slow\"), or the fast tests become slow")
                .isEmpty();
    }

    /** The rule would pass if it saw nothing. */
    @Test
    void theRuleSeesWhatItShould() throws IOException {
        assertThat(tests().stream().filter(SlowTestsTest::startsAPart)).hasSizeGreaterThan(40);
    }

    private static List<Path> tests() throws IOException {
        List<Path> tests = new ArrayList<>();
        for (String module : List.of("billing-core", "ledger-anchor", "connectors")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
                files.filter(file -> file.toString().endsWith("Test.java"))
                        .filter(file -> !file.endsWith("SlowTestsTest.java"))
                        .forEach(tests::add);
            }
        }
        return tests;
    }

    private static boolean startsAPart(Path test) {
        return STARTS_A_PART.matcher(text(test)).find();
    }

    private static boolean isSlow(Path test) {
        return text(test).contains("@Tag(\"slow\")");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
