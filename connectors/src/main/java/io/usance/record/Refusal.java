package io.usance.record;

import io.usance.metering.RefusalCode;

/**
 * Carries a refusal from deep within a decoder to its entry point, which turns it into a value.
 *
 * <p>Design note: style asks for refusals as values, and that is what every {@link MeterTopic}
 * returns. Inside, each of some twenty checks would have to hand its result up by hand; this
 * exception has no stack trace and never leaves a decoder.
 */
public final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARS_MAX = 60;

    private final RefusalCode reason;

    /**
     * @param reason the record goes to quarantine under its name
     * @param detail for people; shortened to one plain line of at most {@link
     *     RecordLimits#DETAIL_CHARS_MAX} characters
     */
    public Refusal(RefusalCode reason, String detail) {
        super(oneLine(detail, RecordLimits.DETAIL_CHARS_MAX), null, false, false);
        this.reason = reason;
    }

    /** The refusal as a decoder returns it. */
    public <T> Decoding.Undecodable<T> asValue() {
        return new Decoding.Undecodable<>(reason, String.valueOf(getMessage()));
    }

    /** An input text as it may be shown: quoted, shortened, in one line. */
    public static String shown(String input) {
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
