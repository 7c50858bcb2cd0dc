package io.usance.metering;

/**
 * What a metered quantity is in its period: provisional instalments, one true-up at the end, and
 * what becomes known of it later.
 */
public enum MeteredKind {
    /** Within the period, so that payment can follow at once. */
    PROVISIONAL,
    /** At the close of the period: what the provisional instalments differ by from the balance. */
    TRUE_UP,
    /**
     * After the close: what was drawn in the period and became known too late for its balance. It
     * is charged in the period it belongs to, and booked in the one that is open.
     */
    CORRECTION
}
