package io.usance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How far the files of all modules may be entangled, and how long files and packages may be:
 * classes that use one another in a ring can only be understood together.
 */
class RingsTest {

    /** Files in one ring of uses inside a package. To be lowered when the longest is shorter. */
    private static final int RING_FILES_MAX = 8;

    /** Lines of a main source file. To be lowered when the longest is shorter. */
    private static final int FILE_LINES_MAX = 500;

    /** Lines of a package of this module. */
    private static final int PACKAGE_LINES_MAX = 4_000;

    private static final List<Path> SOURCES =
            List.of(
                    Path.of("src/main/java"),
                    Path.of("../ledger-anchor/src/main/java"),
                    Path.of("../billing-core/simulation/src/main/java"),
                    Path.of("../billing-core/src/main/java"));

    @Test
    void noRingInsideAPackageIsLong() throws IOException {
        Map<String, Map<String, Set<String>>> uses = Rings.usesByPackage(MainClasses.ALL);
        Set<String> packages = packages();
        assertThat(uses).containsKeys(packages.toArray(String[]::new));
        uses.keySet().retainAll(packages);
        assertThat(uses.values())
                .flatMap(Rings::of)
                .allMatch(ring -> ring.size() <= RING_FILES_MAX);
    }

    /** Of both modules, by the directories that hold any class. */
    private static Set<String> packages() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Path source : SOURCES) {
            for (Path file : lines(source).keySet()) {
                if (!file.endsWith("package-info.java")) {
                    packages.add(
                            source.relativize(file.getParent())
                                    .toString()
                                    .replace(File.separatorChar, '.'));
                }
            }
        }
        return packages;
    }

    @Test
    void noFileIsLong() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        for (Path source : SOURCES) {
            for (Map.Entry<Path, Integer> file : lines(source).entrySet()) {
                String name = file.getKey().getFileName().toString();
                if (file.getValue() > FILE_LINES_MAX) {
                    tooLong.put(name, file.getValue());
                }
            }
        }
        assertThat(tooLong)
                .as("files of more than %d lines; split them by what they know", FILE_LINES_MAX)
                .isEmpty();
    }

    @Test
    void noPackageOfTheModuleIsLarge() throws IOException {
        Map<Path, Integer> byPackage = new HashMap<>();
        lines(SOURCES.getFirst())
                .forEach((file, lines) -> byPackage.merge(file.getParent(), lines, Integer::sum));
        assertThat(byPackage.values()).allMatch(lines -> lines <= PACKAGE_LINES_MAX);
        assertThat(byPackage).hasSizeGreaterThan(15);
    }

    /** Two rings that share no file, and what hangs on them but is in none. */
    @Test
    void ringsAreFound() {
        Map<String, Set<String>> uses =
                Map.of(
                        "a", Set.of("b"),
                        "b", Set.of("c", "d"),
                        "c", Set.of("a"),
                        "d", Set.of("e"),
                        "e", Set.of("d"),
                        "f", Set.of("a", "e", "g"),
                        "g", Set.of());
        assertThat(Rings.of(uses))
                .containsExactlyInAnyOrder(
                        Set.of("a", "b", "c"), Set.of("d", "e"), Set.of("f"), Set.of("g"));
    }

    /** The rules would pass on no files, and if no class used another. */
    @Test
    void usesAreFound() throws IOException {
        assertThat(packages()).contains("io.usance.engine", "io.usance.meter.silo.filter");
        assertThat(lines(SOURCES.getLast()).keySet().stream().map(file -> file.getFileName() + ""))
                .contains("BillingEngine.java", "SiloState.java");
        assertThat(
                        Rings.usesByPackage(MainClasses.ALL)
                                .getOrDefault("io.usance.meter.silo.filter", Map.of())
                                .get("LevelFilter"))
                .contains("LevelTrack", "DeviceOrder");
        assertThat(Rings.usesByPackage(MainClasses.ALL))
                .hasEntrySatisfying(
                        "io.usance.service",
                        files ->
                                assertThat(files)
                                        .hasEntrySatisfying(
                                                "ServiceRun",
                                                used ->
                                                        assertThat(used)
                                                                .contains("UsanceService")));
    }

    private static Map<Path, Integer> lines(Path source) throws IOException {
        Map<Path, Integer> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                lines.put(file, Files.readAllLines(file).size());
            }
        }
        return lines;
    }
}
