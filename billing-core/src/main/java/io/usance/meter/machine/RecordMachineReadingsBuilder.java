package io.usance.meter.machine;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link RecordMachineReadings}; needed are the machine, a reading, and when they were
 * received.
 */
public final class RecordMachineReadingsBuilder {
    private final @Nullable String machineId;
    private final List<@Nullable MachineReading> readings = new ArrayList<>();
    private @Nullable Instant receivedAt;

    RecordMachineReadingsBuilder(@Nullable String machineId) {
        this.machineId = machineId;
    }

    /** One more, behind those before. */
    public RecordMachineReadingsBuilder reading(MachineReading next) {
        readings.add(next);
        return this;
    }

    /** More, behind those before. */
    public RecordMachineReadingsBuilder readings(List<MachineReading> next) {
        readings.addAll(next == null ? List.of() : next);
        return this;
    }

    /** When the host received them. */
    public RecordMachineReadingsBuilder receivedAt(Instant at) {
        receivedAt = at;
        return this;
    }

    /**
     * @throws InvalidInputException if something was not set; it names all of it
     */
    public RecordMachineReadings build() {
        Checks checks = new Checks("recordMachineReadings");
        checks.isId(machineId, "machineId")
                .that(!readings.isEmpty(), "readings", "none; add one")
                .allSet(readings, "readings")
                .isSet(receivedAt, "receivedAt")
                .require();
        List<MachineReading> all = new ArrayList<>(readings.size());
        readings.forEach(reading -> all.add(requireNonNull(reading)));
        return new RecordMachineReadings(
                requireNonNull(machineId), List.copyOf(all), requireNonNull(receivedAt));
    }
}
