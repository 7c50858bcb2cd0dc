package io.usance.offline;

import java.io.PrintWriter;
import java.util.List;

/** Rows that were not taken, for people: where each is, and why. */
final class ProblemLines {

    /** Listed for people; a file with more of them is wrong as a whole. */
    static final int LISTED_MAX = 10;

    private ProblemLines() {}

    /**
     * @param known the first of them
     * @param all how many there are
     */
    static void print(PrintWriter out, List<Problem> known, int all) {
        List<Problem> listed = known.subList(0, Math.min(LISTED_MAX, known.size()));
        printAll(out, listed);
        if (all > listed.size()) {
            out.println(
                    "    and %d more; --json lists %s"
                            .formatted(
                                    all - listed.size(),
                                    all > known.size() ? "the first " + known.size() : "all"));
        }
    }

    /** Each of them. */
    static void printAll(PrintWriter out, List<Problem> problems) {
        for (Problem problem : problems) {
            out.println(
                    "    line %d of %s, %s: %s"
                            .formatted(
                                    problem.line(),
                                    problem.file(),
                                    problem.reason(),
                                    problem.detail()));
        }
    }
}
