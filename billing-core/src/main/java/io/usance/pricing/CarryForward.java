package io.usance.pricing;

/** What becomes of the part of a {@link Tariff.Minimum} that was not reached. */
public enum CarryForward {
    /** It is due when the period closes, and that is it. */
    NONE,
    /**
     * It is due when the period closes, and is credited in later periods against what exceeds the
     * minimum there: paid once, drawn later.
     */
    CREDIT,
    /** It is not due, but raises the next period's minimum; due in the contract's last. */
    RAISE_NEXT
}
