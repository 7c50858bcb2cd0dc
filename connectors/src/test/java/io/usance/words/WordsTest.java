package io.usance.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * No text of the repository has a phrase of {@code banned.txt}: comments, messages, help,
 * documents, examples and published descriptions.
 */
class WordsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String LIST = "connectors/src/test/resources/io/usance/words/banned.txt";

    /** How many phrases are listed; raise it with the list, never lower it. */
    private static final int LISTED_MIN = 15;

    private static final Set<String> ENDINGS =
            Set.of("java", "md", "sql", "yaml", "yml", "json", "sol", "mjs", "properties");

    private static final Set<String> BUILT = Set.of("target", "node_modules", "out", "build");

    /** Flyway holds the checksum of these, comments and all. */
    private static final List<String> FROZEN_MIGRATIONS =
            List.of("V1__", "V2__", "V3__", "V4__", "V5__", "V6__", "V7__");

    @Test
    void noTextHasABannedPhrase() throws IOException {
        BannedPhrases banned = banned();
        List<Path> texts = texts();
        List<String> found = new ArrayList<>();
        for (Path text : texts) {
            found.addAll(banned.in(ROOT.relativize(text).toString(), Files.readString(text)));
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
        return new BannedPhrases(Files.readAllLines(ROOT.resolve(LIST)));
    }

    private static List<Path> texts() {
        List<Path> texts = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new Texts(texts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        if (!ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))) {
            return false;
        }
        // Stored and published texts of earlier releases, and inputs that others made.
        boolean testData = file.toString().contains("/src/test/resources/");
        return !testData && FROZEN_MIGRATIONS.stream().noneMatch(name::startsWith);
    }

    /** All but what is built, installed, or hidden as Git's own files are. */
    private static final class Texts extends SimpleFileVisitor<Path> {
        private final List<Path> texts;

        Texts(List<Path> texts) {
            this.texts = texts;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean skipped =
                    !directory.equals(ROOT) && (name.startsWith(".") || BUILT.contains(name));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isText(file)) {
                texts.add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
