package io.usance.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes an input a little, or enlarges it a lot, as its format allows. */
final class Mutator {
    private static final int CHANGES_MAX = 5;
    private static final int PIECE_BYTES_MAX = 64;
    private static final int USUAL_BYTES_MAX = 64 << 10;

    /** One input in so many may be as large as a door takes. */
    private static final int LARGE_EVERY = 300;

    private static final int NESTED_MAX = 20_000;

    private static final List<byte[]> BROKEN_TEXT =
            List.of(
                    new byte[] {(byte) 0xC0, (byte) 0x80}, // NUL, overlong
                    new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0xAF}, // slash, overlong
                    new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // half a surrogate pair
                    new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                    new byte[] {(byte) 0xFF, (byte) 0xFE},
                    new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
                    new byte[] {(byte) 0x80},
                    new byte[] {0});

    private static final List<Charset> CHARSETS =
            List.of(
                    StandardCharsets.UTF_16,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.ISO_8859_1,
                    Charset.forName("UTF-32"));

    private final Grammar grammar;
    private final RandomGenerator random;

    Mutator(Grammar grammar, RandomGenerator random) {
        this.grammar = grammar;
        this.random = random;
    }

    /** Another input, made of this one and pieces of a second. */
    byte[] mutated(byte[] input, byte[] other) {
        int bytesMax = random.nextInt(LARGE_EVERY) == 0 ? Door.TRIED_BYTES_MAX : USUAL_BYTES_MAX;
        byte[] changed = input;
        int changes = 1 + random.nextInt(CHANGES_MAX);
        for (int i = 0; i < changes; i++) {
            byte[] next = change(changed, other, bytesMax);
            changed = next.length <= bytesMax ? next : changed;
        }
        return changed;
    }

    private byte[] change(byte[] in, byte[] other, int bytesMax) {
        int at = random.nextInt(in.length + 1);
        int to = Math.min(in.length, at + random.nextInt(PIECE_BYTES_MAX));
        return switch (random.nextInt(20)) {
            case 0 -> flipped(in);
            case 1 -> spliced(in, at, at, new byte[] {(byte) random.nextInt(256)});
            case 2 -> spliced(in, at, to, new byte[0]);
            case 3 -> spliced(in, at, at, Arrays.copyOfRange(in, at, to));
            case 4 -> spliced(in, at, at, bytes(any(grammar.tokens())));
            case 5, 6, 7, 8 -> withScalar(in, at, bytes(any(grammar.scalars())));
            case 9 -> withScalar(in, at, scalarOf(other));
            case 10 -> withScalar(in, at, scalarOf(in));
            case 11, 12 -> withoutPart(in, at);
            case 13 -> partTwice(in, at, random.nextInt(in.length + 1));
            case 14 -> spliced(in, at, to, piece(other));
            case 15 -> nested(in, at, to);
            case 16 -> repeated(in, at, to, bytesMax);
            case 17 -> Arrays.copyOf(in, at);
            case 18 -> spliced(in, at, at, any(BROKEN_TEXT));
            default ->
                    random.nextInt(10) == 0
                            ? new String(in, StandardCharsets.UTF_8).getBytes(any(CHARSETS))
                            : counted(in, at);
        };
    }

    private byte[] flipped(byte[] in) {
        if (in.length == 0) {
            return in;
        }
        byte[] out = in.clone();
        out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
        return out;
    }

    /** The run of letters and digits at a place, replaced. */
    private byte[] withScalar(byte[] in, int at, byte[] scalar) {
        int from = runStart(in, at);
        return spliced(in, from, runEnd(in, from), scalar);
    }

    private byte[] scalarOf(byte[] in) {
        int from = runStart(in, random.nextInt(in.length + 1));
        return Arrays.copyOfRange(in, from, runEnd(in, from));
    }

    /** The beginning of the run at a place, or of the next one. */
    private static int runStart(byte[] in, int at) {
        int from = at;
        while (from < in.length && !isScalar(in[from])) {
            from++;
        }
        while (from > 0 && from <= in.length && isScalar(in[from - 1])) {
            from--;
        }
        return from;
    }

    private static int runEnd(byte[] in, int from) {
        int to = from;
        while (to < in.length && isScalar(in[to])) {
            to++;
        }
        return to;
    }

    private static boolean isScalar(byte b) {
        return Character.isLetterOrDigit(b) || b == '.' || b == '-' || b == '+' || b < 0;
    }

    private byte[] withoutPart(byte[] in, int at) {
        return spliced(in, partStart(in, at), partEnd(in, at), new byte[0]);
    }

    private byte[] partTwice(byte[] in, int at, int where) {
        return spliced(
                in,
                partEnd(in, where),
                partEnd(in, where),
                Arrays.copyOfRange(in, partStart(in, at), partEnd(in, at)));
    }

    private int partStart(byte[] in, int at) {
        int from = at;
        while (from > 0 && grammar.separators().indexOf(in[from - 1]) < 0) {
            from--;
        }
        return from;
    }

    private int partEnd(byte[] in, int at) {
        int to = at;
        while (to < in.length && grammar.separators().indexOf(in[to]) < 0) {
            to++;
        }
        return Math.min(in.length, to + 1);
    }

    private byte[] piece(byte[] other) {
        int from = random.nextInt(other.length + 1);
        return Arrays.copyOfRange(
                other, from, Math.min(other.length, from + random.nextInt(4 * PIECE_BYTES_MAX)));
    }

    private byte[] nested(byte[] in, int at, int to) {
        int which = random.nextInt(grammar.opening().size());
        int depth = 1 + random.nextInt(random.nextInt(10) == 0 ? NESTED_MAX : PIECE_BYTES_MAX);
        byte[] inner = Arrays.copyOfRange(in, at, to);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(grammar.opening().get(which).repeat(depth)));
        out.writeBytes(inner);
        if (random.nextInt(4) > 0) {
            out.writeBytes(bytes(grammar.closing().get(which).repeat(depth)));
        }
        return spliced(in, at, to, out.toByteArray());
    }

    /** A part of the text, or the piece at hand, as often as fits. */
    private byte[] repeated(byte[] in, int at, int to, int bytesMax) {
        boolean part = random.nextBoolean();
        int from = part ? partStart(in, at) : at;
        int end = part ? partEnd(in, at) : to;
        int room = bytesMax - in.length;
        if (end <= from || room <= 0) {
            return in;
        }
        int times = 1 + random.nextInt(Math.max(1, room / (end - from)));
        byte[] all = new byte[times * (end - from)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(in, from, all, i * (end - from), end - from);
        }
        return spliced(in, end, end, all);
    }

    /** The next figure behind a place, one more or one less. */
    private byte[] counted(byte[] in, int at) {
        for (int i = at; i < in.length; i++) {
            if (in[i] >= '0' && in[i] <= '9') {
                byte[] out = in.clone();
                out[i] = (byte) ('0' + (in[i] - '0' + (random.nextBoolean() ? 1 : 9)) % 10);
                return out;
            }
        }
        return in;
    }

    private static byte[] spliced(byte[] in, int from, int to, byte[] middle) {
        byte[] out = new byte[from + middle.length + in.length - to];
        System.arraycopy(in, 0, out, 0, from);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(in, to, out, from + middle.length, in.length - to);
        return out;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
