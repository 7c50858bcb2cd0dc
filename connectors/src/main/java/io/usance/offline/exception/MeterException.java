package io.usance.offline.exception;

import java.time.Instant;

/**
 * Why a person must look before the bill can be trusted.
 *
 * @param kind a stable name
 * @param at when it came about; of a whole balance the period's end
 * @param detail what was found, with both values; one plain line
 * @param whatToDo one plain line
 */
public record MeterException(Kind kind, Instant at, String detail, String whatToDo) {

    /** Names once printed stay. */
    public enum Kind {
        /** More is in the silo at the end than can be. */
        NEGATIVE_BALANCE,
        /** The opening or closing stock is below zero or above the capacity. */
        IMPOSSIBLE_STOCK,
        /** The uncertainty is so large that the bill says little. */
        UNCERTAIN,
        /** A delivery note and the level contradict one another. */
        NOTE_DEVIATES,
        /** The level could have shown a delivery and did not. */
        NOTE_NOT_SEEN,
        /** A note of the period that the period was closed without. */
        NOTE_WAITING,
        /** Readings were refused for their place in the device's order or their time. */
        READINGS_REFUSED,
        /** Many recorded readings are not believed, and nothing is metered by them. */
        READINGS_SET_ASIDE,
        /** Nothing is known of the level at the period's start or end. */
        READINGS_MISSING,
        /** The level fell far more at once than it ever did, and stayed there. */
        UNUSUAL_FALL,
        /** The level fell, and hours later stood where it had been. */
        FALL_CAME_BACK,
        /** A delivery without a note came in while an unknown quantity was drawn. */
        HIDDEN_DRAW,
        /** The level went beyond what the sensor can show. */
        SATURATED,
        /** The level shows that more was drawn than the balance says. */
        DRAWN_BEYOND_BALANCE,
        /** The balance says that more was drawn than the level shows. */
        BALANCE_BEYOND_DRAWN,
        /** The level rose without a note, in a silo where only notes count. */
        DELIVERY_NOT_NOTED
    }
}
