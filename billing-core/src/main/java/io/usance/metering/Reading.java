package io.usance.metering;

import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One sample as the device reported it.
 *
 * @param sensorId the device
 * @param sequence the device's own counter, 0 or more, strictly increasing in the order of
 *     sampling; with the sensor it identifies the reading for ever
 * @param batchId the gateway's upload batch, or null; evidence only
 * @param sampledAt the device's time of sampling; may be reconstructed by a gateway, so {@code
 *     sequence} outranks it
 * @param kind what was measured
 * @param value the exact decimal as sent
 * @param unit unit of {@code value}
 */
public record Reading(
        String sensorId,
        long sequence,
        @Nullable String batchId,
        Instant sampledAt,
        ReadingKind kind,
        BigDecimal value,
        UnitOfMeasure unit) {

    public Reading {
        // What is decided now and what is replayed later must see the same value and the same time.
        sampledAt = sampledAt.truncatedTo(ChronoUnit.MILLIS);
        value = value.scale() < 0 ? value.setScale(0) : value;
    }
}
