package io.usance.simulation;

import io.usance.meter.silo.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Spoils readings as a failing device would: each sample once, so that what is sent twice is
 * spoiled alike.
 *
 * <p>Design note: it works on the finished run with random numbers of its own, so that a run
 * without {@link Mishaps} is what it was before there were any.
 */
final class FailingDevice {

    /** Readings before a restarted device's clock is set. */
    static final int CLOCK_LOSS_READINGS = 12;

    /** What devices and gateways send in place of a number, and registers that overflowed. */
    private static final List<String> WRONG_VALUES =
            List.of("n/a", "NaN", "-9999", "6553500", "1e40", "--", "###", "12,5");

    /** A replaced sensor shows this many thousandths more or less. */
    private static final int RECALIBRATION_PERMILLE = 40;

    private final Mishaps mishaps;
    private final Chance chance;
    private final String firstSensorId;
    private final Map<Long, SimulatedReading> spoiledBySequence = new HashMap<>();

    private int exchanges;
    private long sequenceBase;
    private long factorPermille = 1000;
    private int clockLossLeft;

    private FailingDevice(Mishaps mishaps, Chance chance, String sensorId) {
        this.mishaps = mishaps;
        this.chance = chance;
        this.firstSensorId = sensorId;
    }

    static List<SimulatedReading> spoil(
            List<SimulatedReading> readings, Mishaps mishaps, Chance chance) {
        if (mishaps.equals(Mishaps.NONE) || readings.isEmpty()) {
            return readings;
        }
        FailingDevice device = new FailingDevice(mishaps, chance, readings.getFirst().sensorId());
        device.spoilSamples(readings);
        List<SimulatedReading> sent = new ArrayList<>(readings.size());
        for (SimulatedReading reading : readings) {
            SimulatedReading spoiled = device.spoiledBySequence.get(key(reading));
            sent.add(spoiled == null ? reading : spoiled.arrivingAt(reading.arrivalAt()));
        }
        return List.copyOf(sent);
    }

    private void spoilSamples(List<SimulatedReading> readings) {
        Map<Long, SimulatedReading> bySequence = new TreeMap<>();
        readings.forEach(reading -> bySequence.putIfAbsent(key(reading), reading));
        List<SimulatedReading> samples = List.copyOf(bySequence.values());
        Set<Integer> clockLosses = moments(mishaps.clockLosses(), samples.size());
        Set<Integer> resets = moments(mishaps.counterResets(), samples.size());
        Set<Integer> exchanged = moments(mishaps.sensorExchanges(), samples.size());
        for (int i = 0; i < samples.size(); i++) {
            SimulatedReading sample = samples.get(i);
            if (clockLosses.contains(i)) {
                clockLossLeft = CLOCK_LOSS_READINGS;
            }
            if (exchanged.contains(i)) {
                exchanges++;
                factorPermille =
                        1000 + chance.between(-RECALIBRATION_PERMILLE, RECALIBRATION_PERMILLE);
            }
            if (resets.contains(i) || exchanged.contains(i)) {
                sequenceBase = sample.sequence();
            }
            spoiledBySequence.put(key(sample), spoiled(sample));
        }
    }

    /** Without a counter, the time tells samples apart. */
    private static long key(SimulatedReading reading) {
        return reading.sequence() == Reading.NO_SEQUENCE
                ? reading.sampledAt().toEpochMilli()
                : reading.sequence();
    }

    /** Away from the run's ends, where there would be nothing to compare with. */
    private Set<Integer> moments(int count, int size) {
        Set<Integer> moments = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            moments.add((int) chance.between(size / 5, size * 4L / 5));
        }
        return moments;
    }

    private SimulatedReading spoiled(SimulatedReading reading) {
        boolean clockLost = clockLossLeft > 0;
        int sinceRestart = CLOCK_LOSS_READINGS - clockLossLeft;
        clockLossLeft = Math.max(0, clockLossLeft - 1);
        return new SimulatedReading(
                reading.arrivalAt(),
                reading.siloId(),
                exchanges == 0 ? firstSensorId : firstSensorId + "-" + (exchanges + 1),
                reading.sequence() == Reading.NO_SEQUENCE
                        ? Reading.NO_SEQUENCE
                        : reading.sequence() - sequenceBase,
                reading.batchId(),
                clockLost ? Instant.EPOCH.plusSeconds(60L * sinceRestart) : reading.sampledAt(),
                reading.kind(),
                valueText(reading.valueText()),
                reading.unit(),
                !clockLost,
                chance.happens(mishaps.badStatusShare()) ? "FAULT" : reading.status(),
                reading.temperatureText());
    }

    private String valueText(String measured) {
        if (chance.happens(mishaps.wrongValueShare())) {
            return WRONG_VALUES.get((int) chance.between(0, WRONG_VALUES.size() - 1));
        }
        if (measured.isBlank() || factorPermille == 1000) {
            return measured;
        }
        return new BigDecimal(measured)
                .multiply(BigDecimal.valueOf(factorPermille, 3))
                .setScale(6, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
