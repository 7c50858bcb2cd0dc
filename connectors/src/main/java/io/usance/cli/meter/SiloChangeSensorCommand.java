package io.usance.cli.meter;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloCommand.ReplaceSensor;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.SensorChangeKind;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SensorSpec.Sequencing;
import io.usance.metering.Decision;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance silo change-sensor}. */
@Command(
        name = "change-sensor",
        description =
                "Announces another sensor, a restarted counter, or another calibration, before the"
                        + " new readings are sent. Nothing is billed across the change: the jump is a dated"
                        + " stock adjustment. Idempotent.",
        mixinStandardHelpOptions = true)
final class SiloChangeSensorCommand implements Runnable {
    @Parameters(paramLabel = "SILO-ID")
    private String siloId;

    @Option(
            names = "--kind",
            required = true,
            paramLabel = "KIND",
            description =
                    "REPLACED: another device, or the same with its counter restarted. RECALIBRATED: the"
                            + " same device and counter, which show the same content otherwise.")
    private SensorChangeKind kind;

    @Option(
            names = "--sensor",
            required = true,
            paramLabel = "ID",
            description = "The sensor from then on; it may be the present one's id.")
    private String sensorId;

    @Option(
            names = "--from",
            required = true,
            converter = CliValues.Time.class,
            paramLabel = "TIME",
            description = "Readings sampled from here on are the new sensor's.")
    private Instant from;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For people.")
    private String reason;

    @Option(
            names = "--noise",
            converter = CliValues.Amount.class,
            paramLabel = "QUANTITY",
            description = "Standard deviation of a reading, 20kg; learnt if left out.")
    private @Nullable Quantity noise;

    @Option(
            names = "--resolution",
            converter = CliValues.Amount.class,
            paramLabel = "QUANTITY",
            description = "Smallest step, 10kg; learnt if left out.")
    private @Nullable Quantity resolution;

    @Option(
            names = "--stuck-after",
            defaultValue = "0",
            paramLabel = "READINGS",
            description = "Identical values in a row that make it count as stuck; 0 for never.")
    private int stuckAfterReadings;

    @Option(names = "--no-counter", description = "The device numbers nothing.")
    private boolean noCounter;

    @Option(
            names = "--jump",
            converter = CliValues.SignedAmount.class,
            paramLabel = "QUANTITY",
            description =
                    "By how much the new sensor shows more for the same content, --jump=-3t for less;"
                            + " measured if left out.")
    private @Nullable Quantity jump;

    @Mixin private AccuracyOptions accuracy;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    SiloChangeSensorCommand() {}

    @Override
    public void run() {
        CliValues.identifier("--sensor", sensorId);
        if (stuckAfterReadings < 0) {
            throw new CliFailure("--stuck-after is " + stuckAfterReadings + ", not 0 or above");
        }
        session.out().println(session.<String>with(this::change));
    }

    private String change(BillingEngine engine) {
        Sequencing sequencing = noCounter ? Sequencing.TIME : Sequencing.COUNTER;
        SensorSpec sensor =
                new SensorSpec(
                        sensorId,
                        noise,
                        resolution,
                        stuckAfterReadings,
                        sequencing,
                        null,
                        accuracy.accuracy());
        Decision<SiloEvent> decision =
                engine.handle(
                        new ReplaceSensor(siloId, kind, sensor, from, reason, jump, session.now()));
        if (!decision.refusals().isEmpty()) {
            throw new CliFailure(decision.refusals().getFirst().detail());
        }
        return decision.events().isEmpty()
                ? "silo %s has this sensor already; nothing was changed".formatted(siloId)
                : "silo %s: readings sampled from %s on are of sensor %s, %s: %s"
                        .formatted(siloId, from, sensorId, kind, reason);
    }
}
