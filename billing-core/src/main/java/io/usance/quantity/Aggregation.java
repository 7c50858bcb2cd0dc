package io.usance.quantity;

/**
 * What counts of the values that a meter reports of one quantity in a period. Of several meters,
 * each has its own; the contract's quantity is what they add up to.
 */
public enum Aggregation {
    /** All of them, added up: tonnes, parts, hours, kilowatt-hours. */
    SUM,
    /** The highest: the peak of a month's quarter-hour power, for a capacity charge. */
    MAXIMUM,
    /** That of the latest interval: a level that holds until the next one. */
    LAST
}
