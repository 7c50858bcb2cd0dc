package io.usance.meter.silo;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Reading}, which says what each part means. Needed are the sensor, when it was
 * sampled, and what was measured: kind, value and unit.
 */
public final class ReadingBuilder {
    private final @Nullable String sensorId;
    private long sequence = Reading.NO_SEQUENCE;
    private boolean counted;
    private @Nullable String batchId;
    private @Nullable Instant sampledAt;
    private @Nullable ReadingKind kind;
    private @Nullable BigDecimal value;
    private @Nullable UnitOfMeasure unit;
    private @Nullable BigDecimal temperatureCel;
    private @Nullable String epoch;

    ReadingBuilder(@Nullable String sensorId) {
        this.sensorId = sensorId;
    }

    /** The device's own counter, 0 or more; without it the reading has none. */
    public ReadingBuilder sequence(long number) {
        sequence = number;
        counted = true;
        return this;
    }

    /** The gateway's upload batch. */
    public ReadingBuilder batch(@Nullable String id) {
        batchId = id;
        return this;
    }

    /** By the device's clock. */
    public ReadingBuilder sampledAt(Instant at) {
        sampledAt = at;
        return this;
    }

    /** What was measured. */
    public ReadingBuilder kind(ReadingKind of) {
        kind = of;
        return this;
    }

    /** The exact decimal as sent, in the unit. */
    public ReadingBuilder value(BigDecimal exact) {
        value = exact;
        return this;
    }

    /** As {@link #value(BigDecimal)}, of a whole number. */
    public ReadingBuilder value(long whole) {
        return value(BigDecimal.valueOf(whole));
    }

    /** Unit of the value; one of the kind's dimension. */
    public ReadingBuilder unit(UnitOfMeasure of) {
        unit = of;
        return this;
    }

    /** Of the material, in degrees Celsius. */
    public ReadingBuilder temperatureCel(@Nullable BigDecimal degrees) {
        temperatureCel = degrees;
        return this;
    }

    /** Which run of the device's counter it is of, as the network names it. */
    public ReadingBuilder epoch(@Nullable String name) {
        epoch = name;
        return this;
    }

    /**
     * @throws InvalidInputException if something that is needed was not set, or is not possible; it
     *     names all of it
     */
    public Reading build() {
        Checks checks = new Checks("reading");
        checks.isId(sensorId, "sensorId")
                .that(
                        !counted || sequence >= 0,
                        "sequence",
                        sequence + "; write 0 or more, or leave it out")
                .isSet(sampledAt, "sampledAt")
                .isSet(kind, "kind")
                .isSet(value, "value")
                .isSet(unit, "unit");
        if (batchId != null) {
            checks.isId(batchId, "batch");
        }
        if (epoch != null) {
            checks.isId(epoch, "epoch");
        }
        if (kind != null && unit != null) {
            checks.that(
                    unit.dimension() == kind.dimension(),
                    "unit",
                    "%s is a unit of %s; write one of %s, which is what %s is measured in"
                            .formatted(unit.code(), unit.dimension(), kind.dimension(), kind));
        }
        checks.require();
        return new Reading(
                requireNonNull(sensorId),
                sequence,
                batchId,
                requireNonNull(sampledAt),
                requireNonNull(kind),
                requireNonNull(value),
                requireNonNull(unit),
                temperatureCel,
                epoch);
    }
}
