package io.usance.anchor.log;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.anchor.LogEntry;
import io.usance.anchor.LogReference;
import io.usance.anchor.RootConflictException;
import io.usance.tlog.ConsistencyProof;
import io.usance.tlog.LogDamagedException;
import io.usance.tlog.LogHash;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import io.usance.tlog.SignedCheckpoint;
import io.usance.tlog.TransparencyLog;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Anchors batches in a transparency log: an entry per batch, a signed checkpoint after each.
 *
 * <p>The directory is opened when it is first needed, and held until {@link #close}; while another
 * process holds it, every call is {@link AnchorUnavailableException}, so that of two services one
 * waits for the other's end. After a failed write it is opened again.
 *
 * <p>A batch's {@link LogReference} is the same each time, for it names the first checkpoint that
 * covers the batch. One confirmation is final.
 */
public final class LogAnchor implements Anchor {
    private static final Logger LOG = LoggerFactory.getLogger(LogAnchor.class);

    private final Path directory;
    private final LogSigningKey key;
    private final Map<Long, Held> batches = new HashMap<>();
    private @Nullable TransparencyLog log;
    private boolean closed;

    private record Held(int index, LogEntry entry) {}

    private LogAnchor(Path directory, LogSigningKey key) {
        this.directory = directory;
        this.key = key;
    }

    /**
     * The anchor in the log of this directory. Nothing is opened or made yet.
     *
     * @param directory of the log, and of nothing else; made if missing
     * @param key signs the checkpoints; its name is the log's origin
     */
    public static LogAnchor in(Path directory, LogSigningKey key) {
        return new LogAnchor(directory, key);
    }

    /** What this log's receipts are verified with. */
    public LogPublicKey publicKey() {
        return key.publicKey();
    }

    /**
     * Opens the log, to say early what is wrong with it.
     *
     * @throws AnchorUnavailableException if another process has it open, or it cannot be read
     * @throws AnchorConfigurationException if its files do not fit together, or the key is another
     */
    @Override
    public synchronized void requireReady() {
        log();
    }

    @Override
    public synchronized Optional<AnchorPosition> find(long batchNo) {
        requireBatchNo(batchNo);
        TransparencyLog open = log();
        return Optional.ofNullable(batches.get(batchNo)).map(held -> position(open, held));
    }

    @Override
    public synchronized AnchorPosition submit(long batchNo, Hash32 root, int count) {
        requireBatchNo(batchNo);
        if (count < 1) {
            throw new IllegalArgumentException("batch " + batchNo + " has " + count + " leaves");
        }
        TransparencyLog open = log();
        LogEntry given = new LogEntry(batchNo, root, count);
        Held held = batches.get(batchNo);
        if (held == null) {
            return position(open, append(open, given));
        }
        if (!held.entry().equals(given)) {
            throw new RootConflictException(
                    batchNo, held.entry().root(), held.entry().count(), root, count);
        }
        return position(open, held);
    }

    private Held append(TransparencyLog open, LogEntry entry) {
        try {
            return remember(open.append(entry.toBytes()), entry);
        } catch (IOException e) {
            letGo();
            throw unavailable(e);
        } catch (IllegalStateException full) {
            throw new AnchorConfigurationException(String.valueOf(full.getMessage()));
        }
    }

    /** The newest checkpoint, for anyone who watches the log; empty at first. */
    public synchronized Optional<SignedCheckpoint> checkpoint() {
        return log().checkpoint();
    }

    /**
     * Proof, for a holder of an earlier checkpoint, that the log only grew since.
     *
     * @param oldSize of that checkpoint, at least 1
     * @param newSize of a later one
     * @throws IllegalArgumentException if the log has not these sizes
     */
    public synchronized ConsistencyProof consistency(int oldSize, int newSize) {
        return log().consistency(oldSize, newSize);
    }

    private AnchorPosition position(TransparencyLog open, Held held) {
        LogEntry entry = held.entry();
        int index = held.index();
        SignedCheckpoint signed = open.checkpointOf(index);
        int size = Math.toIntExact(signed.checkpoint().size());
        return new AnchorPosition(
                entry.batchNo(),
                entry.root(),
                entry.count(),
                new LogReference(
                        signed.checkpoint().origin(),
                        key.publicKey().keyId(),
                        index,
                        size,
                        signed.text(),
                        open.inclusion(index, size).hashes().stream()
                                .map(LogHash::bytes)
                                .map(Hash32::of)
                                .toList()),
                open.checkpointsOver(index));
    }

    private TransparencyLog log() {
        if (closed) {
            throw new AnchorUnavailableException("the log in " + directory + " is closed");
        }
        if (log != null) {
            return log;
        }
        batches.clear();
        try {
            TransparencyLog opened =
                    TransparencyLog.open(
                            directory, key, (index, entry) -> remember(index, LogEntry.of(entry)));
            opened.repairs().forEach(LOG::warn);
            log = opened;
            return opened;
        } catch (IOException e) {
            throw unavailable(e);
        } catch (LogDamagedException e) {
            throw new AnchorConfigurationException(e.reason());
        }
    }

    private Held remember(int index, LogEntry entry) {
        Held held = new Held(index, entry);
        Held before = batches.putIfAbsent(entry.batchNo(), held);
        if (before != null) {
            throw new IllegalArgumentException(
                    "holds batch %d again, after entry %d"
                            .formatted(entry.batchNo(), before.index()));
        }
        return held;
    }

    private AnchorUnavailableException unavailable(IOException e) {
        return new AnchorUnavailableException(
                "the log in %s cannot be used now: %s"
                        .formatted(
                                directory,
                                e instanceof FileSystemException
                                        ? e.toString()
                                        : String.valueOf(e.getMessage())),
                e);
    }

    private static void requireBatchNo(long batchNo) {
        if (batchNo < 0) {
            throw new IllegalArgumentException("batches are numbered from 0, not " + batchNo);
        }
    }

    private void letGo() {
        TransparencyLog open = log;
        log = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("the log in {} was not closed properly: {}", directory, e.toString());
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        letGo();
    }
}
