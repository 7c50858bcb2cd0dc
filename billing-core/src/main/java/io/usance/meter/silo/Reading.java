package io.usance.meter.silo;

import io.usance.failure.Checks;
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
 *     sampling; with the sensor it identifies the reading for ever. {@link #NO_SEQUENCE} if there
 *     is none. Of a sensor that is registered without a counter it is evidence only
 * @param batchId the gateway's upload batch, or null; evidence only
 * @param sampledAt the device's time of sampling; may be reconstructed by a gateway, so {@code
 *     sequence} outranks it
 * @param kind what was measured
 * @param value the exact decimal as sent
 * @param unit unit of {@code value}
 * @param temperatureCel in degrees Celsius (UCUM {@code Cel}): of the material, or, of a distance
 *     by sound, of the air above it; null if not measured
 * @param epoch which run of the device's counter, as the network names it: a number, the id of a
 *     session, a device address; null if it does not. Another name is another run
 */
public record Reading(
        String sensorId,
        long sequence,
        @Nullable String batchId,
        Instant sampledAt,
        ReadingKind kind,
        BigDecimal value,
        UnitOfMeasure unit,
        @Nullable BigDecimal temperatureCel,
        @Nullable String epoch) {

    /** The sequence of a reading that came without one. */
    public static final long NO_SEQUENCE = -1;

    /**
     * A value with a larger exponent is refused anyway; writing out its zeros would only cost
     * memory.
     */
    private static final int DIGITS_APPENDED_MAX = 30;

    public Reading {
        Checks.given(sensorId, "reading.sensorId");
        Checks.claimed(sampledAt, "reading.sampledAt");
        Checks.given(kind, "reading.kind");
        Checks.given(value, "reading.value");
        Checks.given(unit, "reading.unit");
        // What is decided now and what is replayed later must see the same time and the same
        // digits.
        sampledAt = sampledAt.truncatedTo(ChronoUnit.MILLIS);
        value = storable(value);
        temperatureCel = temperatureCel == null ? null : storable(temperatureCel);
    }

    /** A reading whose run of the counter has no name. */
    public Reading(
            String sensorId,
            long sequence,
            @Nullable String batchId,
            Instant sampledAt,
            ReadingKind kind,
            BigDecimal value,
            UnitOfMeasure unit,
            @Nullable BigDecimal temperatureCel) {
        this(sensorId, sequence, batchId, sampledAt, kind, value, unit, temperatureCel, null);
    }

    /** The same, of a named run of the device's counter. */
    public Reading inEpoch(String name) {
        return new Reading(
                sensorId, sequence, batchId, sampledAt, kind, value, unit, temperatureCel, name);
    }

    /** Starts a reading of this sensor. */
    public static ReadingBuilder builder(String sensorId) {
        return new ReadingBuilder(sensorId);
    }

    /** A reading without a temperature. */
    public Reading(
            String sensorId,
            long sequence,
            @Nullable String batchId,
            Instant sampledAt,
            ReadingKind kind,
            BigDecimal value,
            UnitOfMeasure unit) {
        this(sensorId, sequence, batchId, sampledAt, kind, value, unit, null);
    }

    private static BigDecimal storable(BigDecimal value) {
        boolean appended = value.scale() < 0 && value.scale() >= -DIGITS_APPENDED_MAX;
        return appended ? value.setScale(0) : value;
    }
}
