package io.usance.document.machine;

import io.usance.document.DocumentProblems;
import io.usance.document.MeterSection;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.metering.MeterCommand;
import java.time.Instant;

/** {@code machines} in the master data. */
public final class MachineDocuments implements MeterSection<MachineDocument> {

    @Override
    public String name() {
        return "machines";
    }

    @Override
    public String idField() {
        return "machineId";
    }

    @Override
    public String noun() {
        return "a machine";
    }

    @Override
    public Class<MachineDocument> type() {
        return MachineDocument.class;
    }

    @Override
    public void check(MachineDocument document, String path, DocumentProblems problems) {
        MachineSpec machine = document.spec();
        problems.identifier(path + ".machineId", machine.machineId());
        problems.identifier(path + ".deviceId", machine.deviceId());
    }

    @Override
    public MeterCommand<?> registration(MachineDocument document, Instant at) {
        return new RegisterMachine(document.spec(), at);
    }
}
