package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.quantity.Dimension;
import org.jspecify.annotations.Nullable;

/**
 * A change of the sensor that has been announced.
 *
 * @param no number of the change, from 1
 * @param kind whether sequences restart
 * @param sensor the sensor from then on
 * @param fromMs readings sampled from here on are of the new segment
 * @param stated the jump in milli units if someone knew it, else null
 */
record SensorChange(
        int no,
        SiloEvent.SensorChangeKind kind,
        SensorSpec sensor,
        long fromMs,
        @Nullable Long stated) {

    /** As it is stored. */
    record Stored(int no, String kind, SensorTexts sensor, long fromMs, @Nullable Long stated) {

        SensorChange change(Dimension dimension) {
            return new SensorChange(
                    no,
                    SiloEvent.SensorChangeKind.valueOf(kind),
                    sensor.spec(dimension),
                    fromMs,
                    stated);
        }
    }

    Stored stored() {
        return new Stored(no, kind.name(), SensorTexts.of(sensor), fromMs, stated);
    }

    boolean isReplacement() {
        return kind == SiloEvent.SensorChangeKind.REPLACED;
    }

    boolean isSame(SensorSpec other, long otherFromMs) {
        return sensor.equals(other) && fromMs == otherFromMs;
    }
}
