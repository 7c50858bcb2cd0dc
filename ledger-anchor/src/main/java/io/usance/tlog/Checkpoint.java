package io.usance.tlog;

/**
 * What a log commits to at one moment (C2SP {@code tlog-checkpoint}).
 *
 * @param origin name of the log, unique in the world: a URL without scheme
 * @param size entries
 * @param root of the tree over them
 */
public record Checkpoint(String origin, long size, LogHash root) {

    public Checkpoint {
        LogPublicKey.requireName(origin);
        if (size < 0) {
            throw new IllegalArgumentException("a log has no size " + size);
        }
    }

    /** The text that is signed: three lines, each ended by a line feed. */
    String body() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }
}
