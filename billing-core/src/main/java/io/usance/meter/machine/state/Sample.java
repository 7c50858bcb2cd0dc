package io.usance.meter.machine.state;

import io.usance.meter.machine.spec.PartQuality;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A reading as metering sees it.
 *
 * @param atMs time of sampling, milliseconds since the epoch
 * @param counts of registers, by name
 */
record Sample(
        long epoch,
        long sequence,
        long atMs,
        SortedMap<String, Long> counts,
        @Nullable String state,
        @Nullable PartQuality quality) {

    Sample {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** Its place in the device's order. */
    boolean isBefore(long otherEpoch, long otherSequence) {
        return epoch < otherEpoch || (epoch == otherEpoch && sequence < otherSequence);
    }
}
