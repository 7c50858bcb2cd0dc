package io.usance.tlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log as an outsider reads it: from its files alone, with neither its private key nor its lock,
 * so also while it grows. Entries behind the last checkpoint are not looked at.
 */
public final class LogHistory {
    private final LogTree tree = new LogTree();
    private final LogPublicKey key;
    private final Path directory;
    private int checkpoints;
    private @Nullable SignedCheckpoint newest;

    private LogHistory(Path directory, LogPublicKey key) {
        this.directory = directory;
        this.key = key;
    }

    /**
     * Reads the log and recomputes the root of each of its checkpoints.
     *
     * @param key that must have signed every one of them
     * @throws LogDamagedException if a signature or a root does not fit, naming the checkpoint
     * @throws IOException if a file is missing or cannot be read
     */
    public static LogHistory read(Path directory, LogPublicKey key) throws IOException {
        LogHistory history = new LogHistory(directory, key);
        try (LogFiles.Lines notes = LogFiles.lines(directory.resolve(LogFiles.CHECKPOINTS));
                LogFiles.Lines entries = LogFiles.lines(directory.resolve(LogFiles.ENTRIES))) {
            byte[] note = TransparencyLog.note(notes);
            while (note.length > 0) {
                history.add(note, entries);
                note = TransparencyLog.note(notes);
            }
        }
        return history;
    }

    private void add(byte[] note, LogFiles.Lines entries) throws IOException {
        checkpoints++;
        SignedCheckpoint signed;
        try {
            signed = SignedCheckpoint.parse(new String(note, StandardCharsets.UTF_8));
        } catch (InvalidLogTextException e) {
            throw damaged(e.reason());
        }
        long size = signed.checkpoint().size();
        if (!signed.isSignedBy(key)) {
            throw damaged("is not signed by the key %s of %s".formatted(key.keyId(), key.name()));
        }
        if (size < tree.size() || size > TransparencyLog.ENTRIES_MAX) {
            throw damaged("is of size %d, the one before of %d".formatted(size, tree.size()));
        }
        while (tree.size() < size) {
            byte[] entry = entries.next();
            if (entry == null) {
                throw damaged("is of size %d, there are %d entries".formatted(size, tree.size()));
            }
            tree.append(LogHash.ofLeaf(entry));
        }
        LogHash root = tree.root(tree.size());
        if (!root.equals(signed.checkpoint().root())) {
            throw damaged(
                    "says root %s, its %d entries have %s"
                            .formatted(signed.checkpoint().root().base64(), size, root.base64()));
        }
        newest = signed;
    }

    private LogDamagedException damaged(String what) {
        return new LogDamagedException(
                "the log in %s does not hold together: checkpoint %d %s"
                        .formatted(directory, checkpoints, what));
    }

    /** Entries that a checkpoint covers. */
    public int size() {
        return tree.size();
    }

    /** How many checkpoints it has. */
    public int checkpoints() {
        return checkpoints;
    }

    /** The last checkpoint; empty if there is no entry yet. */
    public Optional<SignedCheckpoint> newest() {
        return Optional.ofNullable(newest);
    }

    /**
     * What is wrong between this log and a checkpoint that was kept. If the log's key signed that
     * checkpoint and its root is another, the log has two histories, and both texts together prove
     * it.
     *
     * @return one line; empty if this log begins with exactly the entries of the checkpoint
     */
    public Optional<String> contradiction(SignedCheckpoint kept) {
        long size = kept.checkpoint().size();
        if (!kept.isSignedBy(key)) {
            return Optional.of(
                    "the key %s of %s did not sign it".formatted(key.keyId(), key.name()));
        }
        if (size > tree.size()) {
            return Optional.of(
                    "it was signed over %d entries, the log has %d: entries were taken out"
                            .formatted(size, tree.size()));
        }
        LogHash root = tree.root(Math.toIntExact(size));
        return root.equals(kept.checkpoint().root())
                ? Optional.empty()
                : Optional.of(
                        "it was signed over %d entries with root %s, the log's first %d have %s: the log was changed"
                                .formatted(
                                        size,
                                        kept.checkpoint().root().base64(),
                                        size,
                                        root.base64()));
    }
}
