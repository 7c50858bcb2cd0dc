package io.usance.tlog;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key that a log's checkpoints are verified with. Its text is C2SP's {@code vkey}, one line to
 * hand to those who check receipts: {@code name+keyId+base64(0x01 ‖ key)}.
 */
public final class LogPublicKey {
    /** Length of an Ed25519 public key. */
    static final int KEY_BYTES = 32;

    /** Length of the id that a signature carries. */
    static final int ID_BYTES = 4;

    /** Longest name of a key. */
    static final int NAME_CHARS_MAX = 200;

    private static final byte ED25519 = 1;
    private static final Pattern TEXT =
            Pattern.compile("([^+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]{44})");

    /** What X.509 writes before the 32 bytes of an Ed25519 key (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] key;
    private final PublicKey verifying;

    private LogPublicKey(String name, byte[] key) {
        requireName(name);
        this.name = name;
        this.key = key;
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_BYTES);
        System.arraycopy(key, 0, encoded, X509_PREFIX.length, KEY_BYTES);
        try {
            this.verifying =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw new InvalidLogTextException("the key of " + name + " is not an Ed25519 key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no Ed25519", e);
        }
    }

    static LogPublicKey of(String name, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new InvalidLogTextException(
                    "the key of %s has %d bytes, not %d".formatted(name, key.length, KEY_BYTES));
        }
        return new LogPublicKey(name, key.clone());
    }

    /**
     * Reads a {@code vkey}.
     *
     * @throws InvalidLogTextException if it is none, or its id is not that of its name and key
     */
    public static LogPublicKey parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            throw new InvalidLogTextException(
                    "a log's public key is name+id+key, such as"
                            + " plant.example/log+1a2b3c4d+AbC…, not "
                            + shown(text));
        }
        byte[] typed = decoded(parts.group(3));
        if (typed.length != 1 + KEY_BYTES || typed[0] != ED25519) {
            throw new InvalidLogTextException(
                    "the key of " + parts.group(1) + " is not of type 1, Ed25519");
        }
        LogPublicKey key =
                new LogPublicKey(parts.group(1), Arrays.copyOfRange(typed, 1, typed.length));
        if (!key.keyId().equals(parts.group(2))) {
            throw new InvalidLogTextException(
                    "the key of %s has the id %s, its text says %s"
                            .formatted(key.name, key.keyId(), parts.group(2)));
        }
        return key;
    }

    /**
     * C2SP: not empty, no blank and no plus sign.
     *
     * @throws InvalidLogTextException if a log cannot have this name
     */
    public static void requireName(String name) {
        boolean fits =
                !name.isEmpty()
                        && name.length() <= NAME_CHARS_MAX
                        && name.codePoints()
                                .noneMatch(c ->
                                        c == '+'
                                                || Character.isWhitespace(c)
                                                || Character.isSpaceChar(c)
                                                || Character.isISOControl(c)
                                                || Character.getType(c) == Character.SURROGATE);
        if (!fits) {
            throw new InvalidLogTextException(
                    "a log is named by 1 to %d characters without blanks and plus signs, such as"
                                    .formatted(NAME_CHARS_MAX)
                            + " plant.example/log, not "
                            + shown(name));
        }
    }

    /** Only what an encoder writes is read, so that no two texts mean the same bytes. */
    static byte[] decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidLogTextException("is not base64: " + shown(base64));
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
            throw new InvalidLogTextException("is not canonical base64: " + shown(base64));
        }
        return bytes;
    }

    /** In one line, cut where it gets long. */
    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (line.length() <= 80 ? line : line.substring(0, 80) + "…") + "'";
    }

    /** Name of the key and origin of the log. */
    public String name() {
        return name;
    }

    /** {@code SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)[:4]} as eight hexadecimal digits. */
    public String keyId() {
        return HexFormat.of().formatHex(idBytes());
    }

    byte[] idBytes() {
        MessageDigest digest = LogHash.sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(ED25519);
        return Arrays.copyOf(digest.digest(key), ID_BYTES);
    }

    boolean verify(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(verifying);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** The {@code vkey}, see {@link #parse}. */
    @Override
    public String toString() {
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(key, 0, typed, 1, KEY_BYTES);
        return name + "+" + keyId() + "+" + Base64.getEncoder().encodeToString(typed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogPublicKey that
                && name.equals(that.name)
                && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(key);
    }
}
