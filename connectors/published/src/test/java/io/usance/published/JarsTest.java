package io.usance.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the jars: classes, their sources, their documentation, licence and notices. */
@Tag("slow")
class JarsTest {
    private static final String SHADED = "io/usance/shaded/";

    /** Whose work is inside, by the packages that show it. */
    private static final Map<String, String> OTHERS =
            Map.of(
                    SHADED + "org/axonframework/", "Axon Framework",
                    SHADED + "org/jooq/", "jOOQ",
                    SHADED + "io/r2dbc/", "R2DBC SPI",
                    SHADED + "org/reactivestreams/", "Reactive Streams");

    /** What the documentation leaves out. */
    private static final String INTERNAL =
            "build/plugins/plugin[artifactId='maven-javadoc-plugin']/configuration"
                    + "/excludePackageNames";

    private static final Pattern PUBLIC = Pattern.compile("(?m)^public ");

    static Stream<Artifact> jars() throws IOException {
        return Artifact.jars().stream();
    }

    @ParameterizedTest
    @MethodSource("jars")
    void hasLicenceAndTheNoticesOfWhatIsInside(Artifact artifact) throws IOException {
        try (JarFile jar = open(artifact, ".jar")) {
            assertThat(text(jar, "META-INF/LICENSE"))
                    .isEqualTo(Files.readString(Artifact.ROOT.resolve("LICENSE")));
            String notice = text(jar, "META-INF/NOTICE");
            String ours = Files.readString(Artifact.ROOT.resolve("NOTICE"));
            Set<String> names = names(jar);
            Set<String> inside = new TreeSet<>();
            OTHERS.forEach((packageName, name) -> {
                if (names.stream().anyMatch(each -> each.startsWith(packageName))) {
                    inside.add(name);
                }
            });
            assertThat(notice).startsWith(ours);
            if (inside.isEmpty()) {
                assertThat(notice).isEqualTo(ours);
            }
            assertThat(OTHERS.values().stream().filter(notice::contains))
                    .containsExactlyInAnyOrderElementsOf(inside);
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void everyClassIsUnderANameOfOursAndHasItsSource(Artifact artifact) throws IOException {
        try (JarFile jar = open(artifact, ".jar");
                JarFile sources = open(artifact, "-sources.jar")) {
            Set<String> missing = new TreeSet<>();
            for (String name : names(jar)) {
                // The descriptor is added to the jar behind the compiler.
                boolean compiled = name.endsWith(".class") && !name.equals("module-info.class");
                if (!compiled || name.startsWith(SHADED)) {
                    continue;
                }
                String source = name.replaceFirst("(\\$.*)?\\.class$", ".java");
                if (sources.getEntry(source) == null) {
                    missing.add(name);
                }
                assertThat(name).startsWith("io/usance/");
            }
            assertThat(missing).isEmpty();
            assertThat(names(sources)).anyMatch(name -> name.endsWith(".java"));
            assertThat(sources.getEntry("META-INF/LICENSE")).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void theDocumentationHasAnEntryPageAndAPageForEachPublicClass(Artifact artifact)
            throws IOException {
        try (JarFile sources = open(artifact, "-sources.jar");
                JarFile javadoc = open(artifact, "-javadoc.jar")) {
            assertThat(text(javadoc, "index.html"))
                    .contains(artifact.pom().text("name"))
                    .contains("<caption>Where to look</caption>");
            Set<String> inside = Set.of(artifact.pom().text(INTERNAL).split(","));
            int pages = 0;
            for (String name : names(sources)) {
                if (name.endsWith(".java") && !name.endsWith("-info.java")) {
                    String room = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
                    boolean isPublic =
                            !inside.contains(room) && PUBLIC.matcher(text(sources, name)).find();
                    String page = name.replace(".java", ".html");
                    assertThat(javadoc.getEntry(page) != null).as(page).isEqualTo(isPublic);
                    pages += isPublic ? 1 : 0;
                }
            }
            assertThat(pages).isPositive();
        }
    }

    /** Two jars with one class are two truths on a host's class path. */
    @Test
    void noClassIsInTwoJars() throws IOException {
        Map<String, String> owners = new HashMap<>();
        Set<String> twice = new TreeSet<>();
        for (Artifact artifact : Artifact.jars()) {
            try (JarFile jar = open(artifact, ".jar")) {
                for (String name : names(jar)) {
                    if (name.endsWith(".class") && !name.equals("module-info.class")) {
                        String other = owners.put(name, artifact.id());
                        if (other != null) {
                            twice.add(name + " in " + other + " and " + artifact.id());
                        }
                    }
                }
            }
        }
        assertThat(twice).isEmpty();
        assertThat(owners).containsEntry("io/usance/simulation/Plant.class", "usance-simulation");
    }

    /** Others' modules name ours, and a name derived from the file's would change with it. */
    @ParameterizedTest
    @MethodSource("jars")
    void hasANameAsAModule(Artifact artifact) throws IOException {
        try (JarFile jar = open(artifact, ".jar")) {
            String name = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
            boolean isDescribed = jar.getEntry("module-info.class") != null;
            assertThat(isDescribed || (name != null && name.startsWith("io.usance."))).isTrue();
        }
    }

    /**
     * The same sources give the same bytes. What came in other jars has the times that it had
     * there.
     */
    @ParameterizedTest
    @MethodSource("jars")
    void noEntryHasTheTimeOfTheBuild(Artifact artifact) throws IOException {
        LocalDateTime time =
                OffsetDateTime.parse(
                                Pom.of(Artifact.ROOT.resolve("pom.xml"))
                                        .text("properties/project.build.outputTimestamp"))
                        .toLocalDateTime();
        for (String rest : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
            LocalDateTime dayBefore = written(artifact.file(rest)).minusDays(1);
            try (JarFile jar = open(artifact, rest)) {
                assertThat(
                                jar.stream()
                                        .filter(each -> !time.equals(each.getTimeLocal()))
                                        .filter(each -> each.getTimeLocal().isAfter(dayBefore))
                                        .map(ZipEntry::getName))
                        .as(rest)
                        .isEmpty();
            }
        }
        try (JarFile javadoc = open(artifact, "-javadoc.jar")) {
            assertThat(text(javadoc, "index.html"))
                    .doesNotContain("dc.created")
                    .doesNotContainPattern("Generated by javadoc \\([^)]*\\) on");
        }
    }

    private static LocalDateTime written(Path file) throws IOException {
        return LocalDateTime.ofInstant(
                Files.getLastModifiedTime(file).toInstant(), ZoneId.systemDefault());
    }

    private static JarFile open(Artifact artifact, String rest) throws IOException {
        assertThat(artifact.file(rest)).exists();
        return new JarFile(artifact.file(rest).toFile());
    }

    private static Set<String> names(JarFile jar) {
        Set<String> names = new TreeSet<>();
        jar.stream().filter(each -> !each.isDirectory()).forEach(each -> names.add(each.getName()));
        return names;
    }

    private static String text(JarFile jar, String name) throws IOException {
        ZipEntry entry = jar.getEntry(name);
        assertThat(entry).as("%s in %s", name, jar.getName()).isNotNull();
        try (InputStream in = jar.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
