package io.usance.record.kinds;

import io.usance.record.MeterInputs;
import io.usance.record.machine.MachineInput;
import io.usance.record.silo.SiloInput;
import java.util.List;

/** The registry: which kinds of meters have records of their own. Nothing else names them. */
public final class StandardInputs {
    private static final MeterInputs INPUTS =
            MeterInputs.of(List.of(new SiloInput(), new MachineInput()));

    private StandardInputs() {}

    /** All of them. */
    public static MeterInputs all() {
        return INPUTS;
    }
}
