package io.usance.document;

import java.util.List;
import java.util.regex.Pattern;

/** Messages without the place in the file, for tests that are about the rest. */
public final class WithoutPlaces {
    private static final Pattern PLACE = Pattern.compile(" line \\d+, column \\d+ (?=\\$)");

    private WithoutPlaces() {}

    /** A message, or several. */
    public static String of(String messages) {
        return PLACE.matcher(messages).replaceAll(" ");
    }

    /** Of each. */
    public static List<String> of(List<String> messages) {
        return messages.stream().map(WithoutPlaces::of).toList();
    }
}
