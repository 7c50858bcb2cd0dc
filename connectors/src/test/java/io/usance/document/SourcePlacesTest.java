package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.usance.document.SourcePlaces.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the values of a document stand, against PyYAML: {@code places/places.py} has written what
 * it sees beside each document.
 */
class SourcePlacesTest {
    private static final Path PLACES =
            Path.of("src/test/resources/io/usance/document/places").toAbsolutePath();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "block.yaml",
                "flow.yaml",
                "anchors.yaml",
                "umlauts.yaml",
                "tabs.yaml",
                "crlf.yaml",
                "bom.yaml",
                "plain.json",
                "bom.json",
                "one-line.json",
                "old-mac.json"
            })
    void inYaml(String file) throws IOException {
        try (JsonParser parser = new YAMLFactory().createParser(bytes(file))) {
            check(SourcePlaces.all(parser), file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.json", "bom.json", "tabs.json", "one-line.json", "old-mac.json"})
    void inJson(String file) throws IOException {
        byte[] text = bytes(file);
        List<String> problems =
                expected(file).stream().map(row -> row.split("\t")[1] + ": is wrong").toList();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            check(SourcePlaces.of(parser, new SourcePlaces.Utf8Marks(text), problems), file);
        }
    }

    private static void check(SourcePlaces found, String file) throws IOException {
        List<String> expected = expected(file);
        assertThat(expected).hasSizeGreaterThan(8);
        for (String row : expected) {
            String[] of = row.split("\t");
            Place place = new Place(Integer.parseInt(of[2]), Integer.parseInt(of[3]));
            assertThat(of[0].equals("name") ? found.name(of[1]) : found.value(of[1]))
                    .as(row)
                    .isEqualTo(place);
        }
    }

    private static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(PLACES.resolve(file));
    }

    private static List<String> expected(String file) throws IOException {
        return Files.readAllLines(PLACES.resolve(file + ".places"), StandardCharsets.UTF_8);
    }

    /** A field that is not there has the place of what it is missing in; an unknown one its own. */
    @Test
    void aProblemIsToldAtTheNearestThatIsThere() throws IOException {
        String text =
                """
                a:
                  - b: 1
                    'x: y.z[0]': {c: 2}
                    n:
                """;
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            SourcePlaces places = SourcePlaces.all(parser);
            assertThat(
                            List.of(
                                    "$.a[0].b: is 1, not a text",
                                    "$.a[0].b: is unknown; known are c",
                                    "$.a[0].c: is missing",
                                    "$.a[0].n: is missing",
                                    "$.a[0].x: y.z[0].c: is 2",
                                    "$.q.r[3]: is missing",
                                    "$.a[0].b.c: it is"))
                    .map(places::told)
                    .containsExactly(
                            "line 2, column 8 $.a[0].b: is 1, not a text",
                            "line 2, column 5 $.a[0].b: is unknown; known are c",
                            "line 2, column 5 $.a[0].c: is missing",
                            "line 4, column 5 $.a[0].n: is missing",
                            "line 3, column 22 $.a[0].x: y.z[0].c: is 2",
                            "line 1, column 1 $.q.r[3]: is missing",
                            "line 2, column 8 $.a[0].b.c: it is");
        }
    }
}
