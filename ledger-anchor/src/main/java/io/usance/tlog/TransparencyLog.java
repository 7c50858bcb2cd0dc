package io.usance.tlog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log in a directory: entries are appended, each followed by a signed checkpoint, and nothing is
 * ever changed.
 *
 * <p>An entry counts once its checkpoint is on the disk; the entry is written and forced first. A
 * crash in between leaves an entry, or part of one, that no checkpoint covers and no reader was
 * given: it is cut off when the log is opened, as is part of a checkpoint. Whatever else does not
 * fit is refused with {@link LogDamagedException}.
 *
 * <p>Design note: the entries themselves are kept, not only their hashes, so that the two files are
 * all that anybody needs to recompute every root; hashing them again takes about a second for a
 * full log.
 *
 * <p>Not thread-safe. One process at a time has a log open.
 */
public final class TransparencyLog implements AutoCloseable {
    /** Most entries of a log. Then begin another, under another name. */
    public static final int ENTRIES_MAX = 1 << 20;

    /** Longest entry. */
    public static final int ENTRY_BYTES_MAX = 4_096;

    private static final int NOTE_LINES = 5;

    private final Path directory;
    private final LogSigningKey key;
    private final LogFiles files;
    private final LogTree tree = new LogTree();
    private final List<byte[]> notes = new ArrayList<>();
    private final List<String> repairs = new ArrayList<>();
    private boolean failed;

    /** Is told every entry that is there when the log is opened, in order. */
    @FunctionalInterface
    public interface EntryReader {
        /**
         * @param index from 0
         * @throws IllegalArgumentException if this cannot be an entry; the log then does not open
         */
        void entry(int index, byte[] entry);
    }

    private TransparencyLog(Path directory, LogSigningKey key, LogFiles files) {
        this.directory = directory;
        this.key = key;
        this.files = files;
    }

