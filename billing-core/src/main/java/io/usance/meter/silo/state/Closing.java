package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SiloSpec;

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
     * What can be at all.
     *
     * @param capacity no book stock above it is carried
     * @param least a balance that is negative by less misses no delivery, but swings
     */
    record Limits(long capacity, long least) {

        /** By the first rules a balance knows no silo. */
        static final Limits NONE = new Limits(Long.MAX_VALUE, 0);

        /** Load cells in the sun swing by a thousandth of the capacity, and no level tells. */
        private static final long LEAST_DIVISOR = 1_000;

        static Limits of(SiloSpec silo) {
            long capacity = silo.capacity().milli();
            return new Limits(capacity, capacity / LEAST_DIVISOR);
        }
    }

    /**
     * Balances a period. A negative balance beyond its uncertainty bills nothing beyond what has
     * been issued and takes nothing back: most likely a delivery is unrecorded.
     *
     * @param own expanded uncertainty of the balance, k = 2
     */
    static Closing of(Limits limits, Ledger ledger, Stock measured, long own) {
        return of(limits, ledger, measured, own, false);
    }

    /**
     * As above.
     *
     * @param unnoted something was delivered that has no note and does not count: then nothing is
     *     taken back of what was issued, and the rest waits in the book stock
     */
    static Closing of(Limits limits, Ledger ledger, Stock measured, long own, boolean unnoted) {
        long balance = ledger.ownBalance(measured.milli());
        long stock = ledger.book() - ledger.others();
        long issued = ledger.ownIssued();
        boolean negative = isNegative(limits, balance, own, issued, unnoted);
        boolean carried = !negative && isCarried(limits, balance, own, issued, stock);
        long consumed = consumed(limits, balance, own, issued, stock, unnoted);
        long displaced = ledger.displaced() + Math.abs(balance - consumed);
        return new Closing(
                measured.milli(),
                stock - consumed,
                consumed,
                consumed - ledger.ownIssued(),
                own + displaced,
                carried,
                negative);
    }

    /**
     * What a balance comes to; the rest of it stays in the book stock.
     *
     * @param stock that would be in the books if nothing had been drawn
     * @param unnoted as in {@link #of(Limits, Ledger, Stock, long, boolean)}
     */
    static long consumed(
            Limits limits,
            long balance,
            long uncertainty,
            long issued,
            long stock,
            boolean unnoted) {
        if (isNegative(limits, balance, uncertainty, issued, unnoted)) {
            return issued;
        }
        return isCarried(limits, balance, uncertainty, issued, stock) ? 0 : balance;
    }

    private static boolean isNegative(
            Limits limits, long balance, long uncertainty, long issued, boolean unnoted) {
        return balance < -uncertainty - limits.least() || (unnoted && balance < issued);
    }

    /** More than a silo holds is not carried: so much at least was drawn, or was not delivered. */
    private static boolean isCarried(
            Limits limits, long balance, long uncertainty, long issued, long stock) {
        return balance < 0 || (balance <= uncertainty && issued == 0 && stock <= limits.capacity());
    }
}
