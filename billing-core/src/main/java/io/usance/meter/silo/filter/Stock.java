package io.usance.meter.silo.filter;

/**
 * A stock at an instant.
 *
 * @param milli thousandths of the silo's base unit
 * @param uncertainty expanded (k = 2), same unit, not negative
 */
public record Stock(long milli, long uncertainty) {}
