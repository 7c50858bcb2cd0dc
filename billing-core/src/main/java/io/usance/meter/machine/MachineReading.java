package io.usance.meter.machine;

import io.usance.failure.Checks;
import io.usance.meter.machine.spec.PartQuality;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a device read of its machine at one moment.
 *
 * @param deviceId which device
 * @param epoch which run of the device's counter, 0 or more; it rises when the sequence starts
 *     again
 * @param sequence per device and epoch, rising by one
 * @param sampledAt by the device's clock; milliseconds
 * @param values what registers show, by name; those that were not read are left out
 * @param state what the machine does; null if not said
 * @param quality of the parts made since the reading before; null if not said
 */
public record MachineReading(
        String deviceId,
        long epoch,
        long sequence,
        Instant sampledAt,
        SortedMap<String, BigDecimal> values,
        @Nullable String state,
        @Nullable PartQuality quality) {

    public MachineReading {
        Checks.given(deviceId, "machineReading.deviceId");
        Checks.claimed(sampledAt, "machineReading.sampledAt");
        Checks.given(values, "machineReading.values");
        sampledAt = sampledAt.truncatedTo(ChronoUnit.MILLIS);
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Starts a reading by this device. */
    public static MachineReadingBuilder builder(String deviceId) {
        return new MachineReadingBuilder(deviceId);
    }

    /** A reading of registers. */
    public static MachineReading of(
            String deviceId, long sequence, Instant sampledAt, Map<String, BigDecimal> values) {
        Checks.given(values, "machineReading.values");
        return new MachineReading(
                deviceId, 0, sequence, sampledAt, new TreeMap<>(values), null, null);
    }

    /** The same in a state. */
    public MachineReading in(String other) {
        return new MachineReading(deviceId, epoch, sequence, sampledAt, values, other, quality);
    }

    /** The same with parts of a quality. */
    public MachineReading of(PartQuality other) {
        return new MachineReading(deviceId, epoch, sequence, sampledAt, values, state, other);
    }

    /** The same of another run of the device's counter. */
    public MachineReading inEpoch(long other) {
        return new MachineReading(deviceId, other, sequence, sampledAt, values, state, quality);
    }
}
