package io.usance.meter;

import io.usance.meter.machine.MachineKind;
import io.usance.meter.silo.SiloKind;
import io.usance.metering.MeterKinds;
import java.util.List;

/** The registry: which kinds of meters come with the engine. Nothing else names them. */
public final class StandardMeters {
    private static final MeterKinds KINDS =
            MeterKinds.of(List.of(new SiloKind(), new MachineKind()));

    private StandardMeters() {}

    /** All of them. */
    public static MeterKinds kinds() {
        return KINDS;
    }
}
