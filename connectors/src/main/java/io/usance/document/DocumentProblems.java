package io.usance.document;

import io.usance.quantity.Quantity;
import io.usance.record.RecordLimits;
import java.util.function.Consumer;

/** Takes what is wrong with a document, each with its path, and has the rules that many share. */
public final class DocumentProblems {
    private final Consumer<String> problem;
    private int count;

    DocumentProblems(Consumer<String> problem) {
        this.problem = problem;
    }

    /**
     * @param what the path, a colon, what is wrong and what to write
     */
    public void report(String what) {
        count++;
        problem.accept(Shown.line(what));
    }

    /** Reported so far, count. */
    int count() {
        return count;
    }

    /** Reports an id that no record could have. */
    public void identifier(String path, String id) {
        if (id.isBlank()
                || id.length() > RecordLimits.IDENTIFIER_CHARS_MAX
                || id.chars().anyMatch(Character::isISOControl)) {
            report(
                    path
                            + ": must have 1 to "
                            + RecordLimits.IDENTIFIER_CHARS_MAX
                            + " characters, none of them a control character");
        }
    }

    /** Reports what is not above 0. */
    public void positive(String path, Quantity quantity) {
        if (quantity.milli() <= 0) {
            report(path + ": is " + quantity + ", not above 0");
        }
    }
}
