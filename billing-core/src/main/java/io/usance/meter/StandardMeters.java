package io.usance.meter;

import io.usance.meter.machine.MachineCommand;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.state.MachineKind;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.state.SiloKind;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import java.util.List;

/** The registry: which kinds of meters come with the engine. Nothing else names them. */
public final class StandardMeters {
    private static final SiloKind SILO = new SiloKind();
    private static final MachineKind MACHINE = new MachineKind();
    private static final MeterKinds KINDS = MeterKinds.of(List.of(SILO, MACHINE));

    private StandardMeters() {}

    /** All of them. */
    public static MeterKinds kinds() {
        return KINDS;
    }

    /** Silos and tanks. */
    public static MeterKind<?, SiloCommand, SiloEvent> silo() {
        return SILO;
    }

    /** Machines. */
    public static MeterKind<?, MachineCommand, MachineEvent> machine() {
        return MACHINE;
    }
}
