package io.usance.metering;

/**
 * A reading as the filters see it.
 *
 * @param sequence the device's counter
 * @param atMs the device's time of sampling, milliseconds since the epoch
 * @param milli level in thousandths of the silo's base unit
 */
record Sample(long sequence, long atMs, long milli) {}
