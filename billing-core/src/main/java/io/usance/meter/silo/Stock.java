package io.usance.meter.silo;

/**
 * A stock at an instant.
 *
 * @param milli thousandths of the silo's base unit
 * @param uncertainty expanded (k = 2), same unit, not negative
 */
record Stock(long milli, long uncertainty) {}
