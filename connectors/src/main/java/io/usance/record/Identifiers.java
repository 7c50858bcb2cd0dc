package io.usance.record;

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
        if (!isPlain(text)) {
            throw new Refusal(
                    DecodeReason.BAD_IDENTIFIER,
                    field + " has a control character or half a character: " + Refusal.shown(text));
        }
        return text;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                continue;
            }
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (!isPlain(c)) {
                return false;
            }
        }
        return true;
    }

    /** Neither a control character, nor a line break of any kind, nor half a character. */
    static boolean isPlain(char c) {
        return !Character.isISOControl(c)
                && !Character.isSurrogate(c)
                && c != '\u2028'
                && c != '\u2029';
    }
}
