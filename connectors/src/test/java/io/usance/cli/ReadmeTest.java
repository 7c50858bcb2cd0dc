package io.usance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands and snippets of the documents work as they are written. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern COMMAND =
            Pattern.compile("(?m)bin/usance ([a-z]+)|`usance ([a-z]+)[ `]|^usance ([a-z]+) ");

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> files = Files.find(ROOT, 3, (file, a) -> isDocument(file))) {
            return files.toList().stream();
        }
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md") && !file.toString().contains("/target/");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandExists(Path document) throws IOException {
        for (String command : found(COMMAND, Files.readString(document))) {
            assertThat(CliRun.of(command, "--help").exitCode()).as("usance %s", command).isZero();
        }
    }

    @Test
    void theSnippetThatEmbedsTheEngineIsTheOneThatIsRun() throws IOException {
        String example =
                Files.readString(ROOT.resolve("billing-core/src/example/java/ErpIntegration.java"));
        String run = between(example, "// snippet:embed", "// end:embed").stripIndent().strip();
        String shown =
                between(
                        Files.readString(ROOT.resolve("README.md")),
                        "<!-- snippet:embed -->",
                        "<!-- end:embed -->");
        assertThat(shown.strip()).isEqualTo("```java\n" + run + "\n```");
        assertThat(run).contains("engine.handle");
    }

    /** The commands that a document gives for its figure make that figure, byte for byte. */
    @Test
    void theFigureIsWhatItsCommandsMake(@TempDir Path directory) throws IOException {
        String shown =
                between(
                        Files.readString(ROOT.resolve("connectors/docs/meter.md")),
                        "<!-- snippet:figure -->",
                        "<!-- end:figure -->");
        String joined = shown.replace("\\\n", " ");
        List<String> commands =
                joined.lines().filter(line -> line.contains("bin/usance ")).toList();
        assertThat(commands).hasSize(2);
        for (String command : commands) {
            String arguments =
                    command.substring(command.indexOf("bin/usance ") + "bin/usance ".length())
                            .replace("plant", directory.resolve("plant").toString())
                            .replace(
                                    "connectors/docs/metering.svg",
                                    directory.resolve("metering.svg").toString());
            CliRun run = CliRun.of(arguments.strip().split("\\s+"));
            assertThat(run.err()).isEmpty();
        }
        assertThat(directory.resolve("metering.svg"))
                .hasSameBinaryContentAs(ROOT.resolve("connectors/docs/metering.svg"));
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        int to = text.indexOf(end);
        assertThat(from).as(start).isNotNegative();
        assertThat(to).as(end).isGreaterThan(from);
        return text.substring(text.indexOf('\n', from) + 1, to);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(ReadmeTest::group).distinct().toList();
    }

    private static String group(MatchResult match) {
        for (int i = 1; i <= match.groupCount(); i++) {
            if (match.group(i) != null) {
                return match.group(i);
            }
        }
        throw new IllegalStateException(match.group());
    }
}
