package io.usance.metering;

import io.usance.quantity.Quantity;

/**
 * What is known of a sensor.
 *
 * @param sensorId the device
 * @param noise standard deviation of one reading, in the silo's dimension; zero if negligible
 * @param resolution smallest step between two reported values; zero if negligible
 * @param stuckAfterReadings how many identical values in a row make the sensor count as stuck; 0
 *     switches the check off
 */
public record SensorSpec(
        String sensorId, Quantity noise, Quantity resolution, int stuckAfterReadings) {}
