package io.usance.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the last release promised is kept, or the version says that it is not. {@code released} has
 * the {@code api.txt} of each release, written once (CONTRIBUTING, "Release"); before the first
 * release it is empty, and all may change.
 */
class ReleasedApiTest {
    private static final Path API = Path.of("src/test/resources/io/usance/api");

    private static final Pattern VERSION =
            Pattern.compile(
                    "<artifactId>usance</artifactId>\\s*<version>([^<]+)</version>\\s*</parent>");

    @Test
    void theVersionSaysWhatChangedSinceTheLastRelease() throws IOException {
        assertThat(ReleaseRule.problem(released(), version(), lines(API.resolve("api.txt"))))
                .isEmpty();
    }

    /** The rule would pass on a face that it cannot read. */
    @Test
    void everyLineIsUnderstood() throws IOException {
        Set<String> lines = lines(API.resolve("api.txt"));
        assertThat(ApiType.read(lines).values())
                .filteredOn(ApiType::isWithoutKind)
                .extracting(ApiType::name)
                .isEmpty();
        assertThat(ApiComparison.compare(lines, lines)).isEmpty();
        assertThat(ApiType.read(lines))
                .hasEntrySatisfying(
                        "host.HostTransactions",
                        port -> assertThat(port.isForOthersToImplement()).isTrue());
        Set<String> less = new TreeSet<>(lines);
        less.remove("host.HostTransactions: abstract java.sql.Connection connection()");
        assertThat(ApiComparison.compare(less, lines))
                .singleElement()
                .satisfies(
                        change -> assertThat(change.effect()).isEqualTo(ApiChange.Effect.BREAKS));
    }

    private static SortedMap<ReleaseVersion, Set<String>> released() throws IOException {
        SortedMap<ReleaseVersion, Set<String>> released = new TreeMap<>();
        Path directory = API.resolve("released");
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString();
                    released.put(ReleaseVersion.of(name.replaceFirst("\\.txt$", "")), lines(file));
                }
            }
        }
        return released;
    }

    private static ReleaseVersion version() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return ReleaseVersion.of(version.group(1));
    }

    private static Set<String> lines(Path file) throws IOException {
        return new TreeSet<>(Files.readAllLines(file));
    }
}
