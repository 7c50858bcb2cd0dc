package io.usance.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an artifact is made of and needs, each with its licence. */
@Tag("slow")
class BillsOfMaterialsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Artifact> jars() throws IOException {
        return Artifact.jars().stream();
    }

    @ParameterizedTest
    @MethodSource("jars")
    void namesTheArtifactAndALicenceOfAllItNeeds(Artifact artifact) throws IOException {
        Path file = artifact.file("-cyclonedx.json");
        if ("offline: true".equals(System.getProperty("usance.build"))) {
            return; // Maven's plugin needs the network and is left out without.
        }
        JsonNode bill = JSON.readTree(Files.readString(file));
        assertThat(bill.at("/metadata/component/name").asText()).isEqualTo(artifact.id());
        Set<String> names = new TreeSet<>();
        Set<String> unlicensed = new TreeSet<>();
        for (JsonNode component : bill.get("components")) {
            names.add(component.get("name").asText());
            if (component.path("licenses").isEmpty()) {
                unlicensed.add(component.get("name").asText());
            }
        }
        assertThat(unlicensed).isEmpty();
        assertThat(names).containsAll(required(artifact.pom()));
    }

    /** Of billing-core also what is inside its jar. */
    private static Set<String> required(Pom pom) {
        return new TreeSet<>(
                pom.texts(
                        "dependencies/dependency[not(scope) or scope='compile' or scope='runtime']"
                                + "/artifactId"));
    }
}
