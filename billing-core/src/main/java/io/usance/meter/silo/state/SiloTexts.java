package io.usance.meter.silo.state;

import io.usance.meter.silo.spec.DeliveryPolicy;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.DecimalText;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A {@link SiloSpec} as texts and numbers, for a snapshot. */
public record SiloTexts(
        String siloId,
        String material,
        String dimension,
        long capacityMilli,
        @Nullable String densityKgPerM3,
        SensorTexts sensor,
        long stepMilli,
        @Nullable LevelTexts level,
        @Nullable Long inflowPerHourMaxMilli,
        @Nullable Long outflowPerHourMaxMilli,
        @Nullable String deliveries,
        @Nullable Long smallestDeliveryMilli) {

    public static SiloTexts of(SiloSpec spec) {
        BigDecimal density = spec.densityKgPerM3();
        return new SiloTexts(
                spec.siloId(),
                spec.material(),
                spec.dimension().name(),
                spec.capacity().milli(),
                density == null ? null : density.toString(),
                SensorTexts.of(spec.sensor()),
                spec.step().milli(),
                spec.level() == null ? null : LevelTexts.of(spec.level()),
                SensorTexts.milli(spec.inflowPerHourMax()),
                SensorTexts.milli(spec.outflowPerHourMax()),
                spec.deliveries() == null ? null : spec.deliveries().name(),
                SensorTexts.milli(spec.smallestDelivery()));
    }

    public SiloSpec spec() {
        Dimension metered = Dimension.valueOf(dimension);
        return new SiloSpec(
                siloId,
                material,
                new Quantity(capacityMilli, metered),
                densityKgPerM3 == null ? null : DecimalText.parse(densityKgPerM3),
                sensor.spec(metered),
                new Quantity(stepMilli, metered),
                level == null ? null : level.spec(),
                SensorTexts.quantity(inflowPerHourMaxMilli, metered),
                SensorTexts.quantity(outflowPerHourMaxMilli, metered),
                deliveries == null ? null : DeliveryPolicy.valueOf(deliveries),
                SensorTexts.quantity(smallestDeliveryMilli, metered));
    }
}
