package io.usance.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Maven Central asks of a pom, and that a host needs nothing that is not published. */
@Tag("slow")
class PomsTest {
    private static final String HOME = "https://github.com/usance/usance";

    static Stream<Artifact> all() throws IOException {
        return Artifact.all().stream();
    }

    /** A new module is published, or says that it is not. */
    @Test
    void whatIsPublished() throws IOException {
        assertThat(Artifact.all())
                .extracting(Artifact::id)
                .containsExactlyInAnyOrder(
                        "usance",
                        "usance-billing-core",
                        "usance-bom",
                        "usance-connectors",
                        "usance-ledger-anchor",
                        "usance-simulation",
                        "usance-spring-boot-starter");
    }

    @ParameterizedTest
    @MethodSource("all")
    void saysWhatItIsWhoseItIsAndUnderWhichLicence(Artifact artifact) throws IOException {
        Pom pom = artifact.pom();
        assertThat(pom.text("name")).startsWith("Usance");
        assertThat(pom.text("description")).endsWith(".").doesNotContain("${");
        assertThat(inherited(pom, "groupId", "parent/groupId")).isEqualTo("io.usance");
        assertThat(inherited(pom, "url", "url")).isEqualTo(HOME);
        assertThat(inherited(pom, "licenses/license/name", "licenses/license/name"))
                .isEqualTo("Apache-2.0");
        assertThat(inherited(pom, "licenses/license/url", "licenses/license/url"))
                .isEqualTo("https://www.apache.org/licenses/LICENSE-2.0.txt");
        assertThat(inherited(pom, "developers/developer/name", "developers/developer/name"))
                .isEqualTo("The Usance authors");
        for (String connection : List.of("scm/connection", "scm/developerConnection")) {
            assertThat(inherited(pom, connection, connection))
                    .isEqualTo("scm:git:" + HOME + ".git");
        }
        assertThat(inherited(pom, "scm/url", "scm/url")).isEqualTo(HOME);
    }

    /** Its own, or its parent's, which is published as well. */
    private static String inherited(Pom pom, String path, String orElse) throws IOException {
        if (!pom.text(path).isEmpty() || pom.texts("parent").isEmpty()) {
            return pom.text(path);
        }
        assertThat(pom.text("parent/artifactId")).isEqualTo("usance");
        return orElse.startsWith("parent/")
                ? pom.text(orElse)
                : Pom.of(Artifact.ROOT.resolve("pom.xml")).text(orElse);
    }

    /** Otherwise each module would be at a page of its own that there is not. */
    @Test
    void theAddressIsInheritedAsItIs() throws IOException {
        Pom parent = Pom.of(Artifact.ROOT.resolve("pom.xml"));
        assertThat(parent.text("@child.project.url.inherit.append.path")).isEqualTo("false");
        assertThat(parent.text("scm/@child.scm.url.inherit.append.path")).isEqualTo("false");
    }

    @ParameterizedTest
    @MethodSource("all")
    void needsNothingThatIsNotPublished(Artifact artifact) throws IOException {
        Set<String> published = new TreeSet<>(Artifact.all().stream().map(Artifact::id).toList());
        Pom pom = artifact.pom();
        assertThat(pom.texts("dependencies/dependency[groupId='io.usance']/artifactId"))
                .isSubsetOf(published);
        assertThat(
                        pom.texts(
                                "dependencyManagement/dependencies/dependency[groupId='io.usance']/artifactId"))
                .isSubsetOf(published);
        assertThat(pom.texts("repositories")).isEmpty();
        assertThat(pom.texts("pluginRepositories")).isEmpty();
        assertThat(pom.texts("dependencies/dependency/systemPath")).isEmpty();
        assertThat(pom.texts("properties/*"))
                .noneMatch(version -> version.matches("\\d.*(-SNAPSHOT|-M\\d|-RC\\d.*)"));
    }

    @Test
    void theBomNamesEveryJar() throws IOException {
        Pom bom = Pom.of(Artifact.ROOT.resolve("billing-core/bom/pom.xml"));
        assertThat(bom.texts("dependencyManagement/dependencies/dependency/artifactId"))
                .containsExactlyInAnyOrderElementsOf(
                        Artifact.jars().stream().map(Artifact::id).toList());
    }
}
