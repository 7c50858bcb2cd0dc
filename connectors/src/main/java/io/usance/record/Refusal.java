package io.usance.record;

/**
 * Carries a refusal from deep within a decoder to its entry point, which turns it into a value.
 *
 * <p>Design note: style asks for refusals as values, and that is what {@link ReadingDecoder} and
 * {@link DeliveryDecoder} return. Inside, each of some twenty checks would have to hand its result
 * up by hand; this exception has no stack trace and never leaves the package.
 */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARS_MAX = 60;

    private final DecodeReason reason;

    Refusal(DecodeReason reason, String detail) {
        super(oneLine(detail, RecordLimits.DETAIL_CHARS_MAX), null, false, false);
        this.reason = reason;
    }

    <T> Decoding.Undecodable<T> asValue() {
        return new Decoding.Undecodable<>(reason, String.valueOf(getMessage()));
    }

    /** An input text as it may be shown: quoted, shortened, in one line. */
    static String shown(String input) {
        return "'" + oneLine(input, SHOWN_CHARS_MAX) + "'";
    }

    private static String oneLine(String text, int charsMax) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), charsMax));
        for (int i = 0; i < text.length(); i++) {
            if (line.length() >= charsMax - 1) {
                return line.append('…').toString();
            }
            char c = text.charAt(i);
            line.append(Identifiers.isPlain(c) ? c : '\uFFFD');
        }
        return line.toString();
    }
}
