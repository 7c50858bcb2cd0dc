package io.usance.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Data directories of embedded parts. */
final class Directories {

    private Directories() {}

    static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw EmbeddedPartException.because("cannot create a temporary directory", e);
        }
    }

    static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw EmbeddedPartException.because("cannot create directory " + directory, e);
        }
    }

    /**
     * Refuses a directory whose lock another broker holds. The broker would find out too, but only
     * after having logged pages.
     */
    static void refuseIfInUse(Path lockFile) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new EmbeddedPartException("another broker uses the directory");
            }
        } catch (OverlappingFileLockException heldInThisJvm) {
            throw new EmbeddedPartException("another broker uses the directory", heldInThisJvm);
        }
    }

    /** Deletes what can be deleted; what cannot is left behind in the temporary directory. */
    static void deleteQuietly(Path directory) {
        try {
            Files.walkFileTree(directory, new Delete());
        } catch (IOException ignored) {
            // A temporary directory: the system cleans it up.
        }
    }

    private static final class Delete extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
