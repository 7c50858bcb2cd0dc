package io.usance.meter.silo.spec;

import io.usance.failure.Checks;
import io.usance.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a silo that is to be registered. Not of each specification: those that are
 * stored are read as they were.
 */
public final class SiloRules {
    private SiloRules() {}

    /**
     * @param path of the specification
     * @throws io.usance.failure.InvalidInputException if something needed is null, or a quantity is
     *     not of the dimension that the silo is metered in; it names all
     */
    public static void require(@Nullable SiloSpec spec, String path) {
        SiloSpec silo = Checks.given(spec, path);
        Checks checks =
                new Checks(path)
                        .isSet(silo.siloId(), "siloId")
                        .isSet(silo.material(), "material")
                        .isSet(silo.sensor(), "sensor")
                        .isSet(silo.step(), "step");
        same(checks, silo, silo.step(), "step");
        same(checks, silo, silo.inflowPerHourMax(), "inflowPerHourMax");
        same(checks, silo, silo.outflowPerHourMax(), "outflowPerHourMax");
        same(checks, silo, silo.smallestDelivery(), "smallestDelivery");
        if (silo.sensor() != null) {
            checks.isSet(silo.sensor().sensorId(), "sensor.sensorId");
            same(checks, silo, silo.sensor().noise(), "sensor.noise");
            same(checks, silo, silo.sensor().resolution(), "sensor.resolution");
        }
        checks.require();
    }

    /** Of one dimension, and no more. */
    static boolean isWithin(Quantity part, Quantity whole) {
        return part.dimension() == whole.dimension() && part.milli() <= whole.milli();
    }

    private static void same(Checks checks, SiloSpec silo, @Nullable Quantity value, String field) {
        checks.that(
                value == null || value.dimension() == silo.dimension(),
                field,
                "%s, but the silo is metered by %s, its capacity is %s; write it in a unit of that"
                        .formatted(value, silo.dimension(), silo.capacity()));
    }
}
