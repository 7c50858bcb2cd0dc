package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SensorSpec;

/** Where a reading stands in time, and among those of its sensor. */
final class ReadingPlace {
    private ReadingPlace() {}

    /** A place in the order of a sensor's readings: its counter's, or by time if it has none. */
    static long of(Reading reading, SensorSpec sensor) {
        return sensor.placeOf(reading.sequence(), atMs(reading));
    }

    /** Milliseconds since the epoch; a device whose clock was never set says 1970, never less. */
    static long atMs(Reading reading) {
        return Sample.ms(reading.sampledAt());
    }
}
