package io.usance.contract;

/** Why something is in the rest of the bands though the clock does not say so. */
public enum RestReason {
    /** It has no interval: no more is known than its billing period. */
    NO_INTERVAL,
    /** Its interval is not in one band alone. */
    ACROSS_AN_EDGE
}
