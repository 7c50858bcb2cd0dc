/**
 * From readings to consumption: what was really drawn out of a silo, and when.
 *
 * <p>One aggregate per silo. {@link io.usance.metering.Metering} is the pure part: {@code decide}
 * turns a command into events, {@code evolve} folds events into {@link
 * io.usance.metering.SiloState}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.metering;
