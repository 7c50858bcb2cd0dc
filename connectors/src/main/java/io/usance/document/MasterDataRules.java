package io.usance.document;

import io.usance.document.machine.MachineDocument;
import io.usance.level.LevelSpec;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.record.RecordLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What must be true of meters and contracts beyond the form of each value. */
final class MasterDataRules {
    private final Consumer<String> problem;
    private final Map<String, SiloSpec> siloById = new HashMap<>();
    private final Map<String, MachineSpec> machineById = new HashMap<>();
    private final Map<String, String> contractBySilo = new HashMap<>();

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
            identifier(path + ".siloId", silo.siloId());
            identifier(path + ".sensor.sensorId", silo.sensor().sensorId());
            if (siloById.put(silo.siloId(), silo) != null) {
                problem.accept(path + ".siloId: " + silo.siloId() + " is there twice");
            }
            positive(path + ".capacity", silo.capacity());
            positive(path + ".step", silo.step());
            sameDimension(path + ".step", silo.step(), silo);
            rate(path + ".inflowPerHourMax", silo.inflowPerHourMax(), silo);
            rate(path + ".outflowPerHourMax", silo.outflowPerHourMax(), silo);
            notNegative(path + ".sensor.noise", silo.sensor().noise(), silo);
            notNegative(path + ".sensor.resolution", silo.sensor().resolution(), silo);
            if (silo.sensor().stuckAfterReadings() < 0) {
                problem.accept(
                        path
                                + ".sensor.stuckAfterReadings: is "
                                + silo.sensor().stuckAfterReadings()
                                + ", not 0 or more");
            }
            if (silo.densityKgPerM3() != null && silo.densityKgPerM3().signum() <= 0) {
                problem.accept(
                        path + ".densityKgPerM3: is " + silo.densityKgPerM3() + ", not above 0");
            }
            if (silo.level() != null) {
                level(path, silo, silo.level());
            }
        }
    }

    private void machines(List<MachineDocument> machines) {
        for (int i = 0; i < machines.size(); i++) {
            MachineSpec machine = machines.get(i).spec();
            String path = "$.machines[" + i + "]";
            identifier(path + ".machineId", machine.machineId());
            identifier(path + ".deviceId", machine.deviceId());
            if (machineById.put(machine.machineId(), machine) != null) {
                problem.accept(path + ".machineId: " + machine.machineId() + " is there twice");
            } else if (siloById.containsKey(machine.machineId())) {
                problem.accept(
                        path
                                + ".machineId: "
                                + machine.machineId()
                                + " is the id of a silo; a contract could not tell them apart");
            }
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
            problem.accept(path + ".level.calibrations: none is of sensor " + sensorId);
        }
        if (silo.densityKgPerM3() != null && !level.densities().isEmpty()) {
            problem.accept(
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
            identifier(path + ".contractId", terms.contractId());
            if (byId.put(terms.contractId(), terms) != null) {
                problem.accept(path + ".contractId: " + terms.contractId() + " is there twice");
            }
            ContractDocumentRules.check(
                    terms, found -> problem.accept(path + found.substring("$".length())));
            for (int m = 0; m < terms.meterIds().size(); m++) {
                silo(
                        "%s.%s[%d]".formatted(path, terms.metersField(), m),
                        terms.meterIds().get(m),
                        terms);
            }
            made(path, terms);
        }
    }

    private void silo(String path, String siloId, ContractDocument terms) {
        String other = contractBySilo.put(siloId, terms.contractId());
        if (other != null && !other.equals(terms.contractId())) {
            problem.accept(path + ": " + siloId + " is under contract " + other + " as well");
        }
        SiloSpec silo = siloById.get(siloId);
        // A silo that is not in the file may have been set up before.
        if (silo == null || terms.prices().isEmpty()) {
            return;
        }
        // Of a price by several names the engine says whether the meter has them.
        SortedMap<String, Dimension> all = terms.prices().getFirst().tariff().quantities();
        if (all.size() > 1) {
            return;
        }
        Dimension priced = all.firstEntry().getValue();
        if (silo.dimension() != priced) {
            problem.accept(
                    path
                            + ": "
                            + siloId
                            + " is metered by "
                            + silo.dimension()
                            + ", the tariff prices "
                            + priced);
        }
    }

    /** Of a contract over machines of this file alone: what it prices, they make. */
    private void made(String path, ContractDocument terms) {
        if (!machineById.keySet().containsAll(terms.meterIds()) || terms.prices().isEmpty()) {
            return;
        }
        Map<String, Dimension> made = new TreeMap<>();
        for (String machineId : terms.meterIds()) {
            MachineSpec machine = Objects.requireNonNull(machineById.get(machineId));
            machine.outputs().forEach(one -> made.put(one.name(), machine.dimension(one)));
        }
        if (made.isEmpty()) {
            return;
        }
        SortedMap<String, Dimension> priced = terms.prices().getFirst().tariff().quantities();
        if (priced.firstKey().equals(Quantities.ONLY)) {
            if (made.size() > 1) {
                problem.accept(
                        "%s.tariff: does not say of what it is; write of: %s"
                                .formatted(path, String.join(" or ", made.keySet())));
            }
            return;
        }
        priced.forEach((name, dimension) -> made(path, name, dimension, made));
    }

    private void made(String path, String name, Dimension priced, Map<String, Dimension> made) {
        Dimension metered = made.get(name);
        if (metered == null) {
            problem.accept(
                    "%s.tariff: prices %s, which none of its machines makes; write of: %s"
                            .formatted(path, name, String.join(" or ", made.keySet())));
        } else if (metered != priced) {
            problem.accept(
                    "%s.tariff: prices %s by %s, its machines make it by %s"
                            .formatted(path, name, priced, metered));
        }
    }

    private void identifier(String path, String id) {
        if (id.isBlank()
                || id.length() > RecordLimits.IDENTIFIER_CHARS_MAX
                || id.chars().anyMatch(Character::isISOControl)) {
            problem.accept(
                    path
                            + ": must have 1 to "
                            + RecordLimits.IDENTIFIER_CHARS_MAX
                            + " characters, none of them a control character");
        }
    }

    private void positive(String path, Quantity quantity) {
        if (quantity.milli() <= 0) {
            problem.accept(path + ": is " + quantity + ", not above 0");
        }
    }

    private void notNegative(String path, @Nullable Quantity quantity, SiloSpec silo) {
        if (quantity == null) {
            return;
        }
        if (quantity.milli() < 0) {
            problem.accept(path + ": is " + quantity + ", not 0 or more");
        }
        sameDimension(path, quantity, silo);
    }

    private void sameDimension(String path, Quantity quantity, SiloSpec silo) {
        if (quantity.dimension() != silo.dimension()) {
            problem.accept(
                    path
                            + ": is a "
                            + quantity.dimension()
                            + ", the capacity is a "
                            + silo.dimension());
        }
    }
}
