package io.usance.offline;

import io.usance.record.Decoding.Undecodable;
import java.io.PrintWriter;
import java.util.List;

/**
 * Why a row was not taken.
 *
 * @param file {@link #READINGS}, {@link #DELIVERIES} or {@link #STOCK} of a silo; of a machine, the
 *     file's name
 * @param line of the file, from 1
 * @param reason name under which the service would quarantine it
 * @param detail one plain line
 */
public record Problem(String file, int line, String reason, String detail) {
    static final String READINGS = "readings";
    static final String DELIVERIES = "deliveries";
    static final String STOCK = "stock entries";

    /** A message on Kafka cannot have this reason. */
    public static final String MALFORMED_ROW = "MALFORMED_ROW";

    /** Of an exchange, which is no message on Kafka either. */
    public static final String EXCHANGE_NOT_USED = "EXCHANGE_NOT_USED";

    /** Listed for people; a file with more of them is wrong as a whole. */
    static final int LISTED_MAX = 10;

    public static Problem of(String file, int line, Undecodable<?> undecodable) {
        return new Problem(file, line, undecodable.reason().name(), undecodable.detail());
    }

    /**
     * Prints where each is, and why.
     *
     * @param known the first of them
     * @param all how many there are
     */
    public static void print(PrintWriter out, List<Problem> known, int all) {
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

    public static void printAll(PrintWriter out, List<Problem> problems) {
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
