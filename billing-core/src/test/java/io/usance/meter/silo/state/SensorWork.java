package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent.SensorChangeKind;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a technician did to a simulated silo's sensor in mid-month.
 *
 * @param kind another device or counter, or the same one set otherwise
 * @param sensorIdSuffix appended to the sensor's id; empty for the same id
 * @param shift added to every value from then on, in the profile's unit
 */
record SensorWork(SensorChangeKind kind, String sensorIdSuffix, BigDecimal shift) {

    /** Readings around the work that must have come live: work on a sensor is done online. */
    private static final int LIVE = 12;

    /**
     * @param change null if there was none
     */
    record Worked(SimulatedSilo silo, SiloCommand.@Nullable ReplaceSensor change) {}

    /** The work is done at the first quiet moment from {@code target} on. */
    Worked on(SimulatedSilo silo, Instant target) {
        SimulatedReading first = firstQuiet(silo, target);
        SensorSpec old = silo.profile().silo().sensor();
        SensorSpec next =
                new SensorSpec(
                        old.sensorId() + sensorIdSuffix,
                        old.noise(),
                        old.resolution(),
                        old.stuckAfterReadings());
        boolean restarted = kind == SensorChangeKind.REPLACED;
        List<SimulatedReading> readings = new ArrayList<>();
        for (SimulatedReading reading : silo.readings()) {
            boolean after = reading.sequence() >= first.sequence();
            long number = restarted ? reading.sequence() - first.sequence() : reading.sequence();
            readings.add(after ? shifted(reading, next.sensorId(), number) : reading);
        }
        Instant at = first.sampledAt();
        return new Worked(
                new SimulatedSilo(
                        silo.profile(), readings, silo.deliveries(), silo.refills(), silo.truth()),
                new SiloCommand.ReplaceSensor(
                        silo.siloId(), kind, next, at, "in mid-month", null, at));
    }

    private static SimulatedReading firstQuiet(SimulatedSilo silo, Instant target) {
        int run = 0;
        for (SimulatedReading reading : silo.readings()) {
            run = reading.batchId() == null ? run + 1 : 0;
            boolean live = reading.arrivalAt().isBefore(reading.sampledAt().plusSeconds(60));
            if (live && run >= LIVE && !reading.sampledAt().isBefore(target)) {
                return reading;
            }
        }
        throw new IllegalStateException("the gateway of " + silo.siloId() + " is never online");
    }

    private SimulatedReading shifted(SimulatedReading old, String sensorId, long sequence) {
        return new SimulatedReading(
                old.arrivalAt(),
                old.siloId(),
                sensorId,
                sequence,
                old.batchId(),
                old.sampledAt(),
                old.kind(),
                value(old.valueText()),
                old.unit(),
                old.clockSynchronised(),
                old.status(),
                old.temperatureText());
    }

    /** What is no number stays as it is. */
    private String value(String text) {
        try {
            return new BigDecimal(text).add(shift).toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
