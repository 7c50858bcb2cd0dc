package io.usance.meter.silo;

import io.usance.meter.silo.filter.Tolerances;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Quantity;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * One instance for values that many silos have in common: what a hundred thousand silos hold in
 * memory should not repeat the month's name and the sensor's class a hundred thousand times.
 *
 * <p>A table of as many values as it has slots; a value that falls into another's slot takes its
 * place. So it stays small, and what is common is soon in it again. Which of two equal values is
 * returned makes no difference to anyone.
 *
 * <p>Thread-safe without locks: all that goes in is immutable with final fields, and a slot that
 * another thread overwrites costs no more than a copy.
 */
final class Shared {

    /** A power of two. */
    private static final int SLOTS = 8192;

    private static final @Nullable Object[] VALUES = new Object[SLOTS];

    private Shared() {}

    static SiloSpec of(SiloSpec spec) {
        return new SiloSpec(
                spec.siloId(),
                value(spec.material()),
                value(spec.capacity()),
                orNull(spec.densityKgPerM3()),
                of(spec.sensor()),
                value(spec.step()),
                spec.level(),
                orNull(spec.inflowPerHourMax()),
                orNull(spec.outflowPerHourMax()));
    }

    static SensorSpec of(SensorSpec sensor) {
        Quantity noise = orNull(sensor.noise());
        Quantity resolution = orNull(sensor.resolution());
        return value(
                new SensorSpec(
                        sensor.sensorId(),
                        noise,
                        resolution,
                        sensor.stuckAfterReadings(),
                        sensor.sequencing()));
    }

    /** Silos of one contract, and all of one calendar, are in the same period most of the time. */
    static Contract of(Contract contract) {
        ZoneId zone = value(contract.calendar().zone());
        BillingPeriod period = contract.period();
        return value(
                new Contract(
                        contract.contractId(),
                        value(contract.calendar().in(zone)),
                        value(contract.meteringFrom()),
                        value(period),
                        orNull(contract.endsAt())));
    }

    static Tolerances of(Tolerances tolerances) {
        return value(tolerances);
    }

    private static <T> @Nullable T orNull(@Nullable T value) {
        return value == null ? null : value(value);
    }

    @SuppressWarnings("unchecked") // An equal value is of the same class.
    private static <T> T value(T value) {
        int hash = value.hashCode();
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        Object known = VALUES[slot];
        if (known != null && value.equals(known)) {
            return (T) known;
        }
        VALUES[slot] = value;
        return value;
    }
}
