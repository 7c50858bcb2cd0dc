package io.usance.file;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.JacksonYAMLParseException;
import java.io.CharConversionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where and why a text is not JSON or YAML, without the parser's own words for it and without what
 * stands around the place, which may be a secret.
 */
public final class Unparsable {
    /** Of a number that the parser cannot hold, for which it has no exception of its own. */
    public static final String NUMBER = "a number in it is too large";

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate [Ff]ield '([^']*)'.*");
    private static final Pattern UNQUOTED =
            Pattern.compile("Unrecognized token '([^']*)': was expecting .*");

    private static final Pattern MARK =
            Pattern.compile("(?m)^ in .*, (line [0-9]+, column [0-9]+)");

    /** From here on a message tells where the parser began, in its own words. */
    private static final Pattern PLACE =
            Pattern.compile(" \\((?:start marker at|for ).*|\\[Source.*");

    /** What only those know who wrote the parser. */
    private static final Pattern INTERNAL =
            Pattern.compile("`|[a-z]\\.[a-z]+\\.[A-Za-z]|[a-z][A-Z]");

    private Unparsable() {}

    /** One line for a person. */
    public static String reason(JsonProcessingException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharConversionException) {
                return "is not text in UTF-8; save it so";
            }
        }
        String what = e instanceof StreamConstraintsException ? limit(e) : what(e);
        return place(e) + what;
    }

    /** A parser of YAML stands before what it cannot read; where that is its last mark tells. */
    private static String place(JsonProcessingException e) {
        String place = "";
        if (e instanceof JacksonYAMLParseException) {
            Matcher marks = MARK.matcher(e.getOriginalMessage());
            while (marks.find()) {
                place = marks.group(1) + ": ";
            }
        }
        JsonLocation at = e.getLocation();
        return !place.isEmpty() || at == null
                ? place
                : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
    }

    private static String what(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        String first = message.lines().findFirst().orElse("");
        Matcher duplicate = DUPLICATE.matcher(first);
        if (duplicate.matches()) {
            return "'%s' is there twice; write it once".formatted(duplicate.group(1));
        }
        if (first.startsWith("Trailing token")) {
            return "a second document or value begins here; a file holds one";
        }
        return e instanceof JacksonYAMLParseException ? yaml(message) : json(first);
    }

    /** The parser's message has what it was doing, and below what it found; marks are indented. */
    private static String yaml(String message) {
        String found =
                message.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith(" "))
                        .reduce("", (earlier, later) -> later);
        return found.contains("(TAB)")
                ? "there is a tab; indent with spaces"
                : orElse(found, "is not as YAML is written");
    }

    private static String json(String message) {
        if (message.startsWith("Unexpected end-of-input")) {
            return "the text ends before it is complete; a quote, } or ] is missing";
        }
        Matcher unquoted = UNQUOTED.matcher(message);
        if (unquoted.matches()) {
            return "%s is no value; a text is in quotes".formatted(unquoted.group(1));
        }
        return orElse(PLACE.matcher(message).replaceFirst(""), "is not as JSON is written");
    }

    private static String orElse(String message, String plain) {
        return message.isBlank() || INTERNAL.matcher(message).find() ? plain : message;
    }

    private static String limit(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message.contains("nesting depth")) {
            return "more than %d objects and lists within each other"
                    .formatted(DocumentLimits.NESTING_MAX);
        }
        if (message.contains("String value length")) {
            return "a text of more than %d characters".formatted(DocumentLimits.TEXT_CHARS_MAX);
        }
        if (message.contains("Number value length")) {
            return "a number of more than %d characters".formatted(DocumentLimits.NUMBER_CHARS_MAX);
        }
        return "the name of a field has more than %d characters"
                .formatted(DocumentLimits.NAME_CHARS_MAX);
    }
}
