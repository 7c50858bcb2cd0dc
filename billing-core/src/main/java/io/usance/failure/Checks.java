package io.usance.failure;

import io.usance.failure.InvalidInputException.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with something that was handed over, so that one exception names all of
 * it. Not thread-safe.
 */
public final class Checks {
    /** Longest id, in characters; as in the records that come from outside. */
    public static final int ID_CHARS_MAX = 128;

    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    /** The end of the year 9999 in the westernmost of time zones. */
    private static final Instant LAST =
            Instant.parse("9999-12-31T23:59:59.999Z").plusSeconds(43_200);

    private final String path;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * @param path of what is checked, for example {@code contract}
     */
    public Checks(String path) {
        this.path = path;
    }

    /** Notes a problem of a field if it does not hold. */
    public Checks that(boolean holds, String field, String reason) {
        if (!holds) {
            problems.add(new Problem(path + "." + field, reason));
        }
        return this;
    }

    /** A field that is needed was set. */
    public Checks isSet(@Nullable Object value, String field) {
        return that(value != null, field, "missing; set it");
    }

    /** Everything in a list was set. */
    public Checks allSet(List<? extends @Nullable Object> values, String field) {
        for (int i = 0; i < values.size(); i++) {
            isSet(values.get(i), "%s[%d]".formatted(field, i));
        }
        return this;
    }

    /** Notes what a rule says that refuses with an {@link IllegalArgumentException}. */
    public Checks allows(Runnable rule, String field) {
        try {
            rule.run();
        } catch (IllegalArgumentException e) {
            that(false, field, String.valueOf(e.getMessage()));
        }
        return this;
    }

    /** A field is an id: set, not blank, not too long, of characters that can be written. */
    public Checks isId(@Nullable String value, String field) {
        if (value == null) {
            return isSet(value, field);
        }
        idProblems(value).forEach(reason -> that(false, field, reason));
        return this;
    }

    /** What keeps a text from being an id; empty for nearly all. */
    private static List<String> idProblems(String text) {
        List<String> found = new ArrayList<>(0);
        if (text.isBlank()) {
            found.add("blank; write an id");
        }
        if (text.length() > ID_CHARS_MAX) {
            found.add("%d characters; write at most %d".formatted(text.length(), ID_CHARS_MAX));
        }
        if (!isPlain(text)) {
            found.add("has a control character; write an id without");
        }
        return found;
    }

    /**
     * True if Postgres can store it and a line of a log or a file can show it: without control
     * characters, line breaks of any kind, and halves of characters.
     */
    public static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isISOControl(c)
                    || Character.isSurrogate(c)
                    || c == LINE_SEPARATOR
                    || c == PARAGRAPH_SEPARATOR) {
                return false;
            }
        }
        return true;
    }

    /**
     * An argument that is needed.
     *
     * @param path of it, for example {@code signContract.terms}
     * @return the value
     * @throws InvalidInputException if it is null
     */
    public static <T> T given(@Nullable T value, String path) {
        if (value == null) {
            throw refused(path, "is null; hand one over");
        }
        return value;
    }

    /**
     * An argument that is an id, see {@link #isId}.
     *
     * @return the value
     * @throws InvalidInputException if it is none
     */
    public static String id(@Nullable String value, String path) {
        String id = given(value, path);
        List<String> found = idProblems(id);
        if (!found.isEmpty()) {
            throw refused(path, found.get(0));
        }
        return id;
    }

    /**
     * An instant that is needed, and can be written as a date.
     *
     * @return the value
     * @throws InvalidInputException if it is null or not in the years 1 to 9999
     */
    public static Instant time(@Nullable Instant value, String path) {
        Instant at = given(value, path);
        if (at.isBefore(FIRST) || at.isAfter(LAST)) {
            throw refused(path, at + " is not in the years 1 to 9999");
        }
        return at;
    }

    /**
     * An instant that a device claims: it may be wrong, but must have a number of milliseconds.
     *
     * @return the value
     * @throws InvalidInputException if it is null or has none
     */
    public static Instant claimed(@Nullable Instant value, String path) {
        Instant at = given(value, path);
        if (at.isBefore(Instant.ofEpochMilli(Long.MIN_VALUE))
                || at.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))) {
            throw refused(path, at + " has no milliseconds since 1970; write a time of sampling");
        }
        return at;
    }

    /**
     * A list that is needed, with nothing missing in it.
     *
     * @return the list
     * @throws InvalidInputException if it is null, or one of its elements is
     */
    public static <C extends Iterable<?>> C all(@Nullable C values, String path) {
        C given = given(values, path);
        int at = 0;
        for (Object value : given) {
            if (value == null) {
                throw refused("%s[%d]".formatted(path, at), "is null; leave it out");
            }
            at++;
        }
        return given;
    }

    /** What is wrong with one thing. */
    public static InvalidInputException refused(String path, String reason) {
        return new InvalidInputException(List.of(new Problem(path, reason)));
    }

    /**
     * @throws InvalidInputException if there is a problem
     */
    public void require() {
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
    }

    /** What the rules of the thing itself say against it, as a problem of the whole. */
    public InvalidInputException refusal(RuntimeException reason) {
        return new InvalidInputException(path, reason);
    }
}
