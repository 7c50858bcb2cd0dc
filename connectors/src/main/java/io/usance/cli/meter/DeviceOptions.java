package io.usance.cli.meter;

import io.usance.cli.console.CliValues;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.offline.simulated.SiloShape;
import io.usance.offline.simulated.SimulatedDevice;
import io.usance.simulation.Material;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code usance simulate} for what the sensors report, and of what. */
final class DeviceOptions {
    /** Lots are wetter or drier by this part of the mean moisture. */
    private static final double MOISTURE_SPREAD = 0.2;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "What the sensor reports: ${COMPLETION-CANDIDATES}.")
    private ReadingKind kind = ReadingKind.MASS;

    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            description =
                    "Inside of the silo: ${COMPLETION-CANDIDATES}; CONE if a level needs one. A"
                            + " percentage without a shape is one of the capacity.")
    private @Nullable SiloShape shape;

    @Option(
            names = "--heap",
            paramLabel = "DEGREES",
            description = "Angle of repose of the heap under the filler, 0 to 60; in a CONE.")
    private double heapDegrees;

    @Option(
            names = "--lots",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "The density of lots differs by up to this, 0 to 0.2.")
    private double lots;

    @Option(
            names = "--moisture",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Water in the lots, a fifth more or less; then dry mass counts.")
    private double moisture;

    @Option(names = "--liquid", description = "Gas oil, whose volume is reduced to 15 Cel.")
    private boolean liquid;

    @Option(
            names = "--swing",
            paramLabel = "CEL",
            description = "By how much a liquid warms and cools in a day, 0 to 20.")
    private double swingCel = 5;

    @Option(names = "--no-counter", description = "The sensor numbers nothing.")
    private boolean counterless;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    DeviceOptions() {}

    /**
     * @throws IllegalArgumentException if they do not fit one another
     */
    SimulatedDevice device() {
        return new SimulatedDevice(
                kind,
                shape,
                heapDegrees,
                liquid,
                moisture == 0 ? null : BigDecimal.valueOf(moisture).movePointRight(2),
                counterless ? Sequencing.TIME : null,
                new Material(
                        lots,
                        100 * moisture * MOISTURE_SPREAD,
                        Material.STEADY.meanCel(),
                        liquid ? swingCel : 0));
    }
}
