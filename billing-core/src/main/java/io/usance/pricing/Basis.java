package io.usance.pricing;

/** What a {@link Tariff.Percentage} is taken of. */
public enum Basis {
    /** The rates by quantity that stand before it, without fees and percentages. */
    USAGE,
    /** All that stands before it. */
    TOTAL
}
