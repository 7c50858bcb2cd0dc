package io.usance.tlog;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An immutable SHA-256 hash of the log's tree (RFC 9162, section 2.1.1). */
public final class LogHash {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final byte[] bytes;

    private LogHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The hash of a copy of these bytes.
     *
     * @throws IllegalArgumentException unless there are exactly {@link #BYTES}
     */
    public static LogHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "a hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return new LogHash(bytes.clone());
    }

    /** The leaf of an entry: {@code SHA-256(0x00 ‖ entry)}. */
    public static LogHash ofLeaf(byte[] entry) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        return new LogHash(digest.digest(entry));
    }

    /** An inner node: {@code SHA-256(0x01 ‖ left ‖ right)}. */
    static LogHash ofNode(LogHash left, LogHash right) {
        MessageDigest digest = sha256();
        digest.update(NODE);
        digest.update(left.bytes);
        return new LogHash(digest.digest(right.bytes));
    }

    /** The root of a log without entries: the hash of nothing. */
    static LogHash ofNothing() {
        return new LogHash(sha256().digest());
    }

    static LogHash at(byte[] source, int offset) {
        return new LogHash(Arrays.copyOfRange(source, offset, offset + BYTES));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256; this one lost it", e);
        }
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, BYTES);
    }

    /** With padding, as a checkpoint writes it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
