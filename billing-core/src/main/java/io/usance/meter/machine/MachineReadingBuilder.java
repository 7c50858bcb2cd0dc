package io.usance.meter.machine;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.meter.machine.spec.PartQuality;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link MachineReading}, which says what each part means. Needed are the device, its
 * sequence, when it was sampled, and a register's value or a state.
 */
public final class MachineReadingBuilder {
    private final @Nullable String deviceId;
    private long epoch;
    private @Nullable Long sequence;
    private @Nullable Instant sampledAt;
    private final Map<@Nullable String, @Nullable BigDecimal> values = new LinkedHashMap<>();
    private @Nullable String state;
    private @Nullable PartQuality quality;

    MachineReadingBuilder(@Nullable String deviceId) {
        this.deviceId = deviceId;
    }

    /** Which run of the device's counter; 0 unless set. */
    public MachineReadingBuilder epoch(long run) {
        epoch = run;
        return this;
    }

    /** The device's counter, 0 or more. */
    public MachineReadingBuilder sequence(long number) {
        sequence = number;
        return this;
    }

    /** By the device's clock. */
    public MachineReadingBuilder sampledAt(Instant at) {
        sampledAt = at;
        return this;
    }

    /** What a register shows. */
    public MachineReadingBuilder value(String register, BigDecimal shown) {
        values.put(register, shown);
        return this;
    }

    /** As {@link #value(String, BigDecimal)}, of a whole number. */
    public MachineReadingBuilder value(String register, long shown) {
        return value(register, BigDecimal.valueOf(shown));
    }

    /** What registers show, besides those that were named. */
    public MachineReadingBuilder values(Map<String, BigDecimal> shown) {
        values.putAll(shown == null ? Map.of() : shown);
        return this;
    }

    /** What the machine does. */
    public MachineReadingBuilder state(@Nullable String name) {
        state = name;
        return this;
    }

    /** Of the parts made since the reading before. */
    public MachineReadingBuilder quality(@Nullable PartQuality of) {
        quality = of;
        return this;
    }

    /**
     * @throws InvalidInputException if something that is needed was not set, or is not possible; it
     *     names all of it
     */
    public MachineReading build() {
        Checks checks = new Checks("machineReading");
        checks.isId(deviceId, "deviceId")
                .that(epoch >= 0, "epoch", epoch + "; write 0 or more")
                .isSet(sequence, "sequence")
                .that(sequence == null || sequence >= 0, "sequence", sequence + "; write 0 or more")
                .isSet(sampledAt, "sampledAt")
                .that(
                        !values.isEmpty() || state != null,
                        "values",
                        "none; set that of a register, or a state");
        TreeMap<String, BigDecimal> shown = new TreeMap<>();
        values.forEach((register, value) -> {
            checks.isId(register, "values").isSet(value, "values." + register);
            if (register != null && value != null) {
                shown.put(register, value);
            }
        });
        if (state != null) {
            checks.isId(state, "state");
        }
        checks.require();
        return new MachineReading(
                requireNonNull(deviceId),
                epoch,
                requireNonNull(sequence),
                requireNonNull(sampledAt),
                shown,
                state,
                quality);
    }
}
