package io.usance.offline;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.meter.silo.state.Metering;
import io.usance.offline.MeteredPeriod.Point;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a bill from the raw level would be: every fall from one recorded reading of the period to
 * the next, added up. It takes noise for consumption, more of it the more often the sensor reports.
 * Shown beside the balance, never billed.
 */
final class Decreases {
    private final SiloSpec silo;
    private final Instant from;
    private final Instant to;
    private final Map<String, List<Level>> bySensor = new LinkedHashMap<>();

    private record Level(long sequence, Instant at, Quantity level) {}

    Decreases(SiloSpec silo, Instant from, Instant to) {
        this.silo = silo;
        this.from = from;
        this.to = to;
    }

    /** Takes notice of a recorded reading; outside the period it does not matter. */
    void add(Reading reading) {
        Instant at = reading.sampledAt();
        if (!at.isBefore(from) && at.isBefore(to)) {
            Metering.levelOf(silo, reading)
                    .ifPresent(level ->
                            bySensor.computeIfAbsent(reading.sensorId(), id -> new ArrayList<>())
                                    .add(new Level(reading.sequence(), at, level)));
        }
    }

    /** The levels in the device's order, one device after the other. */
    List<Point> levels() {
        return ordered().stream().map(level -> new Point(level.at(), level.level())).toList();
    }

    /** The sum so far at each level. */
    List<Point> sums() {
        List<Point> sums = new ArrayList<>();
        Quantity sum = Quantity.zero(silo.dimension());
        Quantity before = null;
        for (Level level : ordered()) {
            if (before != null && level.level().compareTo(before) < 0) {
                sum = sum.plus(before.minus(level.level()));
            }
            before = level.level();
            sums.add(new Point(level.at(), sum));
        }
        return List.copyOf(sums);
    }

    Quantity total() {
        List<Point> sums = sums();
        return sums.isEmpty() ? Quantity.zero(silo.dimension()) : sums.getLast().quantity();
    }

    private List<Level> ordered() {
        List<Level> ordered = new ArrayList<>();
        for (List<Level> levels : bySensor.values()) {
            levels.sort(Comparator.comparingLong(Level::sequence));
            ordered.addAll(levels);
        }
        return ordered;
    }
}
