package io.usance.report.kinds;

import io.usance.report.MeterSections;
import io.usance.report.silo.SiloSection;
import java.util.List;

/**
 * The registry: which kinds of meters have a section of their own in reports. Nothing else names
 * them.
 */
public final class StandardSections {
    private static final MeterSections SECTIONS = MeterSections.of(List.of(new SiloSection()));

    private StandardSections() {}

    /** All of them. */
    public static MeterSections all() {
        return SECTIONS;
    }
}
