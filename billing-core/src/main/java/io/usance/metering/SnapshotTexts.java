package io.usance.metering;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Specification and contract to and from the texts in a snapshot. */
final class SnapshotTexts {

    private SnapshotTexts() {}

    static SiloSnapshot.Silo silo(SiloSpec spec) {
        BigDecimal density = spec.densityKgPerM3();
        return new SiloSnapshot.Silo(
                spec.siloId(),
                spec.material(),
                spec.dimension().name(),
                spec.capacity().milli(),
                density == null ? null : density.toString(),
                spec.sensor().sensorId(),
                spec.sensor().noise().milli(),
                spec.sensor().resolution().milli(),
                spec.sensor().stuckAfterReadings(),
                spec.step().milli(),
                spec.level() == null ? null : LevelTexts.of(spec.level()));
    }

    static SiloSpec spec(SiloSnapshot.Silo silo) {
        Dimension dimension = Dimension.valueOf(silo.dimension());
        String density = silo.densityKgPerM3();
        return new SiloSpec(
                silo.siloId(),
                silo.material(),
                new Quantity(silo.capacityMilli(), dimension),
                density == null ? null : new BigDecimal(density),
                new SensorSpec(
                        silo.sensorId(),
                        new Quantity(silo.noiseMilli(), dimension),
                        new Quantity(silo.resolutionMilli(), dimension),
                        silo.stuckAfterReadings()),
                new Quantity(silo.stepMilli(), dimension),
                silo.level() == null ? null : LevelTexts.spec(silo.level()));
    }

    static SiloSnapshot.Assignment assignment(Contract contract) {
        return new SiloSnapshot.Assignment(
                contract.contractId(),
                contract.calendar().zone().getId(),
                contract.calendar().cycle().name(),
                contract.meteringFrom().toString(),
                contract.period().startDate().toString(),
                contract.period().endDate().toString());
    }

    static Contract contract(SiloSnapshot.Assignment assignment) {
        ZoneId zone = ZoneId.of(assignment.zone());
        return new Contract(
                assignment.contractId(),
                new BillingCalendar(zone, BillingCalendar.Cycle.valueOf(assignment.cycle())),
                Instant.parse(assignment.meteringFrom()),
                new BillingPeriod(
                        LocalDate.parse(assignment.periodStart()),
                        LocalDate.parse(assignment.periodEnd()),
                        zone));
    }
}
