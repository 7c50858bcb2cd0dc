package io.usance.meter.silo.state;

import io.usance.quantity.Quantity;
import java.time.Instant;

/**
 * A plateau as metering sees it: the median of a group of readings.
 *
 * @param at when the reading in the middle of the group was sampled
 * @param level the median, in the silo's dimension
 */
public record LevelMedian(Instant at, Quantity level) {}
