package io.usance.meter.silo.spec;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.level.LevelSpec;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link SiloSpec}. Needed are the material, the capacity, the sensor's id and the step;
 * noise and resolution are worked out from the readings unless they are set. See {@link SiloSpec}
 * and {@link SensorSpec} for what each means.
 */
public final class SiloSpecBuilder {
    /** Equal readings after which a sensor is taken to be stuck, unless set. */
    public static final int STUCK_AFTER_READINGS = 24;

    private final @Nullable String siloId;
    private @Nullable String material;
    private @Nullable Quantity capacity;
    private @Nullable BigDecimal densityKgPerM3;
    private @Nullable String sensorId;
    private @Nullable Quantity noise;
    private @Nullable Quantity resolution;
    private int stuckAfterReadings = STUCK_AFTER_READINGS;
    private @Nullable Sequencing sequencing = Sequencing.COUNTER;
    private @Nullable Long counterModulus;
    private @Nullable SensorAccuracy accuracy;
    private @Nullable Quantity step;
    private @Nullable LevelSpec level;
    private @Nullable Quantity inflowPerHourMax;
    private @Nullable Quantity outflowPerHourMax;
    private @Nullable DeliveryPolicy deliveries;
    private @Nullable Quantity smallestDelivery;

    SiloSpecBuilder(@Nullable String siloId) {
        this.siloId = siloId;
    }

    /** What it holds, for people. */
    public SiloSpecBuilder material(String name) {
        material = name;
        return this;
    }

    /** What it holds at most; its dimension is what the silo is metered in. */
    public SiloSpecBuilder capacity(Quantity most) {
        capacity = most;
        return this;
    }

    /** Needed if the sensor reports volume and the silo is metered by mass, or the other way. */
    public SiloSpecBuilder densityKgPerM3(@Nullable BigDecimal density) {
        densityKgPerM3 = density;
        return this;
    }

    /** The sensor whose readings count. */
    public SiloSpecBuilder sensor(String id) {
        sensorId = id;
        return this;
    }

    /** Standard deviation of its readings; worked out from them unless set. */
    public SiloSpecBuilder noise(@Nullable Quantity standardDeviation) {
        noise = standardDeviation;
        return this;
    }

    /** Smallest difference that it shows; worked out from its readings unless set. */
    public SiloSpecBuilder resolution(@Nullable Quantity smallest) {
        resolution = smallest;
        return this;
    }

    /** Equal readings after which it is taken to be stuck; 0 for never. */
    public SiloSpecBuilder stuckAfterReadings(int readings) {
        stuckAfterReadings = readings;
        return this;
    }

    /** By its counter unless set. */
    public SiloSpecBuilder sequencing(Sequencing by) {
        sequencing = by;
        return this;
    }

    /** What the sensor's counter wraps at, such as 65536; it does not unless set. */
    public SiloSpecBuilder counterModulus(long modulus) {
        counterModulus = modulus;
        return this;
    }

    /** How far the sensor may be from the truth; not part of the uncertainty unless set. */
    public SiloSpecBuilder accuracy(@Nullable SensorAccuracy declared) {
        accuracy = declared;
        return this;
    }

    /** The quantity that is metered, charged and settled at a time. */
    public SiloSpecBuilder step(Quantity instalment) {
        step = instalment;
        return this;
    }

    /** How a level in metres becomes a quantity, if that is what the sensor reports. */
    public SiloSpecBuilder level(@Nullable LevelSpec of) {
        level = of;
        return this;
    }

    /** The fastest it can be filled, per hour; not checked unless set. */
    public SiloSpecBuilder inflowPerHourMax(@Nullable Quantity most) {
        inflowPerHourMax = most;
        return this;
    }

    /** The fastest it can be emptied, per hour; not checked unless set. */
    public SiloSpecBuilder outflowPerHourMax(@Nullable Quantity most) {
        outflowPerHourMax = most;
        return this;
    }

    /** What a rise of the level counts without a delivery note; estimated unless set. */
    public SiloSpecBuilder deliveries(@Nullable DeliveryPolicy policy) {
        deliveries = policy;
        return this;
    }

    /** What rises by less is no delivery without a note; any rise may be one unless set. */
    public SiloSpecBuilder smallestDelivery(@Nullable Quantity least) {
        smallestDelivery = least;
        return this;
    }

    /**
     * @throws InvalidInputException if something that is needed was not set, or is not possible; it
     *     names all of it
     */
    public SiloSpec build() {
        Checks checks = new Checks("silo");
        checks.isId(siloId, "siloId")
                .isId(material, "material")
                .isSet(capacity, "capacity")
                .isId(sensorId, "sensor")
                .isSet(step, "step")
                .isSet(sequencing, "sequencing")
                .that(
                        stuckAfterReadings >= 0,
                        "stuckAfterReadings",
                        stuckAfterReadings + "; write 0 for never, or more")
                .that(
                        counterModulus == null || counterModulus >= SensorSpec.COUNTER_MODULUS_MIN,
                        "counterModulus",
                        "%s; write %d or more, or leave it out"
                                .formatted(counterModulus, SensorSpec.COUNTER_MODULUS_MIN))
                .that(
                        densityKgPerM3 == null || densityKgPerM3.signum() > 0,
                        "densityKgPerM3",
                        densityKgPerM3 + "; write more than zero, or leave it out");
        checks.that(
                accuracy == null
                        || accuracy.quantity() == null
                        || capacity == null
                        || accuracy.quantity().dimension() == capacity.dimension(),
                "accuracy",
                "%s; write a quantity of the capacity's dimension"
                        .formatted(accuracy == null ? null : accuracy.quantity()));
        positive(checks, capacity, "capacity", false);
        positive(checks, step, "step", false);
        positive(checks, noise, "noise", true);
        positive(checks, resolution, "resolution", true);
        positive(checks, inflowPerHourMax, "inflowPerHourMax", false);
        positive(checks, outflowPerHourMax, "outflowPerHourMax", false);
        positive(checks, smallestDelivery, "smallestDelivery", false);
        checks.that(
                smallestDelivery == null
                        || capacity == null
                        || SiloRules.isWithin(smallestDelivery, capacity),
                "smallestDelivery",
                "%s in a silo of %s; write at most that, in its dimension, or leave it out"
                        .formatted(smallestDelivery, capacity));
        checks.require();
        try {
            return new SiloSpec(
                    requireNonNull(siloId),
                    requireNonNull(material),
                    requireNonNull(capacity),
                    densityKgPerM3,
                    new SensorSpec(
                            requireNonNull(sensorId),
                            noise,
                            resolution,
                            stuckAfterReadings,
                            requireNonNull(sequencing),
                            counterModulus,
                            accuracy),
                    requireNonNull(step),
                    level,
                    inflowPerHourMax,
                    outflowPerHourMax,
                    deliveries,
                    smallestDelivery);
        } catch (IllegalArgumentException e) {
            throw checks.refusal(e);
        }
    }

    private static void positive(
            Checks checks, @Nullable Quantity quantity, String field, boolean orZero) {
        checks.that(
                quantity == null || quantity.milli() > 0 || orZero && quantity.isZero(),
                field,
                "%s; write %s".formatted(quantity, orZero ? "zero or more" : "more than zero"));
    }
}
