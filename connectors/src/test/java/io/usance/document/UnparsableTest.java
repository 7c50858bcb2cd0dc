package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.document.kinds.StandardDocuments;
import io.usance.file.InvalidConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text that is no YAML or JSON at all is refused with. */
class UnparsableTest {
    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    UnparsableTest() {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: 1\\n---\\nb: 2 | line 3, column 1: a second document or value begins here; a file holds one",
                "a: 1\\n\\tb: 2 | line 2, column 1: there is a tab; indent with spaces",
                "a: [1, 2 | line 1, column 9: ",
                "a: \"b | line 1, column 6: found unexpected end of stream",
                "a: b: c | line 1, column 5: mapping values are not allowed here",
                "a: {b: c}} | line 1, column 10: ",
                "a: 1\\n b: 2 | line 2, column 3: mapping values are not allowed here",
                "@a | line 1, column 1: found character '@' that cannot start any token",
                "a: !x 1\\nb: !!binary $ | ",
                "a: *b | ",
            })
    void ofYaml(String text, String problem) throws IOException {
        for (String found : yaml(text.translateEscapes().getBytes(StandardCharsets.UTF_8))) {
            PlainWords.check(found);
            assertThat(found).contains(problem == null ? " " : " " + problem);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} {} | line 1, column 4: a second document or value begins here; a file holds one",
                "{\"a\": tru} | line 1, column 7: tru is no value; a text is in quotes",
                "{\"a\": press-1} | line 1, column 7: press is no value; a text is in quotes",
                "{\"a\": [1, | line 1, column 10: the text ends before it is complete; a quote, } or ] is missing",
                "{\"a\": \"b | line 1, column 9: the text ends before it is complete; a quote, } or ] is missing",
                "{\"a\" 1} | line 1, column 6: ",
                "{a: 1} | line 1, column 2: ",
                "{\"a\": [}] | line 1, column 8: ",
                "{\"a\": 1,} | line 1, column 9: ",
                "{\"a\": 01} | line 1, column 8: ",
                "{\"a\": \"\\\\x\"} | line 1, column 9: ",
                "{\"a\": \"b\\nc\"} | line 1, column 9: ",
                "- a | line 1, column 2: ",
            })
    void ofJson(String text, String problem) throws IOException {
        List<String> found = json(text.translateEscapes().getBytes(StandardCharsets.UTF_8));
        assertThat(found).isNotEmpty();
        PlainWords.check(found.getFirst());
        assertThat(found.getFirst()).contains(": " + problem);
    }

    /** With all else that is wrong, each where it stands. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: 1\\na: 2 | doc line 2, column 1 $.a: is there twice, at line 1, column 1 as well; write it once",
                "b: {c: {a: 1, 'a': 2}} | doc line 1, column 15 $.b.c.a: is there twice, at line 1, column 9 as well; write it once",
                "a: 0123 | doc line 1, column 4 $.a: is 0123, which is another number in YAML; put it in quotes",
                "a: [b, 1_000] | doc line 1, column 8 $.a[1]: is 1_000, which is another number in YAML; put it in quotes",
                "a:\\n  b: 0x1F | doc line 2, column 6 $.a.b: is 0x1F, which is another number in YAML; put it in quotes",
            })
    void whatCanBeReadButIsNotMeantIsToldWithAllElse(String text, String problem)
            throws IOException {
        Path file = Files.writeString(directory.resolve("doc"), text.translateEscapes());
        assertThatThrownBy(() -> ContractDocument.read(file))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> {
                            e.problems().forEach(PlainWords::check);
                            assertThat(e.problems().getFirst()).endsWith(problem);
                            assertThat(e.problems())
                                    .anyMatch(one ->
                                            one.endsWith(
                                                    "column 1 $.contractId: is missing; write a text"));
                        });
    }

    @Test
    void aNameTwiceInMasterDataIsToldWhereItStands() throws IOException {
        assertThat(json("{\"contracts\": [{\"ä\": 1, \"ä\": 2}]}"))
                .isEqualTo(
                        "doc line 1, column 25 $.contracts[0].ä: is there twice, at line 1, column 17 as well; write it once");
    }

    @Test
    void ofOtherEncodingsAndBeyondTheLimits() throws IOException {
        assertThat(json("")).endsWith("doc is empty");
        byte[] latin = "a: Präsens".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(yaml(latin)).singleElement().asString().contains("is not text in UTF-8");
        String deep = "[".repeat(40) + "]".repeat(40);
        String large = "{\"a\": \"" + "x".repeat(70_000) + "\"}";
        String digits = "{\"a\": " + "1".repeat(2_000) + "}";
        String name = "{\"" + "n".repeat(300) + "\": 1}";
        assertThat(json(deep)).contains("more than 32 objects and lists within each other");
        assertThat(yaml(("a: " + deep).getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .asString()
                .contains("more than 32 objects and lists within each other");
        assertThat(json(large)).contains("a text of more than 65536 characters");
        assertThat(json(digits)).contains("a number of more than 1000 characters");
        assertThat(json(name)).contains("the name of a field has more than 256 characters");
    }

    private String json(String text) throws IOException {
        String problem = json(text.getBytes(StandardCharsets.UTF_8)).getFirst();
        PlainWords.check(problem);
        return problem;
    }

    private List<String> json(byte[] text) throws IOException {
        List<String> problems = new ArrayList<>();
        MasterData.read(
                Files.write(directory.resolve("doc"), text),
                StandardDocuments.all(),
                problems::add);
        return problems;
    }

    private List<String> yaml(byte[] text) throws IOException {
        try {
            ContractDocument.read(Files.write(directory.resolve("doc"), text));
            throw new AssertionError("was read");
        } catch (InvalidConfigException e) {
            return e.problems();
        }
    }
}
