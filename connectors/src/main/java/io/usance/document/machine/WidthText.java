package io.usance.document.machine;

import io.usance.meter.machine.spec.RegisterWidth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far a register counts, as people write it. */
final class WidthText {
    private static final Pattern BINARY = Pattern.compile("(u?)int([0-9]{1,2})");
    private static final Pattern RANGE = Pattern.compile("(-?[0-9]{1,19})\\.\\.([0-9]{1,19})");

    private WidthText() {}

    /**
     * @throws IllegalArgumentException if it is none, with what to write
     */
    static RegisterWidth parse(String text) {
        Matcher binary = BINARY.matcher(text);
        if (binary.matches()) {
            return RegisterWidth.bits(Integer.parseInt(binary.group(2)), binary.group(1).isEmpty());
        }
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            try {
                return new RegisterWidth(
                        Long.parseLong(range.group(1)), Long.parseLong(range.group(2)));
            } catch (NumberFormatException beyondLong) {
                throw wrong(text);
            }
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "width '%s'; write int32 or uint16 for a binary register of so many bits, or 0..99999 from its least to its greatest value"
                        .formatted(text));
    }
}
