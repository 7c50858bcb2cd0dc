package io.usance.meter.silo;

import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.quantity.DecimalText;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                sensor(spec.sensor()),
                spec.step().milli(),
                spec.level() == null ? null : LevelTexts.of(spec.level()),
                milli(spec.inflowPerHourMax()),
                milli(spec.outflowPerHourMax()));
    }

    static SiloSpec spec(SiloSnapshot.Silo silo) {
        Dimension dimension = Dimension.valueOf(silo.dimension());
        String density = silo.densityKgPerM3();
        return new SiloSpec(
                silo.siloId(),
                silo.material(),
                new Quantity(silo.capacityMilli(), dimension),
                density == null ? null : DecimalText.parse(density),
                sensor(silo.sensor(), dimension),
                new Quantity(silo.stepMilli(), dimension),
                silo.level() == null ? null : LevelTexts.spec(silo.level()),
                quantity(silo.inflowPerHourMaxMilli(), dimension),
                quantity(silo.outflowPerHourMaxMilli(), dimension));
    }

    private static @Nullable Long milli(@Nullable Quantity quantity) {
        return quantity == null ? null : quantity.milli();
    }

    private static @Nullable Quantity quantity(@Nullable Long milli, Dimension dimension) {
        return milli == null ? null : new Quantity(milli, dimension);
    }

    static SiloSnapshot.Sensor sensor(SensorSpec sensor) {
        SensorSpec.Sequencing sequencing = sensor.sequencing();
        return new SiloSnapshot.Sensor(
                sensor.sensorId(),
                milli(sensor.noise()),
                milli(sensor.resolution()),
                sensor.stuckAfterReadings(),
                sequencing == null ? null : sequencing.name());
    }

    static SensorSpec sensor(SiloSnapshot.Sensor sensor, Dimension dimension) {
        String sequencing = sensor.sequencing();
        return new SensorSpec(
                sensor.sensorId(),
                quantity(sensor.noiseMilli(), dimension),
                quantity(sensor.resolutionMilli(), dimension),
                sensor.stuckAfterReadings(),
                sequencing == null ? null : SensorSpec.Sequencing.valueOf(sequencing));
    }

    static SiloSnapshot.Watch segments(SensorSpec present, Segments segments) {
        SensorChange next = segments.next();
        return new SiloSnapshot.Watch(
                sensor(present),
                segments.changeNo(),
                segments.fromMs(),
                segments.changedMs(),
                next == null
                        ? null
                        : new SiloSnapshot.Change(
                                next.no(),
                                next.kind().name(),
                                sensor(next.sensor()),
                                next.fromMs(),
                                next.stated()),
                segments.retired(),
                segments.open(),
                segments.waiting(),
                segments.gaps());
    }

    static Segments segments(SiloSnapshot.Watch watch, Dimension dimension) {
        SiloSnapshot.Change next = watch.next();
        Segments segments =
                new Segments(
                        watch.changeNo(),
                        watch.fromMs(),
                        watch.changedMs(),
                        next == null
                                ? null
                                : new SensorChange(
                                        next.no(),
                                        SiloEvent.SensorChangeKind.valueOf(next.kind()),
                                        sensor(next.sensor(), dimension),
                                        next.fromMs(),
                                        next.stated()),
                        List.copyOf(watch.retired()),
                        watch.open(),
                        List.copyOf(watch.waiting()),
                        List.copyOf(watch.gaps()));
        return segments.equals(Segments.FIRST) ? Segments.FIRST : segments;
    }

    static SiloSnapshot.Assignment assignment(Contract contract) {
        BillingCalendar calendar = contract.calendar();
        return new SiloSnapshot.Assignment(
                contract.contractId(),
                calendar.zone().getId(),
                calendar.cycle().name(),
                calendar.yearStartMonth(),
                text(calendar.from()),
                text(calendar.until()),
                contract.meteringFrom().toString(),
                contract.period().startDate().toString(),
                contract.period().endDate().toString(),
                text(contract.endsAt()));
    }

    static Contract contract(SiloSnapshot.Assignment assignment) {
        ZoneId zone = ZoneId.of(assignment.zone());
        return new Contract(
                assignment.contractId(),
                new BillingCalendar(
                        zone,
                        BillingCalendar.Cycle.valueOf(assignment.cycle()),
                        assignment.yearStartMonth(),
                        date(assignment.from()),
                        date(assignment.until())),
                Instant.parse(assignment.meteringFrom()),
                new BillingPeriod(
                        LocalDate.parse(assignment.periodStart()),
                        LocalDate.parse(assignment.periodEnd()),
                        zone),
                assignment.endsAt() == null ? null : Instant.parse(assignment.endsAt()));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        return text == null ? null : LocalDate.parse(text);
    }

    static SiloSnapshot.@Nullable Contracts handover(Handover handover) {
        Contract following = handover.following();
        return handover.equals(Handover.NONE)
                ? null
                : new SiloSnapshot.Contracts(
                        handover.ended().stream().map(SnapshotTexts::assignment).toList(),
                        following == null ? null : assignment(following));
    }

    static Handover handover(SiloSnapshot.@Nullable Contracts contracts) {
        return contracts == null
                ? Handover.NONE
                : new Handover(
                        contracts.ended().stream().map(SnapshotTexts::contract).toList(),
                        contracts.following() == null ? null : contract(contracts.following()));
    }
}
