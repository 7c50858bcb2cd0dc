package io.usance.tlog;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a log: {@code entries}, one to a line, {@code checkpoints}, one note after the
 * other, and {@code lock}, which one process at a time holds. Both files only ever grow, but for a
 * tail that a crash left.
 */
final class LogFiles implements AutoCloseable {
    static final String ENTRIES = "entries";
    static final String CHECKPOINTS = "checkpoints";
    static final String LOCK = "lock";

    /** A crash leaves less than one entry or one checkpoint; more was not left by a crash. */
    static final int TAIL_BYTES_MAX = 8_192;

    private final Path directory;
    private final FileChannel lockFile;
    private final FileChannel entries;
    private final FileChannel checkpoints;

    private LogFiles(
            Path directory, FileChannel lockFile, FileChannel entries, FileChannel checkpoints) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.entries = entries;
        this.checkpoints = checkpoints;
    }

    /**
     * Makes the directory if need be and takes its lock.
     *
     * @throws IOException also if another process, or this one, has it open
     */
    static LogFiles open(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel lockFile = channel(directory.resolve(LOCK));
        try {
            requireLock(directory, lockFile);
            FileChannel entries = channel(directory.resolve(ENTRIES));
            FileChannel checkpoints = channel(directory.resolve(CHECKPOINTS));
            // The names of new files are durable only when their directory is.
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
            return new LogFiles(directory, lockFile, entries, checkpoints);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static void requireLock(Path directory, FileChannel lockFile) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(
                    "the log in "
                            + directory
                            + " is open in another process; one at a time may write to it");
        }
    }

    /** Lines of a file of a log that is not opened. */
    static Lines lines(Path file) throws IOException {
        return new Lines(file);
    }

    Lines entries() throws IOException {
        return new Lines(directory.resolve(ENTRIES));
    }

    Lines checkpoints() throws IOException {
        return new Lines(directory.resolve(CHECKPOINTS));
    }

    /** Leaves so many bytes; returns how many that cut off. */
    long cutEntries(long bytes) throws IOException {
        return cut(entries, ENTRIES, bytes);
    }

    /** Leaves so many bytes; returns how many that cut off. */
    long cutCheckpoints(long bytes) throws IOException {
        return cut(checkpoints, CHECKPOINTS, bytes);
    }

    /** What is behind so many bytes. */
    byte[] checkpointsFrom(long bytes) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate(tail(checkpoints, CHECKPOINTS, bytes));
        while (tail.hasRemaining()) {
            if (checkpoints.read(tail, bytes + tail.position()) < 0) {
                throw new IOException(CHECKPOINTS + " became shorter while it was read");
            }
        }
        return tail.array();
    }

    private long cut(FileChannel file, String name, long bytes) throws IOException {
        int tail = tail(file, name, bytes);
        if (tail > 0) {
            file.truncate(bytes);
            file.force(true);
        }
        file.position(bytes);
        return tail;
    }

    private int tail(FileChannel file, String name, long bytes) throws IOException {
        long tail = file.size() - bytes;
        if (tail > TAIL_BYTES_MAX) {
            throw new LogDamagedException(
                    "the log in %s: %d bytes at the end of %s, from byte %d on, are neither whole"
                                    .formatted(directory, tail, name, bytes)
                            + " nor what a crash leaves; restore the directory from a copy");
        }
        return (int) tail;
    }

    /** Returns when the bytes are on the disk. */
    void appendEntry(byte[] line) throws IOException {
        write(entries, ByteBuffer.wrap(line));
        entries.force(true);
    }

    /** Returns when the bytes are on the disk. */
    void appendCheckpoint(byte[] note) throws IOException {
        write(checkpoints, ByteBuffer.wrap(note));
        checkpoints.force(true);
    }

    static void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        try (lockFile;
                entries;
                checkpoints) {
            // In the order of closing, the lock is the last.
        }
    }

    /** Reads the whole lines of a file. */
    static final class Lines implements AutoCloseable {
        private final InputStream in;
        private long end;

        private Lines(Path file) throws IOException {
            this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        }

        /** The next line without its end; null if there is no whole one of allowed length. */
        byte @Nullable [] next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0 && line.size() < TAIL_BYTES_MAX; b = in.read()) {
                if (b == '\n') {
                    end += line.size() + 1;
                    return line.toByteArray();
                }
                line.write(b);
            }
            return null;
        }

        /** Where the last line that was read ends. */
        long end() {
            return end;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
