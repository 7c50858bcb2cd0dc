package io.usance.meter.machine.state;

import io.usance.metering.SequenceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The memory of one device's readings, by which duplicates are known: epochs and sequences that
 * were taken, for ever, in bounded space, of the newest {@link #EPOCHS_MAX} epochs. What is older
 * can no longer be told from a duplicate.
 */
final class Seen {

    static final int EPOCHS_MAX = 16;

    private final String deviceId;
    private final TreeMap<Long, SequenceSet> byEpoch = new TreeMap<>();
    private long epochFloor;

    Seen(String deviceId) {
        this.deviceId = deviceId;
    }

    /** Stored form. */
    record Form(String deviceId, long epochFloor, List<EpochForm> epochs) {}

    record EpochForm(long epoch, List<Long> bounds, long floor) {}

    Form form() {
        List<EpochForm> epochs = new ArrayList<>();
        byEpoch.forEach(
                (epoch, set) -> epochs.add(new EpochForm(epoch, set.bounds(), set.floor())));
        return new Form(deviceId, epochFloor, epochs);
    }

    static Seen of(Form form) {
        Seen seen = new Seen(form.deviceId());
        seen.epochFloor = form.epochFloor();
        for (EpochForm epoch : form.epochs()) {
            seen.byEpoch.put(epoch.epoch(), SequenceSet.of(epoch.bounds(), epoch.floor()));
        }
        return seen;
    }

    Seen copy() {
        Seen copy = new Seen(deviceId);
        copy.epochFloor = epochFloor;
        for (Map.Entry<Long, SequenceSet> epoch : byEpoch.entrySet()) {
            copy.byEpoch.put(epoch.getKey(), epoch.getValue().copy());
        }
        return copy;
    }

    String deviceId() {
        return deviceId;
    }

    boolean contains(long epoch, long sequence) {
        SequenceSet set = byEpoch.get(epoch);
        return set != null && set.contains(sequence);
    }

    boolean isTooOld(long epoch, long sequence) {
        SequenceSet set = byEpoch.get(epoch);
        return epoch < epochFloor || sequence < 0 || (set != null && set.isTooOld(sequence));
    }

    void add(long epoch, long sequence) {
        byEpoch.computeIfAbsent(epoch, any -> new SequenceSet()).add(sequence);
        while (byEpoch.size() > EPOCHS_MAX) {
            epochFloor = byEpoch.pollFirstEntry().getKey() + 1;
        }
    }
}
