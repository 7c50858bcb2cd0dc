package io.usance.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a whole file or none. */
public final class OutputFile {
    private OutputFile() {}

    public static void write(Path file, byte[] content) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Path draft = file.resolveSibling(file.getFileName() + ".part");
            Files.write(draft, content);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliFailure("cannot write to " + file + ": " + e, e);
        }
    }

    /** A name for a file from words of a user. */
    public static String name(String words) {
        return words.replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
