package io.usance.meter.silo.state;

import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/** A {@link SensorSpec} as texts and numbers, for a snapshot. */
public record SensorTexts(
        String sensorId,
        @Nullable Long noiseMilli,
        @Nullable Long resolutionMilli,
        int stuckAfterReadings,
        @Nullable String sequencing,
        @Nullable Long counterModulus) {

    public static SensorTexts of(SensorSpec sensor) {
        Sequencing sequencing = sensor.sequencing();
        return new SensorTexts(
                sensor.sensorId(),
                milli(sensor.noise()),
                milli(sensor.resolution()),
                sensor.stuckAfterReadings(),
                sequencing == null ? null : sequencing.name(),
                sensor.counterModulus());
    }

    /** In the silo's dimension. */
    public SensorSpec spec(Dimension dimension) {
        return new SensorSpec(
                sensorId,
                quantity(noiseMilli, dimension),
                quantity(resolutionMilli, dimension),
                stuckAfterReadings,
                sequencing == null ? null : Sequencing.valueOf(sequencing),
                counterModulus);
    }

    static @Nullable Long milli(@Nullable Quantity quantity) {
        return quantity == null ? null : quantity.milli();
    }

    static @Nullable Quantity quantity(@Nullable Long milli, Dimension dimension) {
        return milli == null ? null : new Quantity(milli, dimension);
    }
}
