package io.usance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules without a parent have the version of all others; nothing else would notice. */
class PomVersionsTest {
    private static final Pattern OWN_VERSION =
            Pattern.compile(
                    "<artifactId>usance[a-z0-9-]*</artifactId>\\s*<version>([^<]+)</version>");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "billing-core/bom/pom.xml",
                "billing-core/example/pom.xml",
                "connectors/spring-boot-starter/boot-3/pom.xml",
                "connectors/spring-boot-starter/boot-4/pom.xml"
            })
    void aModuleWithoutAParentHasTheVersionOfAll(String pom) throws IOException {
        List<String> all = versions("pom.xml");
        assertThat(all).isNotEmpty();
        assertThat(versions(pom)).isNotEmpty().containsOnly(all.getFirst());
    }

    private static List<String> versions(String pom) throws IOException {
        return OWN_VERSION
                .matcher(Files.readString(Path.of("..").resolve(pom)))
                .results()
                .map(found -> found.group(1))
                .filter(version -> !version.startsWith("$"))
                .toList();
    }
}
