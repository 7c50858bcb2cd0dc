package io.usance.metering;

/**
 * What a metered quantity is in its period: provisional instalments, and one true-up at the end.
 */
public enum MeteredKind {
    /** Within the period, so that payment can follow at once. */
    PROVISIONAL,
    /** At the close of the period: what the provisional instalments differ by from the balance. */
    TRUE_UP
}
