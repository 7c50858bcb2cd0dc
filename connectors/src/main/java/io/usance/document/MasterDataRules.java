package io.usance.document;

import io.usance.document.machine.MachineDocument;
import io.usance.level.LevelSpec;
import io.usance.meter.StandardMeters;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeterCapabilities;
import io.usance.metering.MeterCommand;
import io.usance.quantity.Quantity;
import io.usance.record.RecordLimits;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What must be true of meters and contracts beyond the form of each value. */
final class MasterDataRules {
    private final Consumer<String> problem;
    private int problems;
    private final Set<String> siloIds = new HashSet<>();
    private final Set<String> machineIds = new HashSet<>();
    private final Map<String, String> contractByMeter = new HashMap<>();

    /** Of the meters of this file that have no problem; others may have been set up before. */
    private final Map<String, MeterCapabilities> meters = new HashMap<>();

    private MasterDataRules(Consumer<String> problem) {
        this.problem = problem;
    }

    static void check(MasterData data, Consumer<String> problem) {
        MasterDataRules rules = new MasterDataRules(problem);
        rules.silos(data.silos());
        rules.machines(data.allMachines());
        rules.contracts(data.contracts());
    }

    private void silos(List<SiloSpec> silos) {
        for (int i = 0; i < silos.size(); i++) {
            SiloSpec silo = silos.get(i);
            String path = "$.silos[" + i + "]";
            int before = problems;
            identifier(path + ".siloId", silo.siloId());
            identifier(path + ".sensor.sensorId", silo.sensor().sensorId());
            if (!siloIds.add(silo.siloId())) {
                report(path + ".siloId: " + silo.siloId() + " is there twice");
            }
            positive(path + ".capacity", silo.capacity());
            positive(path + ".step", silo.step());
            sameDimension(path + ".step", silo.step(), silo);
            rate(path + ".inflowPerHourMax", silo.inflowPerHourMax(), silo);
            rate(path + ".outflowPerHourMax", silo.outflowPerHourMax(), silo);
            notNegative(path + ".sensor.noise", silo.sensor().noise(), silo);
            notNegative(path + ".sensor.resolution", silo.sensor().resolution(), silo);
            if (silo.sensor().stuckAfterReadings() < 0) {
                report(
                        path
                                + ".sensor.stuckAfterReadings: is "
                                + silo.sensor().stuckAfterReadings()
                                + ", not 0 or more");
            }
            if (silo.densityKgPerM3() != null && silo.densityKgPerM3().signum() <= 0) {
                report(path + ".densityKgPerM3: is " + silo.densityKgPerM3() + ", not above 0");
            }
            if (silo.level() != null) {
                level(path, silo, silo.level());
            }
            known(before, new RegisterSilo(silo, Instant.EPOCH));
        }
    }

    private void machines(List<MachineDocument> machines) {
        for (int i = 0; i < machines.size(); i++) {
            MachineSpec machine = machines.get(i).spec();
            String path = "$.machines[" + i + "]";
            int before = problems;
            identifier(path + ".machineId", machine.machineId());
            identifier(path + ".deviceId", machine.deviceId());
            if (!machineIds.add(machine.machineId())) {
                report(path + ".machineId: " + machine.machineId() + " is there twice");
            } else if (siloIds.contains(machine.machineId())) {
                report(
                        path
                                + ".machineId: "
                                + machine.machineId()
                                + " is the id of a silo; a contract could not tell them apart");
                // What a contract means by it is not known.
                meters.remove(machine.machineId());
            }
            known(before, new RegisterMachine(machine, Instant.EPOCH));
        }
    }

    private void level(String path, SiloSpec silo, LevelSpec level) {
        for (int i = 0; i < level.calibrations().size(); i++) {
            identifier(
                    path + ".level.calibrations[" + i + "].sensorId",
                    level.calibrations().get(i).sensorId());
        }
        String sensorId = silo.sensor().sensorId();
        if (level.vessel() != null
                && level.calibrations().stream().noneMatch(c -> c.sensorId().equals(sensorId))) {
            report(path + ".level.calibrations: none is of sensor " + sensorId);
        }
        if (silo.densityKgPerM3() != null && !level.densities().isEmpty()) {
            report(
                    path
                            + ".level.densities: the silo has densityKgPerM3 as well; leave that"
                            + " out, a density with a date replaces it");
        }
    }

    private void rate(String path, @Nullable Quantity perHour, SiloSpec silo) {
        if (perHour != null) {
            positive(path, perHour);
            sameDimension(path, perHour, silo);
        }
    }

    private void contracts(List<ContractDocument> contracts) {
        Map<String, ContractDocument> byId = new HashMap<>();
        for (int i = 0; i < contracts.size(); i++) {
            ContractDocument terms = contracts.get(i);
            String path = "$.contracts[" + i + "]";
            if (!terms.contractId().isBlank()) {
                identifier(path + ".contractId", terms.contractId());
            }
            if (byId.put(terms.contractId(), terms) != null) {
                report(path + ".contractId: " + terms.contractId() + " is there twice");
            }
            int before = problems;
            ContractDocumentRules.check(
                    terms, found -> report(path + found.substring("$".length())));
            for (int m = 0; m < terms.meterIds().size(); m++) {
                only(
                        "%s.%s[%d]".formatted(path, terms.metersField(), m),
                        terms.meterIds().get(m),
                        terms);
            }
            if (problems == before) {
                MeterFit.check(
                        terms, meters, found -> report(path + found.substring("$".length())));
            }
        }
    }

    /** Under one contract alone. */
    private void only(String path, String meterId, ContractDocument terms) {
        String other = contractByMeter.put(meterId, terms.contractId());
        if (other != null && !other.equals(terms.contractId())) {
            report(path + ": " + meterId + " is under contract " + other + " as well");
        }
    }

    /** Remembers what a meter can be billed by, if it is right in itself. */
    private void known(int problemsBefore, MeterCommand<?> registers) {
        if (problems == problemsBefore) {
            meters.put(
                    registers.meterId(),
                    MeterCapabilities.registeredBy(StandardMeters.kinds(), registers));
        }
    }

    private void report(String what) {
        problems++;
        problem.accept(Shown.line(what));
    }

    private void identifier(String path, String id) {
        if (id.isBlank()
                || id.length() > RecordLimits.IDENTIFIER_CHARS_MAX
                || id.chars().anyMatch(Character::isISOControl)) {
            report(
                    path
                            + ": must have 1 to "
                            + RecordLimits.IDENTIFIER_CHARS_MAX
                            + " characters, none of them a control character");
        }
    }

    private void positive(String path, Quantity quantity) {
        if (quantity.milli() <= 0) {
            report(path + ": is " + quantity + ", not above 0");
        }
    }

    private void notNegative(String path, @Nullable Quantity quantity, SiloSpec silo) {
        if (quantity == null) {
            return;
        }
        if (quantity.milli() < 0) {
            report(path + ": is " + quantity + ", not 0 or more");
        }
        sameDimension(path, quantity, silo);
    }

    private void sameDimension(String path, Quantity quantity, SiloSpec silo) {
        if (quantity.dimension() != silo.dimension()) {
            report(
                    path
                            + ": is a "
                            + quantity.dimension()
                            + ", the capacity is a "
                            + silo.dimension());
        }
    }
}
