package io.usance.failure;

import io.usance.failure.InvalidInputException.Problem;
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

    /** A field is an id: set, not blank, not too long. */
    public Checks isId(@Nullable String value, String field) {
        if (value == null) {
            return isSet(value, field);
        }
        return that(!value.isBlank(), field, "blank; write an id")
                .that(
                        value.length() <= ID_CHARS_MAX,
                        field,
                        "%d characters; write at most %d".formatted(value.length(), ID_CHARS_MAX));
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
