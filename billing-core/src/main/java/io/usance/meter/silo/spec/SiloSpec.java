package io.usance.meter.silo.spec;

import io.usance.failure.Checks;
import io.usance.level.LevelSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A silo and the sensor that watches it.
 *
 * @param siloId the silo; also the key of its Kafka records
 * @param material what it holds, for people
 * @param capacity the most it can hold; its dimension is the dimension everything in this silo is
 *     metered in
 * @param densityKgPerM3 bulk density for converting readings of the other dimension; null if all
 *     readings are in the silo's own dimension
 * @param sensor the sensor
 * @param step provisional consumption is issued in whole multiples of this, positive
 * @param level how distances, levels and percentages become quantities, with densities by date;
 *     null if the sensor reports mass or volume and one density, or none, is enough
 * @param inflowPerHourMax the level cannot rise faster; null if that is not checked
 * @param outflowPerHourMax the level cannot fall faster; null if that is not checked
 * @param deliveries what a rise counts without a note; null means {@link DeliveryPolicy#ESTIMATED},
 *     which is kept as null so that what was stored before stays equal
 * @param smallestDelivery what rises by less is no delivery without a note, in the silo's
 *     dimension, positive; it widens the uncertainty if it stays. Null if any rise may be one
 */
public record SiloSpec(
        String siloId,
        String material,
        Quantity capacity,
        @Nullable BigDecimal densityKgPerM3,
        SensorSpec sensor,
        Quantity step,
        @Nullable LevelSpec level,
        @Nullable Quantity inflowPerHourMax,
        @Nullable Quantity outflowPerHourMax,
        @Nullable DeliveryPolicy deliveries,
        @Nullable Quantity smallestDelivery) {

    public SiloSpec {
        deliveries = deliveries == DeliveryPolicy.ESTIMATED ? null : deliveries;
        // As it is read back from the log, so that the same specification stays equal.
        if (densityKgPerM3 != null && densityKgPerM3.scale() < 0) {
            densityKgPerM3 = new BigDecimal(densityKgPerM3.toPlainString());
        }
        Checks.given(capacity, "silo.capacity");
        if (!capacity.dimension().isOfMaterial()) {
            throw new IllegalArgumentException(
                    "silo "
                            + siloId
                            + " has the capacity "
                            + capacity
                            + ", a "
                            + capacity.dimension()
                            + "; a silo holds a mass or a volume");
        }
        if (level != null && level.countsDryMass() && capacity.dimension() != Dimension.MASS) {
            throw new IllegalArgumentException(
                    "silo "
                            + siloId
                            + " is metered by "
                            + capacity.dimension()
                            + ", moisture is a part of the mass; leave moisturePercent out");
        }
    }

    /** Starts describing a silo by names. */
    public static SiloSpecBuilder builder(String siloId) {
        return new SiloSpecBuilder(siloId);
    }

    /** A silo whose deliveries are estimated where they have no note. */
    public SiloSpec(
            String siloId,
            String material,
            Quantity capacity,
            @Nullable BigDecimal densityKgPerM3,
            SensorSpec sensor,
            Quantity step,
            @Nullable LevelSpec level,
            @Nullable Quantity inflowPerHourMax,
            @Nullable Quantity outflowPerHourMax) {
        this(
                siloId,
                material,
                capacity,
                densityKgPerM3,
                sensor,
                step,
                level,
                inflowPerHourMax,
                outflowPerHourMax,
                null,
                null);
    }

    /** A silo whose sensor reports mass or volume, and whose rates are not checked. */
    public SiloSpec(
            String siloId,
            String material,
            Quantity capacity,
            @Nullable BigDecimal densityKgPerM3,
            SensorSpec sensor,
            Quantity step) {
        this(siloId, material, capacity, densityKgPerM3, sensor, step, null, null, null);
    }

    /** A silo whose rates are not checked. */
    public SiloSpec(
            String siloId,
            String material,
            Quantity capacity,
            @Nullable BigDecimal densityKgPerM3,
            SensorSpec sensor,
            Quantity step,
            @Nullable LevelSpec level) {
        this(siloId, material, capacity, densityKgPerM3, sensor, step, level, null, null);
    }

    /** The same silo, watched by another sensor. */
    public SiloSpec withSensor(SensorSpec other) {
        return new SiloSpec(
                siloId,
                material,
                capacity,
                densityKgPerM3,
                other,
                step,
                level,
                inflowPerHourMax,
                outflowPerHourMax,
                deliveries,
                smallestDelivery);
    }

    /** The same silo, converted otherwise. */
    public SiloSpec withLevel(@Nullable LevelSpec other) {
        return new SiloSpec(
                siloId,
                material,
                capacity,
                densityKgPerM3,
                sensor,
                step,
                other,
                inflowPerHourMax,
                outflowPerHourMax,
                deliveries,
                smallestDelivery);
    }

    /** An equal one, whose parts are those of other silos where they are equal. */
    public SiloSpec interned() {
        return new SiloSpec(
                siloId,
                Interned.value(material),
                Interned.value(capacity),
                Interned.orNull(densityKgPerM3),
                sensor.interned(),
                Interned.value(step),
                level,
                Interned.orNull(inflowPerHourMax),
                Interned.orNull(outflowPerHourMax),
                deliveries,
                Interned.orNull(smallestDelivery));
    }

    /** A rise without a note counts nothing. */
    public boolean needsNotes() {
        return deliveries == DeliveryPolicy.NOTED;
    }

    public boolean checksRates() {
        return inflowPerHourMax != null || outflowPerHourMax != null;
    }

    public Dimension dimension() {
        return capacity.dimension();
    }
}
