package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Stock;

/**
 * The result of a period's stock balance.
 *
 * <p>Identities: {@code book - closing = consumed}, where {@code book = opening + deliveries +
 * adjustments}, and {@code issued + trueUp = consumed}.
 *
 * @param measured stock measured at the period's end
 * @param closing book stock carried on
 * @param consumed consumption of the period
 * @param trueUp what is still to be issued; may be negative
 * @param uncertainty of {@code consumed}, expanded (k = 2); contains what is known to belong to
 *     another period
 * @param carried the balance lies within its own uncertainty and is left in the book stock
 * @param negative the balance is negative beyond its uncertainty
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
        long balance = ledger.book() - measured.milli();
        boolean negative = balance < -own;
        boolean carried = !negative && (balance < 0 || (balance <= own && ledger.issued() == 0));
        long consumed = negative ? ledger.issued() : carried ? 0 : balance;
        long displaced = ledger.displaced() + Math.abs(balance - consumed);
        return new Closing(
                measured.milli(),
                ledger.book() - consumed,
                consumed,
                consumed - ledger.issued(),
                own + displaced,
                carried,
                negative);
    }
}
