package io.usance.words;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The texts of the repository: sources, documents, examples and published descriptions. */
final class RepositoryTexts {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> ENDINGS =
            Set.of("java", "md", "sql", "yaml", "yml", "json", "sol", "mjs", "properties");

    private static final Set<String> BUILT = Set.of("target", "node_modules", "out", "build");

    /** Every database's history has the checksum of these, comments and all. */
    private static final List<String> FROZEN_MIGRATIONS =
            List.of("V1__", "V2__", "V3__", "V4__", "V5__", "V6__", "V7__");

    private RepositoryTexts() {}

    static List<Path> all() throws IOException {
        List<Path> texts = new ArrayList<>();
        Files.walkFileTree(ROOT, new Texts(texts));
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
