package io.usance.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where valid inputs come from, and a file to hand one in by. */
final class Inputs {
    /** The module's directory is where tests are run. */
    static final Path EXAMPLES = Path.of("src/dist/example");

    /** Each event as it is stored. */
    static final Path STORED =
            Path.of("../billing-core/src/test/resources/io/usance/engine/golden");

    private Inputs() {}

    /**
     * A file of a demo run, kept beside the tests. {@code usance demo --silos 1 --days 2
     * --all-bundles}, once with {@code --anchor evm} and once with {@code --anchor log}, writes
     * others.
     */
    static byte[] sample(String name) {
        try (InputStream in = Inputs.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no sample " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] file(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts).map(Inputs::bytes).toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A directory for the files of one door, removed when this JVM ends. */
    static Path directory() {
        try {
            Path directory = Files.createTempDirectory("usance-fuzz");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
