package io.usance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How far files may be entangled, and how long they may be. Classes that use one another in a ring
 * can only be understood together; packages are free of rings, and inside one they are short.
 */
class RingsTest {

    /** Files in one ring of uses inside a package. To be lowered when the longest is shorter. */
    private static final int RING_FILES_MAX = 8;

    /** Lines of a main source file. To be lowered when the longest is shorter. */
    private static final int FILE_LINES_MAX = 500;

    private static final Path SOURCES = Path.of("src/main/java/io/usance");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.usance");

    @Test
    void noRingInsideAPackageIsLong() {
        List<Set<String>> tooLong =
                usesByPackage().values().stream()
                        .flatMap(uses -> rings(uses).stream())
                        .filter(ring -> ring.size() > RING_FILES_MAX)
                        .toList();
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noFileIsLong() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        lines().forEach((name, lines) -> {
            if (lines > FILE_LINES_MAX) {
                tooLong.put(name, lines);
            }
        });
        assertThat(tooLong).isEmpty();
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
        assertThat(rings(uses))
                .containsExactlyInAnyOrder(
                        Set.of("a", "b", "c"), Set.of("d", "e"), Set.of("f"), Set.of("g"));
    }

    /** The rules above would pass on no classes and no files. */
    @Test
    void theRulesSeeTheModule() throws IOException {
        Map<String, Map<String, Set<String>>> uses = usesByPackage();
        assertThat(uses).containsKeys("io.usance.engine", "io.usance.meter.silo.filter");
        assertThat(uses.getOrDefault("io.usance.meter.silo.filter", Map.of()).get("LevelFilter"))
                .contains("LevelTrack", "DeviceOrder");
        assertThat(lines()).containsKeys("engine/BillingEngine", "meter/silo/SiloState");
    }

    /** By package and file, which files of the same package it uses, itself left out. */
    private static Map<String, Map<String, Set<String>>> usesByPackage() {
        Map<String, Map<String, Set<String>>> uses = new TreeMap<>();
        for (JavaClass each : CLASSES) {
            Set<String> used =
                    uses.computeIfAbsent(each.getPackageName(), name -> new TreeMap<>())
                            .computeIfAbsent(file(each), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().equals(each.getPackageName())) {
                    used.add(file(target));
                }
            }
            used.remove(file(each));
        }
        return uses;
    }

    /** Nested classes, records and enums are of the file of the class they are in. */
    private static String file(JavaClass each) {
        JavaClass top = each;
        while (top.getEnclosingClass().isPresent()) {
            top = top.getEnclosingClass().get();
        }
        return top.getSimpleName();
    }

    private static Map<String, Integer> lines() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(RingsTest::name, RingsTest::lines));
        }
    }

    private static String name(Path file) {
        return SOURCES.relativize(file).toString().replace('\\', '/').replace(".java", "");
    }

    private static int lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return (int) lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Set<String>> rings(Map<String, Set<String>> uses) {
        Tarjan tarjan = new Tarjan(uses);
        uses.keySet().forEach(tarjan::visit);
        return tarjan.rings;
    }

    /**
     * Strongly connected components: R. E. Tarjan, Depth-first search and linear graph algorithms,
     * SIAM Journal on Computing 1 (1972).
     */
    private static final class Tarjan {
        private final Map<String, Set<String>> uses;
        private final Map<String, Integer> order = new HashMap<>();
        private final Map<String, Integer> low = new HashMap<>();
        private final Deque<String> path = new ArrayDeque<>();
        private final List<Set<String>> rings = new ArrayList<>();

        Tarjan(Map<String, Set<String>> uses) {
            this.uses = uses;
        }

        void visit(String file) {
            if (order.containsKey(file)) {
                return;
            }
            order.put(file, order.size());
            low.put(file, order.get(file));
            path.push(file);
            for (String used : uses.getOrDefault(file, Set.of())) {
                visit(used);
                if (path.contains(used)) {
                    low.merge(file, low.get(used), Math::min);
                }
            }
            if (low.get(file).equals(order.get(file))) {
                rings.add(upTo(file));
            }
        }

        private Set<String> upTo(String file) {
            Set<String> ring = new TreeSet<>();
            String top;
            do {
                top = path.pop();
                ring.add(top);
            } while (!top.equals(file));
            return ring;
        }
    }
}
