package io.usance.simulation;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reading as a gateway sends it.
 *
 * @param arrivalAt when it arrives
 * @param siloId the silo
 * @param sensorId the device
 * @param sequence the device's counter; {@link Reading#NO_SEQUENCE} if it has none
 * @param batchId set if it comes from the gateway's buffer
 * @param sampledAt as reported; reconstructed by the gateway if {@code batchId} is set
 * @param kind what was measured
 * @param valueText the value as text; empty for a blank
 * @param unit unit of the value
 * @param clockSynchronised false if the device says that its clock was never set
 * @param status what the device says of itself; {@code OK} if all is well
 * @param temperatureText of a liquid, in degrees Celsius; empty if it is not measured
 */
public record SimulatedReading(
        Instant arrivalAt,
        String siloId,
        String sensorId,
        long sequence,
        @Nullable String batchId,
        Instant sampledAt,
        ReadingKind kind,
        String valueText,
        UnitOfMeasure unit,
        boolean clockSynchronised,
        String status,
        String temperatureText) {

    static final String STATUS_OK = "OK";

    /**
     * The reading if it can be decoded; empty for what the edge of a service quarantines: a value
     * that is no number, a clock that is not set, a device that calls itself faulty.
     */
    public Optional<Reading> decoded() {
        if (!clockSynchronised || !status.equals(STATUS_OK)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Reading(
                            sensorId,
                            sequence,
                            batchId,
                            sampledAt,
                            kind,
                            new BigDecimal(valueText),
                            unit,
                            temperatureText.isEmpty() ? null : new BigDecimal(temperatureText)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    SimulatedReading arrivingAt(Instant later) {
        return new SimulatedReading(
                later,
                siloId,
                sensorId,
                sequence,
                batchId,
                sampledAt,
                kind,
                valueText,
                unit,
                clockSynchronised,
                status,
                temperatureText);
    }
}
