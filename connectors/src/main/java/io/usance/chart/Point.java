package io.usance.chart;

import java.time.Instant;

/**
 * A value at an instant.
 *
 * @param value in the figure's unit, finite
 */
public record Point(Instant at, double value) {}
