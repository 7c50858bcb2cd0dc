package io.usance.document.kinds;

import io.usance.document.MeterSection;
import io.usance.document.machine.MachineDocuments;
import io.usance.document.silo.SiloDocuments;
import java.util.List;

/** The registry: the sections of the master data, one for each kind of meter. */
public final class StandardDocuments {
    private static final List<MeterSection<?>> SECTIONS =
            List.of(new SiloDocuments(), new MachineDocuments());

    private StandardDocuments() {}

    /** All of them, in the order in which their meters are made known. */
    public static List<MeterSection<?>> all() {
        return SECTIONS;
    }
}
