package io.usance.tlog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A checkpoint and the signatures under it, as a C2SP {@code signed-note}:
 *
 * <pre>
 * plant.example/log
 * 3
 * base64 of the root, 44 characters
 *
 * — plant.example/log base64 of key id and signature, 92 characters
 * </pre>
 *
 * <p>Further lines in the body, which C2SP allows, are refused: none of our logs writes any.
 *
 * @param checkpoint what is signed
 * @param signatures by the log and perhaps by witnesses; at least one
 */
public record SignedCheckpoint(Checkpoint checkpoint, List<NoteSignature> signatures) {
    /** Longest text that is read. */
    public static final int CHARS_MAX = 8_192;

    private static final int SIGNATURES_MAX = 16;
    private static final int SIGNATURE_BYTES = 64;
    private static final int BODY_LINES = 3;
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final Pattern SIGNATURE = Pattern.compile("— (\\S+) ([A-Za-z0-9+/=]+)");

    /**
     * One line under a note.
     *
     * @param name of the key
     * @param blob base64 of the key's id and the signature
     */
    public record NoteSignature(String name, String blob) {

        private boolean isBy(LogPublicKey key, byte[] body) {
            if (!name.equals(key.name())) {
                return false;
            }
            byte[] bytes = LogPublicKey.decoded(blob);
            return bytes.length == LogPublicKey.ID_BYTES + SIGNATURE_BYTES
                    && Arrays.equals(Arrays.copyOf(bytes, LogPublicKey.ID_BYTES), key.idBytes())
                    && key.verify(
                            body, Arrays.copyOfRange(bytes, LogPublicKey.ID_BYTES, bytes.length));
        }
    }

    public SignedCheckpoint {
        signatures = List.copyOf(signatures);
    }

    static SignedCheckpoint of(Checkpoint checkpoint, LogPublicKey key, byte[] signature) {
        byte[] blob = Arrays.copyOf(key.idBytes(), LogPublicKey.ID_BYTES + signature.length);
        System.arraycopy(signature, 0, blob, LogPublicKey.ID_BYTES, signature.length);
        return new SignedCheckpoint(
                checkpoint,
                List.of(new NoteSignature(key.name(), Base64.getEncoder().encodeToString(blob))));
    }

    /**
     * Reads the text. The signatures are not verified.
     *
     * @throws InvalidLogTextException if it is not a checkpoint in its one canonical form
     */
    public static SignedCheckpoint parse(String text) {
        if (text.length() > CHARS_MAX) {
            throw new InvalidLogTextException(
                    "has %d characters, at most %d".formatted(text.length(), CHARS_MAX));
        }
        // With -1, the empty text after the last line feed is kept, and asked for.
        List<String> lines = Arrays.asList(text.split("\n", -1));
        int last = lines.size() - 1;
        if (last < BODY_LINES + 2
                || last > BODY_LINES + 1 + SIGNATURES_MAX
                || !lines.get(BODY_LINES).isEmpty()
                || !lines.get(last).isEmpty()) {
            throw new InvalidLogTextException(
                    "is not three lines, an empty one and 1 to %d signatures, each line ended"
                            .formatted(SIGNATURES_MAX));
        }
        return new SignedCheckpoint(
                body(lines),
                lines.subList(BODY_LINES + 1, last).stream()
                        .map(SignedCheckpoint::signature)
                        .toList());
    }

    private static Checkpoint body(List<String> lines) {
        if (!SIZE.matcher(lines.get(1)).matches()) {
            throw new InvalidLogTextException(
                    "states no size but " + LogPublicKey.shown(lines.get(1)));
        }
        byte[] root = LogPublicKey.decoded(lines.get(2));
        if (root.length != LogHash.BYTES) {
            throw new InvalidLogTextException(
                    "states no root but " + LogPublicKey.shown(lines.get(2)));
        }
        return new Checkpoint(lines.get(0), Long.parseLong(lines.get(1)), LogHash.of(root));
    }

    private static NoteSignature signature(String line) {
        Matcher parts = SIGNATURE.matcher(line);
        if (!parts.matches()) {
            throw new InvalidLogTextException("has no signature in " + LogPublicKey.shown(line));
        }
        LogPublicKey.decoded(parts.group(2));
        return new NoteSignature(parts.group(1), parts.group(2));
    }

    /** Whether the key's name is the origin and one of the signatures is by this key. */
    public boolean isSignedBy(LogPublicKey key) {
        byte[] body = checkpoint.body().getBytes(StandardCharsets.UTF_8);
        return key.name().equals(checkpoint.origin())
                && signatures.stream().anyMatch(signature -> signature.isBy(key, body));
    }

    /** The note; {@link #parse} reads it. */
    public String text() {
        Stream<String> signed =
                signatures.stream().map(s -> "— " + s.name() + " " + s.blob() + "\n");
        return checkpoint.body() + "\n" + String.join("", signed.toList());
    }
}
