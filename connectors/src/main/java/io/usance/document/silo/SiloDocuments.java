package io.usance.document.silo;

import io.usance.document.DocumentProblems;
import io.usance.document.MeterSection;
import io.usance.level.LevelSpec;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeterCommand;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code silos} in the master data. */
public final class SiloDocuments implements MeterSection<SiloSpec> {

    @Override
    public String name() {
        return "silos";
    }

    @Override
    public String idField() {
        return "siloId";
    }

    @Override
    public String noun() {
        return "a silo";
    }

    @Override
    public Class<SiloSpec> type() {
        return SiloSpec.class;
    }

    @Override
    public MeterCommand<?> registration(SiloSpec document, Instant at) {
        return new RegisterSilo(document, at);
    }

    @Override
    public void check(SiloSpec silo, String path, DocumentProblems problems) {
        problems.identifier(path + ".siloId", silo.siloId());
        problems.identifier(path + ".sensor.sensorId", silo.sensor().sensorId());
        problems.positive(path + ".capacity", silo.capacity());
        problems.positive(path + ".step", silo.step());
        sameDimension(problems, path + ".step", silo.step(), silo);
        smallest(problems, path + ".smallestDelivery", silo.smallestDelivery(), silo);
        rate(problems, path + ".inflowPerHourMax", silo.inflowPerHourMax(), silo);
        rate(problems, path + ".outflowPerHourMax", silo.outflowPerHourMax(), silo);
        notNegative(problems, path + ".sensor.noise", silo.sensor().noise(), silo);
        notNegative(problems, path + ".sensor.resolution", silo.sensor().resolution(), silo);
        SensorAccuracy accuracy = silo.sensor().accuracy();
        if (accuracy != null && accuracy.quantity() != null) {
            sameDimension(problems, path + ".sensor.accuracy.quantity", accuracy.quantity(), silo);
        }
        if (silo.sensor().stuckAfterReadings() < 0) {
            problems.report(
                    path
                            + ".sensor.stuckAfterReadings: is "
                            + silo.sensor().stuckAfterReadings()
                            + ", not 0 or more");
        }
        Long modulus = silo.sensor().counterModulus();
        if (modulus != null && modulus < SensorSpec.COUNTER_MODULUS_MIN) {
            problems.report(
                    path
                            + ".sensor.counterModulus: is "
                            + modulus
                            + ", not "
                            + SensorSpec.COUNTER_MODULUS_MIN
                            + " or more; leave it out if the counter does not wrap");
        }
        if (silo.densityKgPerM3() != null && silo.densityKgPerM3().signum() <= 0) {
            problems.report(
                    path + ".densityKgPerM3: is " + silo.densityKgPerM3() + ", not above 0");
        }
        if (silo.level() != null) {
            level(problems, path, silo, silo.level());
        }
    }

    private static void level(
            DocumentProblems problems, String path, SiloSpec silo, LevelSpec level) {
        for (int i = 0; i < level.calibrations().size(); i++) {
            problems.identifier(
                    path + ".level.calibrations[" + i + "].sensorId",
                    level.calibrations().get(i).sensorId());
        }
        String sensorId = silo.sensor().sensorId();
        if (level.vessel() != null
                && level.calibrations().stream().noneMatch(c -> c.sensorId().equals(sensorId))) {
            problems.report(path + ".level.calibrations: none is of sensor " + sensorId);
        }
        if (silo.densityKgPerM3() != null && !level.densities().isEmpty()) {
            problems.report(
                    path
                            + ".level.densities: the silo has densityKgPerM3 as well; leave that"
                            + " out, a density with a date replaces it");
        }
    }

    private static void smallest(
            DocumentProblems problems, String path, @Nullable Quantity least, SiloSpec silo) {
        if (least == null) {
            return;
        }
        problems.positive(path, least);
        sameDimension(problems, path, least, silo);
        if (least.dimension() == silo.dimension() && least.milli() > silo.capacity().milli()) {
            problems.report(
                    "%s: is %s, the silo holds %s; write less, or leave it out"
                            .formatted(path, least, silo.capacity()));
        }
    }

    private static void rate(
            DocumentProblems problems, String path, @Nullable Quantity perHour, SiloSpec silo) {
        if (perHour != null) {
            problems.positive(path, perHour);
            sameDimension(problems, path, perHour, silo);
        }
    }

    private static void notNegative(
            DocumentProblems problems, String path, @Nullable Quantity quantity, SiloSpec silo) {
        if (quantity == null) {
            return;
        }
        if (quantity.milli() < 0) {
            problems.report(path + ": is " + quantity + ", not 0 or more");
        }
        sameDimension(problems, path, quantity, silo);
    }

    private static void sameDimension(
            DocumentProblems problems, String path, Quantity quantity, SiloSpec silo) {
        if (quantity.dimension() != silo.dimension()) {
            problems.report(
                    path
                            + ": is a "
                            + quantity.dimension()
                            + ", the capacity is a "
                            + silo.dimension());
        }
    }
}
