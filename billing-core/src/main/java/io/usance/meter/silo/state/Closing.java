package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Stock;

/**
 * The result of a period's stock balance.
 *
 * <p>Identities: {@code book - closing = consumed + others}, where {@code book = opening +
 * deliveries + adjustments} and {@code others} was drawn in closed periods; and {@code issued +
 * trueUp = consumed}.
 *
 * @param measured stock measured at the period's end
 * @param closing book stock carried on
 * @param consumed consumption of the period itself
 * @param trueUp what is still to be issued; may be negative
 * @param uncertainty of {@code consumed}, expanded (k = 2); contains what is known to belong to
 *     another period
 * @param carried the balance lies within its own uncertainty and is left in the book stock
 * @param negative the balance is negative beyond its uncertainty, or less than was issued where
 *     something delivered has no note
 */
record Closing(
        long measured,
        long closing,
        long consumed,
        long trueUp,
        long uncertainty,
        boolean carried,
        boolean negative) {

    /**
     * Balances a period. A negative balance beyond its uncertainty bills nothing beyond what has
     * been issued and takes nothing back: most likely a delivery is unrecorded.
     *
     * @param own expanded uncertainty of the balance, k = 2
     */
    static Closing of(Ledger ledger, Stock measured, long own) {
        return of(ledger, measured, own, false);
    }

    /**
     * As above.
     *
     * @param unnoted something was delivered that has no note and does not count: then nothing is
     *     taken back of what was issued, and the rest waits in the book stock
     */
    static Closing of(Ledger ledger, Stock measured, long own, boolean unnoted) {
        long balance = ledger.ownBalance(measured.milli());
        boolean negative = isNegative(balance, own, ledger.ownIssued(), unnoted);
        boolean carried = !negative && isCarried(balance, own, ledger.ownIssued());
        long consumed = consumed(balance, own, ledger.ownIssued(), unnoted);
        long displaced = ledger.displaced() + Math.abs(balance - consumed);
        return new Closing(
                measured.milli(),
                ledger.book() - ledger.others() - consumed,
                consumed,
                consumed - ledger.ownIssued(),
                own + displaced,
                carried,
                negative);
    }

    /** What a balance comes to; the rest of it stays in the book stock. */
    static long consumed(long balance, long uncertainty, long issued, boolean unnoted) {
        return isNegative(balance, uncertainty, issued, unnoted)
                ? issued
                : isCarried(balance, uncertainty, issued) ? 0 : balance;
    }

    private static boolean isNegative(
            long balance, long uncertainty, long issued, boolean unnoted) {
        return balance < -uncertainty || (unnoted && balance < issued);
    }

    private static boolean isCarried(long balance, long uncertainty, long issued) {
        return balance < 0 || (balance <= uncertainty && issued == 0);
    }
}
