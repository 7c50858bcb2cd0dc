package io.usance.meter.silo;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes {@link RecordReadings}; needed are the silo, a reading, and when they were received. */
public final class RecordReadingsBuilder {
    private final @Nullable String siloId;
    private final List<@Nullable Reading> readings = new ArrayList<>();
    private @Nullable Instant receivedAt;

    RecordReadingsBuilder(@Nullable String siloId) {
        this.siloId = siloId;
    }

    /** One more, behind those before. */
    public RecordReadingsBuilder reading(Reading next) {
        readings.add(next);
        return this;
    }

    /** More, behind those before. */
    public RecordReadingsBuilder readings(List<Reading> next) {
        readings.addAll(next == null ? List.of() : next);
        return this;
    }

    /** When the host received them. */
    public RecordReadingsBuilder receivedAt(Instant at) {
        receivedAt = at;
        return this;
    }

    /**
     * @throws InvalidInputException if something was not set; it names all of it
     */
    public RecordReadings build() {
        Checks checks = new Checks("recordReadings");
        checks.isId(siloId, "siloId")
                .that(!readings.isEmpty(), "readings", "none; add one")
                .allSet(readings, "readings")
                .isSet(receivedAt, "receivedAt")
                .require();
        List<Reading> all = new ArrayList<>(readings.size());
        readings.forEach(reading -> all.add(requireNonNull(reading)));
        return new RecordReadings(
                requireNonNull(siloId), List.copyOf(all), requireNonNull(receivedAt));
    }
}