    /**
     * Opens the log, or begins one if the directory is empty or missing.
     *
     * @param key its name is the log's origin
     * @throws LogDamagedException if the files do not fit together, or the key is another
     * @throws IOException if they cannot be read, or another process has the log open
     */
    public static TransparencyLog open(Path directory, LogSigningKey key, EntryReader reader)
            throws IOException {
        LogFiles files = LogFiles.open(directory);
        try {
            TransparencyLog log = new TransparencyLog(directory, key, files);
            long notesEnd = log.readCheckpoints();
            Tail tail = log.readEntries(reader);
            log.requireOwnSignature();
            log.cutUnsigned(notesEnd, tail);
            return log;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /**
     * What is behind the last entry that a checkpoint covers.
     *
     * @param end where that is in the file
     * @param entry the one whole entry there, if there is one
     */
    private record Tail(long end, byte @Nullable [] entry) {}

    /** Returns where the last whole note ends. */
    private long readCheckpoints() throws IOException {
        try (LogFiles.Lines lines = files.checkpoints()) {
            long end = 0;
            for (byte[] note = note(lines); note.length > 0; note = note(lines)) {
                add(note);
                end = lines.end();
            }
            return end;
        }
    }

    /** Only once all the rest is found in order. */
    private void cutUnsigned(long notesEnd, Tail tail) throws IOException {
        byte[] note = files.checkpointsFrom(notesEnd);
        if (!isBegun(note, tail.entry())) {
            throw damaged(
                    "%d bytes at the end of its checkpoints are not the beginning of the next one;"
                            + " restore the checkpoints",
                    note.length);
        }
        long cut = files.cutCheckpoints(notesEnd);
        if (cut > 0) {
            repaired("%d bytes of a checkpoint that was not written to its end", cut);
        }
        cut = files.cutEntries(tail.end());
        if (cut > 0) {
            repaired("%d bytes of an entry that no checkpoint covers and no reader was given", cut);
        }
    }

    /**
     * Whether a crash can have left this: the beginning of what would have been signed, and perhaps
     * zeros in room that was made and not filled. A note that was whole once, and was handed out,
     * must not be cut off because one of its bytes changed.
     */
    private boolean isBegun(byte[] note, byte @Nullable [] entry) {
        int length = note.length;
        while (length > 0 && note[length - 1] == 0) {
            length--;
        }
        if (length == 0 || entry == null) {
            return length == 0;
        }
        LogTree next = new LogTree(tree);
        next.append(LogHash.ofLeaf(entry));
        byte[] expected = note(next);
        return length < expected.length && Arrays.equals(note, 0, length, expected, 0, length);
    }

    private byte[] note(LogTree of) {
        return key.sign(new Checkpoint(key.publicKey().name(), of.size(), of.root(of.size())))
                .text()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The lines of one note; empty if there is no whole one. */
    static byte[] note(LogFiles.Lines lines) throws IOException {
        ByteArrayOutputStream note = new ByteArrayOutputStream();
        for (int i = 0; i < NOTE_LINES; i++) {
            byte[] line = lines.next();
            if (line == null) {
                return new byte[0];
            }
            note.writeBytes(line);
            note.write('\n');
        }
        return note.toByteArray();
    }

    private void add(byte[] note) {
        int no = notes.size() + 1;
        long before = notes.isEmpty() ? 0 : signed(notes.size() - 1).checkpoint().size();
        notes.add(note);
        Checkpoint checkpoint;
        try {
            checkpoint = signed(no - 1).checkpoint();
        } catch (InvalidLogTextException e) {
            throw damaged("checkpoint %d %s", no, e.reason());
        }
        if (checkpoint.size() <= before || checkpoint.size() > ENTRIES_MAX) {
            throw damaged(
                    "checkpoint %d is of size %d, the one before of %d",
                    no, checkpoint.size(), before);
        }
        if (!checkpoint.origin().equals(key.publicKey().name())) {
            throw damaged(
                    "it is the log %s, the key given is of %s",
                    checkpoint.origin(), key.publicKey().name());
        }
    }

    private SignedCheckpoint signed(int no) {
        return SignedCheckpoint.parse(new String(notes.get(no), StandardCharsets.UTF_8));
    }

    private Tail readEntries(EntryReader reader) throws IOException {
        try (LogFiles.Lines lines = files.entries()) {
            for (int no = 0; no < notes.size(); no++) {
                readUpTo(signed(no).checkpoint(), lines, reader);
            }
            long end = lines.end();
            byte[] unsigned = lines.next();
            if (unsigned != null && lines.next() != null) {
                throw damaged(
                        "entries go on after the %d that the last checkpoint covers; restore the"
                                + " checkpoints",
                        size());
            }
            return new Tail(end, unsigned);
        }
    }

    private void readUpTo(Checkpoint checkpoint, LogFiles.Lines lines, EntryReader reader)
            throws IOException {
        while (size() < checkpoint.size()) {
            byte[] entry = lines.next();
            if (entry == null) {
                throw damaged(
                        "a checkpoint of size %d is signed, but there are %d entries; restore the"
                                + " entries",
                        checkpoint.size(), size());
            }
            try {
                reader.entry(size(), entry);
            } catch (IllegalArgumentException e) {
                throw damaged("entry %d %s", size(), String.valueOf(e.getMessage()));
            }
            tree.append(LogHash.ofLeaf(entry));
        }
        LogHash root = tree.root(size());
        if (!root.equals(checkpoint.root())) {
            throw damaged(
                    "the first %d entries have the root %s, their checkpoint says %s",
                    size(), root.base64(), checkpoint.root().base64());
        }
    }

    private void requireOwnSignature() {
        if (!checkpoint().map(last -> last.isSignedBy(key.publicKey())).orElse(true)) {
            throw damaged(
                    "its last checkpoint is not signed by the key given, %s; a log keeps its key",
                    key.publicKey().keyId());
        }
    }

    private LogDamagedException damaged(String reason, Object... values) {
        return new LogDamagedException(
                "the log in %s cannot be used: %s".formatted(directory, reason.formatted(values)));
    }

    private void repaired(String what, long bytes) {
        repairs.add("the log in %s: cut off %s".formatted(directory, what.formatted(bytes)));
    }

    /** What opening cut off, a line each; usually nothing. */
    public List<String> repairs() {
        return List.copyOf(repairs);
    }

    /** Entries. */
    public int size() {
        return tree.size();
    }

    /**
     * Adds an entry and a checkpoint that covers it; both are on the disk when this returns.
     *
     * @param entry without a line feed, 1 to {@link #ENTRY_BYTES_MAX} bytes
     * @return its index, from 0
     * @throws IllegalStateException if there are {@link #ENTRIES_MAX}
     * @throws IOException if it cannot be written; close the log then, and open it again
     */
    public int append(byte[] entry) throws IOException {
        requireEntry(entry);
        if (failed) {
            throw new IOException(
                    "the log in " + directory + " failed to write before; open it again");
        }
        failed = true;
        byte[] line = Arrays.copyOf(entry, entry.length + 1);
        line[entry.length] = '\n';
        files.appendEntry(line);
        tree.append(LogHash.ofLeaf(entry));
        byte[] note = note(tree);
        files.appendCheckpoint(note);
        notes.add(note);
        failed = false;
        return size() - 1;
    }

    private void requireEntry(byte[] entry) {
        if (size() >= ENTRIES_MAX) {
            throw new IllegalStateException(
                    "the log %s is full with %d entries; begin another under another name"
                            .formatted(key.publicKey().name(), ENTRIES_MAX));
        }
        if (entry.length < 1 || entry.length > ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "an entry has 1 to " + ENTRY_BYTES_MAX + " bytes, not " + entry.length);
        }
        for (byte b : entry) {
            if (b == '\n') {
                throw new IllegalArgumentException("an entry is one line; this one has several");
            }
        }
    }

    /** The newest checkpoint; empty if there is no entry yet. */
    public Optional<SignedCheckpoint> checkpoint() {
        return notes.isEmpty() ? Optional.empty() : Optional.of(signed(notes.size() - 1));
    }

    /** The first checkpoint that covers an entry; always the same one. */
    public SignedCheckpoint checkpointOf(int index) {
        return signed(noteOf(index));
    }

    /** How many checkpoints cover an entry, at least 1. */
    public int checkpointsOver(int index) {
        return notes.size() - noteOf(index);
    }

    private int noteOf(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException(
                    "there is no entry " + index + " in a log of " + size());
        }
        int low = 0;
        int high = notes.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (signed(middle).checkpoint().size() > index) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The leaf of an entry. */
    public LogHash leaf(int index) {
        return tree.leaf(index);
    }

    /**
     * Proof that the entry is in the log.
     *
     * @param size of the log at some checkpoint, above {@code index}
     */
    public InclusionProof inclusion(int index, int size) {
        if (index < 0 || index >= size || size > size()) {
            throw new IllegalArgumentException(
                    "no proof of entry %d at size %d in a log of %d"
                            .formatted(index, size, size()));
        }
        return new InclusionProof(index, size, tree.inclusion(index, size));
    }

    /**
     * Proof that the log only grew.
     *
     * @param oldSize of an earlier checkpoint, at least 1
     * @param newSize of a later one
     */
    public ConsistencyProof consistency(int oldSize, int newSize) {
        if (oldSize < 1 || oldSize > newSize || newSize > size()) {
            throw new IllegalArgumentException(
                    "no proof from size %d to %d in a log of %d"
                            .formatted(oldSize, newSize, size()));
        }
        return new ConsistencyProof(oldSize, newSize, tree.consistency(oldSize, newSize));
    }

    /** Lets go of the files and the lock. */
    @Override
    public void close() throws IOException {
        files.close();
    }
}
