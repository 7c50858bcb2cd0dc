package io.usance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the artifact has inside, and what it brings. */
@Tag("slow")
class ArtifactTest {
    @Test
    void whatItBrings() throws IOException {
        Set<String> brought = new TreeSet<>();
        Programs.jars()
                .forEach(jar ->
                        brought.add(jar.getFileName().toString().replaceAll("-[0-9][^/]*$", "")));
        // Of Kotlin's, for the example in Kotlin.
        brought.removeAll(Set.of("kotlin-stdlib", "annotations"));
        assertThat(brought)
                .containsExactly(
                        "checker-qual",
                        "jackson-annotations",
                        "jackson-core",
                        "jackson-databind",
                        "jspecify",
                        "postgresql",
                        "slf4j-api",
                        "usance-billing-core");
    }

    @Test
    void everyClassAndFileIsUnderANameOfOurs() throws IOException {
        try (JarFile jar = new JarFile(Programs.artifact().toFile())) {
            Set<String> strange = new TreeSet<>();
            for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
                String name = all.nextElement().getName();
                boolean ours =
                        name.startsWith("io/usance/")
                                || name.startsWith("META-INF/maven/io.usance/")
                                || name.startsWith("META-INF/services/io.usance.");
                if (!ours && !name.endsWith("/")) {
                    strange.add(name);
                }
            }
            assertThat(strange)
                    .containsExactly(
                            "META-INF/LICENSE",
                            "META-INF/MANIFEST.MF",
                            "META-INF/NOTICE",
                            "module-info.class");
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(jar, "META-INF/NOTICE"))
                    .contains("Axon Framework", "jOOQ", "R2DBC SPI", "Reactive Streams");
            String pom = text(jar, "META-INF/maven/io.usance/usance-billing-core/pom.xml");
            assertThat(pom.replaceAll("(?s)<exclusions>.*?</exclusions>", ""))
                    .contains("<artifactId>jackson-databind</artifactId>")
                    .doesNotContain("<artifactId>jooq</artifactId>")
                    .doesNotContain("<artifactId>axon-messaging</artifactId>")
                    .doesNotContain("<artifactId>flyway-core</artifactId>");
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        return new String(
                jar.getInputStream(jar.getJarEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
