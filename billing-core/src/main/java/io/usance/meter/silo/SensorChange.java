package io.usance.meter.silo;

import io.usance.meter.silo.spec.SensorSpec;
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

    boolean isReplacement() {
        return kind == SiloEvent.SensorChangeKind.REPLACED;
    }

    boolean isSame(SensorSpec other, long otherFromMs) {
        return sensor.equals(other) && fromMs == otherFromMs;
    }
}
