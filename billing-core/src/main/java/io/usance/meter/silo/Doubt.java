package io.usance.meter.silo;

/**
 * Why a metered quantity is not to be trusted until a person has looked.
 *
 * <p>The names are stored and published; they stay.
 */
public enum Doubt {
    /** The level fell far more at once than it ever did, and stayed there. */
    UNUSUAL_FALL,
    /** The level fell, and hours later stood where it had been; nothing was metered of it. */
    FALL_CAME_BACK,
    /** A large delivery without a note took hours, in which an unknown quantity was drawn. */
    HIDDEN_DRAW,
    /** A stock, or a delivery without a note, went beyond what the sensor can show. */
    SATURATED,
    /** The level did not rise for a delivery note, or by another quantity. */
    NOTE_CONTRADICTED,
    /** The level shows that more was drawn than the stock balance says. */
    DRAWN_BEYOND_BALANCE,
    /** The stock balance says that more was drawn than the level shows. */
    BALANCE_BEYOND_DRAWN,
    /** The stock balance is negative beyond its uncertainty. */
    NEGATIVE_BALANCE,
    /** A stock below zero or above the capacity. */
    IMPOSSIBLE_STOCK,
    /** The uncertainty is so large that the quantity says little. */
    LARGE_UNCERTAINTY,
    /** The level rose without a delivery note, in a silo where only notes count. */
    DELIVERY_NOT_NOTED
}
