package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.record.RecordLimits;
import java.util.Locale;
import java.util.regex.Pattern;

/** What stands in a document, in a message about it. */
final class Shown {
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private Shown() {}

    /** After {@code is}: {@code 'abc'}, {@code 1.5}, {@code a list}, {@code empty}. */
    static String of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> node.asText().isBlank() ? "empty" : "'" + cut(node.asText()) + "'";
            case NUMBER, BOOLEAN -> cut(node.asText());
            case NULL, MISSING -> "missing";
            case BINARY, POJO -> node.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    /** A message on one line, whatever it shows of the document. */
    static String line(String message) {
        return CONTROLS.matcher(message).replaceAll(" ");
    }

    private static String cut(String text) {
        String line = line(text);
        return line.length() <= RecordLimits.IDENTIFIER_CHARS_MAX
                ? line
                : line.substring(0, RecordLimits.IDENTIFIER_CHARS_MAX) + "…";
    }
}
