package io.usance.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * No text of the repository has a phrase of {@code banned.txt}: comments, messages, help,
 * documents, examples and published descriptions.
 */
class WordsTest {
    private static final String LIST = "connectors/src/test/resources/io/usance/words/banned.txt";

    /** How many phrases are listed; raise it with the list, never lower it. */
    private static final int LISTED_MIN = 15;

    @Test
    void noTextHasABannedPhrase() throws IOException {
        BannedPhrases banned = banned();
        List<Path> texts = RepositoryTexts.all();
        List<String> found = new ArrayList<>();
        for (Path text : texts) {
            found.addAll(
                    banned.in(
                            RepositoryTexts.ROOT.relativize(text).toString(),
                            Files.readString(text)));
        }
        assertThat(found).isEmpty();
        assertThat(texts).hasSizeGreaterThan(800);
    }

    @Test
    void theListOnlyGrows() throws IOException {
        assertThat(banned().count()).isGreaterThanOrEqualTo(LISTED_MIN);
    }

    @Test
    void findsPhrasesAcrossLinesOfCommentsAndOfConcatenations() {
        BannedPhrases cheese =
                new BannedPhrases(List.of("# of food", "", "green cheese = cheddar"));
        String advice = "\"green cheese\"; write instead: cheddar";
        assertThat(cheese.in("A.md", "Green\ncheese, green cheese"))
                .containsExactly("A.md:1: " + advice, "A.md:2: " + advice);
        assertThat(cheese.in("A", "/**\n * A green\n * cheese.\n */"))
                .containsExactly("A:2: " + advice);
        assertThat(cheese.in("A", "// a green\n    // cheese")).containsExactly("A:1: " + advice);
        assertThat(cheese.in("A", "\"the green \"\n    + \"cheese\""))
                .containsExactly("A:1: " + advice);
        assertThat(cheese.in("A", "evergreen cheese, green cheeses, green-cheese, greenCheese"))
                .isEmpty();
    }

    @Test
    void refusesAPhraseWithoutAdviceOrListedTwice() {
        assertThatThrownBy(() -> new BannedPhrases(List.of("green cheese")))
                .hasMessageContaining("read: green cheese");
        assertThatThrownBy(() -> new BannedPhrases(List.of("ham = x", "Ham = y")))
                .hasMessageContaining("read: Ham = y");
    }

    private static BannedPhrases banned() throws IOException {
        return new BannedPhrases(Files.readAllLines(RepositoryTexts.ROOT.resolve(LIST)));
    }
}
