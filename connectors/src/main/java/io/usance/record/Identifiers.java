package io.usance.record;

import io.usance.failure.Checks;

/** Names of meters, sensors, batches and notes as they come from outside. */
public final class Identifiers {

    private Identifiers() {}

    /**
     * The text, if it can be an identifier.
     *
     * @param field for the refusal's detail
     * @throws Refusal if it is blank, too long or has control characters
     */
    public static String checked(String field, String text) throws Refusal {
        if (text.isBlank()) {
            throw new Refusal(DecodeReason.BAD_IDENTIFIER, field + " is empty");
        }
        if (text.length() > RecordLimits.IDENTIFIER_CHARS_MAX) {
            throw new Refusal(
                    DecodeReason.BAD_IDENTIFIER,
                    field
                            + " has "
                            + text.length()
                            + " characters, more than "
                            + RecordLimits.IDENTIFIER_CHARS_MAX);
        }
        if (!Checks.isPlain(text)) {
            throw new Refusal(
                    DecodeReason.BAD_IDENTIFIER,
                    field + " has a control character or half a character: " + Refusal.shown(text));
        }
        return text;
    }

    /** Neither a control character, nor a line break of any kind, nor half a character. */
    static boolean isPlain(char c) {
        return !Character.isISOControl(c)
                && !Character.isSurrogate(c)
                && c != '\u2028'
                && c != '\u2029';
    }
}
