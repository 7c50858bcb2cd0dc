package io.usance.spring.host;

import java.util.Random;

/** How a transaction of a host ends. */
enum Ending {
    COMMITTED,
    /** The host's own code throws. */
    FAILED,
    /** Marked, or left without a commit, and found to be so at its end. */
    ROLLBACK_ONLY,
    /** The host rolls it back itself. */
    ROLLED_BACK,
    /** Undone within another transaction that is committed: to a savepoint, or apart from it. */
    UNDONE;

    /** What the host throws. */
    static final String FAILURE = "the host failed";

    /** Four in ten leave nothing; with one in two of those sent once more, a third of all. */
    static Ending of(Random random) {
        int fate = random.nextInt(10);
        return fate < 4 ? values()[1 + fate] : COMMITTED;
    }
}
