package io.usance.meter.silo.state;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A silo of 30 t with a sensor of 10 kg noise and 10 kg resolution, read every 15 minutes; daily
 * periods in UTC, metering from 1 March; provisional steps of 100 kg.
 */
final class SiloScenario {

    static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    static final Duration INTERVAL = Duration.ofMinutes(15);
    static final String SILO = "silo-1";
    static final String SENSOR = "sensor-1";

    private static final int[] NOISE_KG = {0, 10, 0, -10};

    SiloState state = SiloState.initial();
    final List<SiloEvent> events = new ArrayList<>();
    Decision<SiloEvent> last = Decision.of(List.of());
    Instant now = FROM.minus(Duration.ofHours(2));
    long sequence = 100;
    String sensor = SENSOR;

    /** Offered with readings. */
    @Nullable Integer rules = SiloCommand.RegisterSilo.RULES;

    static SiloScenario registered() {
        SiloScenario scenario = new SiloScenario();
        scenario.send(new SiloCommand.RegisterSilo(spec(0, null), scenario.now));
        return scenario;
    }

    static SiloScenario started() {
        return started(spec(0, null));
    }

    /** Metered as silos were that were registered before there was a choice. */
    static SiloScenario startedByFirstRules() {
        SiloScenario scenario = new SiloScenario();
        scenario.rules = null;
        scenario.send(new SiloCommand.RegisterSilo(spec(0, null), scenario.now, null));
        scenario.send(assign(FROM));
        return scenario;
    }

    static SiloScenario started(SiloSpec spec) {
        SiloScenario scenario = new SiloScenario();
        scenario.send(new SiloCommand.RegisterSilo(spec, scenario.now));
        scenario.send(assign(FROM));
        return scenario;
    }

    static SiloSpec spec(int stuckAfter, @Nullable BigDecimal density) {
        return new SiloSpec(
                SILO,
                "granulate",
                kg(30_000),
                density,
                new SensorSpec(SENSOR, kg(10), kg(10), stuckAfter),
                kg(100));
    }

    static SiloCommand.AssignContract assign(Instant from) {
        BillingCalendar daily = new BillingCalendar(ZoneId.of("UTC"), BillingCalendar.Cycle.DAY);
        return new SiloCommand.AssignContract(SILO, "contract-1", daily, from, from);
    }

    static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }

    static Reading reading(long sequence, Instant at, String kilograms) {
        return reading(SENSOR, sequence, at, kilograms);
    }

    static Reading reading(String sensor, long sequence, Instant at, String kilograms) {
        return new Reading(
                sensor,
                sequence,
                null,
                at,
                ReadingKind.MASS,
                new BigDecimal(kilograms),
                UnitOfMeasure.KILOGRAM);
    }

    Decision<SiloEvent> send(SiloCommand command) {
        last = Metering.decide(state, command);
        for (SiloEvent event : last.events()) {
            state = Metering.evolve(state, event);
        }
        events.addAll(last.events());
        return last;
    }

    Decision<SiloEvent> send(Reading... readings) {
        return send(new SiloCommand.RecordReadings(SILO, List.of(readings), now, rules));
    }

    /** {@code count} readings of one level, with a noise that no median sees. */
    SiloScenario level(long kilograms, int count) {
        for (int i = 0; i < count; i++) {
            now = now.plus(INTERVAL);
            long shown = kilograms + NOISE_KG[(int) (sequence % NOISE_KG.length)];
            send(reading(sensor, sequence++, now, Long.toString(shown)));
        }
        return this;
    }

    /** Readings of one level up to and including an instant. */
    SiloScenario levelUntil(long kilograms, Instant until) {
        while (now.isBefore(until)) {
            level(kilograms, 1);
        }
        return this;
    }

    /** {@code count} readings falling in equal steps from one level to another. */
    SiloScenario fall(long fromKg, long toKg, int count) {
        for (int i = 1; i <= count; i++) {
            level(fromKg + (toKg - fromKg) * i / count, 1);
        }
        return this;
    }

    /** Another sensor from now on; its counter begins at 0. */
    SiloScenario replaced(String by, @Nullable Quantity adjustment) {
        send(replace(by, now.plusSeconds(1), adjustment));
        sensor = by;
        sequence = 0;
        return this;
    }

    SiloCommand.ReplaceSensor replace(String by, Instant from, @Nullable Quantity adjustment) {
        SensorSpec other = new SensorSpec(by, kg(10), kg(10), 0);
        return new SiloCommand.ReplaceSensor(
                SILO, SiloEvent.SensorChangeKind.REPLACED, other, from, "test", adjustment, now);
    }

    SiloScenario silentUntil(Instant until) {
        now = until;
        return this;
    }

    Decision<SiloEvent> note(String id, Instant deliveredAt, long kilograms) {
        return send(
                new SiloCommand.RecordDelivery(
                        SILO, new DeliveryNote(id, deliveredAt, kg(kilograms)), now));
    }

    <E extends SiloEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <E extends SiloEvent> E only(Class<E> type) {
        List<E> found = all(type);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + type.getSimpleName() + ": " + found);
        }
        return found.getFirst();
    }

    int evidence() {
        return all(ReadingsRecorded.class).stream().mapToInt(e -> e.readings().size()).sum();
    }

    static Instant march(int day, String time) {
        return Instant.parse("2026-03-%02dT%s:00Z".formatted(day, time));
    }
}
