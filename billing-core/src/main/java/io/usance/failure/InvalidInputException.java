package io.usance.failure;

import java.util.List;

/** What was handed over is not complete, or not possible; all that is wrong with it is listed. */
public final class InvalidInputException extends RefusedException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * Something that is wrong.
     *
     * @param path where, from the outside in, for example {@code contract.supplier}
     * @param reason what is wrong, and what to write
     */
    public record Problem(String path, String reason) {
        @Override
        public String toString() {
            return path + ": " + reason;
        }
    }

    /**
     * @param problems at least one
     */
    public InvalidInputException(List<Problem> problems) {
        super(String.join("; ", problems.stream().map(Problem::toString).toList()), null);
        this.problems = List.copyOf(problems);
    }

    /**
     * @param whole path of what its own rules refused
     * @param refusal says why, and names it
     */
    public InvalidInputException(String whole, RuntimeException refusal) {
        super(reason(refusal), refusal);
        this.problems = List.of(new Problem(whole, reason(refusal)));
    }

    private static String reason(RuntimeException refusal) {
        return String.valueOf(refusal.getMessage());
    }

    /** All that is wrong, in the order it was found. */
    public List<Problem> problems() {
        return problems;
    }
}
