package io.usance.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents lead to what exists: files, headings, classes. And the README stays an entrance. */
class DocumentsTest {
    /** Most bytes of the README. */
    private static final int README_BYTES_MAX = 10_000;

    /** Most files on a stranger's path from a reading to its proof. */
    private static final int PATH_FILES_MAX = 12;

    private static final Path ROOT = RepositoryTexts.ROOT;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    /** A Java or Solidity type, alone or with a member: two capitals at least. */
    private static final Pattern TYPE = Pattern.compile("\\b[A-Z][a-z]\\w*[A-Z]\\w*");

    private static final Pattern WORD = Pattern.compile("\\b[A-Z]\\w+\\b");
    private static final Pattern SOURCE = Pattern.compile("[\\w/.-]*\\w\\.(?:java|sol|mjs)");

    static Stream<Path> documents() throws IOException {
        return RepositoryTexts.all().stream().filter(file -> file.toString().endsWith(".md"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsToAFileAndAHeading(Path document) throws IOException {
        for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
            if (link.group(1).contains("://")) {
                continue;
            }
            Path target =
                    link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
            assertThat(target).as("linked from %s", document).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target))
                        .as("%s in %s", link.group(), document)
                        .contains(link.group(2));
            }
        }
    }

    /** A renamed class is renamed in the documents as well. */
    @Test
    void everyNamedClassAndSourceFileExists() throws IOException {
        Set<String> words = new TreeSet<>();
        Set<String> sources = new TreeSet<>();
        for (Path file : RepositoryTexts.all()) {
            if (!file.toString().endsWith(".md")) {
                words.addAll(found(WORD, Files.readString(file)));
                sources.add("/" + ROOT.relativize(file));
            }
        }
        Set<String> unknown = new TreeSet<>();
        for (Path document : documents().toList()) {
            for (String code : found(CODE, Files.readString(document))) {
                found(TYPE, code).stream()
                        .filter(type -> !words.contains(type) && !isForeign(document, type))
                        .forEach(type -> unknown.add(ROOT.relativize(document) + ": " + type));
                found(SOURCE, code).stream()
                        .filter(name ->
                                sources.stream().noneMatch(s -> s.endsWith("/" + bare(name))))
                        .forEach(name -> unknown.add(ROOT.relativize(document) + ": " + name));
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void theReadmeIsAnEntrance() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                .as("bytes of README.md; details belong into docs/")
                .isLessThanOrEqualTo(README_BYTES_MAX);
        String path = readme.substring(readme.indexOf("## One reading"));
        path = path.substring(0, path.indexOf("\n## ", 1));
        assertThat(LINK.matcher(path).results().filter(l -> l.group(1).endsWith(".java")).count())
                .isBetween(10L, (long) PATH_FILES_MAX);
    }

    @Test
    void everyUnitIsListed() throws IOException {
        String units = Files.readString(ROOT.resolve("billing-core/docs/units.md"));
        for (UnitOfMeasure unit : UnitOfMeasure.all()) {
            assertThat(units)
                    .contains(
                            "| `%s` | %s | %s | %s |"
                                    .formatted(
                                            unit.code(),
                                            unit.dimension(),
                                            unit.size(),
                                            unit.rec20Code()));
        }
    }

    /** Each package of this module has its line in the module's README. */
    @Test
    void everyPackageOfConnectorsIsListed() throws IOException {
        Set<String> listed =
                found(
                        Pattern.compile("(?m)^\\| `io\\.usance\\.(\\w+)`"),
                        Files.readString(Path.of("README.md")));
        try (Stream<Path> packages = Files.list(Path.of("src/main/java/io/usance"))) {
            assertThat(packages.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    /** The page on fuzzing tells of faults of Java and of libraries. */
    private static boolean isForeign(Path document, String type) {
        return document.endsWith("benchmarks/fuzzing.md") && type.matches(".*(Exception|Error)");
    }

    /** Headings as GitHub turns them into anchors. */
    private static Set<String> anchors(Path document) throws IOException {
        return found(HEADING, Files.readString(document)).stream()
                .map(h -> h.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String bare(String name) {
        return name.replaceFirst("^(\\.\\./)+", "");
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(m -> m.groupCount() == 0 ? m.group() : m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
