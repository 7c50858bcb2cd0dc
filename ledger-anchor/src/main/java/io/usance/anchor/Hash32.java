package io.usance.anchor;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable 32-byte value: a keccak-256 hash, a salt or a seed. */
public final class Hash32 {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private static final int TEXT_CHARS = 2 + 2 * BYTES;

    private final byte[] bytes;

    private Hash32(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The value of a copy of these bytes.
     *
     * @throws IllegalArgumentException unless there are exactly {@link #BYTES}
     */
    public static Hash32 of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "a hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return new Hash32(bytes.clone());
    }

    /**
     * Reads {@code 0x} and 64 lower-case hexadecimal digits, the only text form.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Hash32 parse(String text) {
        if (!isHash(text)) {
            throw new IllegalArgumentException(
                    "a hash is 0x and 64 lower-case hexadecimal digits, not " + text);
        }
        return new Hash32(HexFormat.of().parseHex(text, 2, TEXT_CHARS));
    }

    static boolean isHash(String text) {
        return text.length() == TEXT_CHARS
                && text.startsWith("0x")
                && text.chars().skip(2).allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    }

    static Hash32 at(byte[] source, int offset) {
        return new Hash32(Arrays.copyOfRange(source, offset, offset + BYTES));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@code 0x} and 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash32 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Keccak-256 of some content. */
    public static Hash32 keccak(byte[] content) {
        return Keccak.hash(content);
    }
}
