/**
 * Metering without any server: a silo's readings and delivery notes in files, through the same
 * decoders and the same {@link io.usance.metering.Metering} as the service, to a stock balance and
 * a figure that shows why. And the other way: simulated plants as such files, with what was truly
 * drawn.
 */
@org.jspecify.annotations.NullMarked
package io.usance.offline;
