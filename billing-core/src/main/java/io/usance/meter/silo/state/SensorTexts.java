package io.usance.meter.silo.state;

import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A {@link SensorSpec} as texts and numbers, for a snapshot. */
public record SensorTexts(
        String sensorId,
        @Nullable Long noiseMilli,
        @Nullable Long resolutionMilli,
        int stuckAfterReadings,
        @Nullable String sequencing,
        @Nullable Long counterModulus,
        @Nullable AccuracyTexts accuracy) {

    /** A {@link SensorAccuracy}; a decimal and a date as text. */
    record AccuracyTexts(
            @Nullable String percentOfSpan,
            @Nullable Long milli,
            String source,
            @Nullable String reference,
            @Nullable String date) {

        static AccuracyTexts of(SensorAccuracy accuracy) {
            BigDecimal percent = accuracy.percentOfSpan();
            LocalDate date = accuracy.date();
            return new AccuracyTexts(
                    percent == null ? null : percent.toPlainString(),
                    SensorTexts.milli(accuracy.quantity()),
                    accuracy.source().name(),
                    accuracy.reference(),
                    date == null ? null : date.toString());
        }

        SensorAccuracy accuracy(Dimension dimension) {
            return new SensorAccuracy(
                    percentOfSpan == null ? null : new BigDecimal(percentOfSpan),
                    quantity(milli, dimension),
                    SensorAccuracy.Source.valueOf(source),
                    reference,
                    date == null ? null : LocalDate.parse(date));
        }
    }

    public static SensorTexts of(SensorSpec sensor) {
        Sequencing sequencing = sensor.sequencing();
        return new SensorTexts(
                sensor.sensorId(),
                milli(sensor.noise()),
                milli(sensor.resolution()),
                sensor.stuckAfterReadings(),
                sequencing == null ? null : sequencing.name(),
                sensor.counterModulus(),
                sensor.accuracy() == null ? null : AccuracyTexts.of(sensor.accuracy()));
    }

    /** In the silo's dimension. */
    public SensorSpec spec(Dimension dimension) {
        return new SensorSpec(
                sensorId,
                quantity(noiseMilli, dimension),
                quantity(resolutionMilli, dimension),
                stuckAfterReadings,
                sequencing == null ? null : Sequencing.valueOf(sequencing),
                counterModulus,
                accuracy == null ? null : accuracy.accuracy(dimension));
    }

    static @Nullable Long milli(@Nullable Quantity quantity) {
        return quantity == null ? null : quantity.milli();
    }

    static @Nullable Quantity quantity(@Nullable Long milli, Dimension dimension) {
        return milli == null ? null : new Quantity(milli, dimension);
    }
}
