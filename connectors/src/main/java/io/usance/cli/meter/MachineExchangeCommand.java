package io.usance.cli.meter;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.engine.BillingEngine;
import io.usance.meter.machine.MachineCommand;
import io.usance.meter.machine.MachineCommand.ExchangeCounter;
import io.usance.meter.machine.MachineCommand.ExchangeDevice;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineRefusal;
import io.usance.metering.Decision;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usance machine exchange}. */
@Command(
        name = "exchange",
        description =
                "Announces that a register of a machine was reset or its counter replaced (--register),"
                        + " or that another device reads the machine (--device). Nothing is billed across"
                        + " the exchange: the register goes on from --opening where it had reached"
                        + " --closing. Readings that were refused because of it can be sent again."
                        + " Idempotent; an announcement that readings have not reached yet is corrected by"
                        + " another one of the same register and time, or of another device.",
        footer = {
            "",
            "A new device whose registers begin again needs both: --device once, and --register for"
                    + " each of them. If what it showed last is not known, its last metered reading is"
                    + " the --closing."
        },
        mixinStandardHelpOptions = true)
final class MachineExchangeCommand implements Runnable {
    /** A wrong year would keep the register's true exchanges out. */
    private static final Duration AHEAD_MAX = Duration.ofDays(7);

    @Parameters(paramLabel = "MACHINE-ID")
    private String machineId;

    @Option(names = "--register", paramLabel = "NAME", description = "As readings have it.")
    private @Nullable String register;

    @Option(
            names = "--closing",
            paramLabel = "VALUE",
            description = "What the register showed last, --closing=-5 below zero.")
    private @Nullable String closing;

    @Option(
            names = "--opening",
            paramLabel = "VALUE",
            description = "What it showed first from then on.")
    private @Nullable String opening;

    @Option(
            names = "--device",
            paramLabel = "ID",
            description =
                    "The device from then on; the present one's id withdraws an announcement.")
    private @Nullable String device;

    @Option(
            names = "--at",
            required = true,
            converter = CliValues.Time.class,
            paramLabel = "TIME",
            description = "Readings sampled from here on are of the new counter or device.")
    private Instant at;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For people.")
    private String reason;

    @Mixin private EngineSession session;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    MachineExchangeCommand() {}

    @Override
    public void run() {
        Instant now = session.now();
        MachineCommand command = command(now);
        if (at.isAfter(now.plus(AHEAD_MAX))) {
            throw new CliFailure(
                    "--at is %s, more than %d days ahead; correct it, or announce the exchange nearer to the day"
                            .formatted(at, AHEAD_MAX.toDays()));
        }
        session.out().println(session.<String>with(engine -> announce(engine, command)));
    }

    private MachineCommand command(Instant now) {
        if (device != null && register == null && closing == null && opening == null) {
            CliValues.identifier("--device", device);
            return new ExchangeDevice(machineId, device, at, reason, now);
        }
        if (device == null && register != null && closing != null && opening != null) {
            return new ExchangeCounter(
                    machineId,
                    register,
                    at,
                    CliValues.decimal("--closing", closing),
                    CliValues.decimal("--opening", opening),
                    reason,
                    now);
        }
        throw new ParameterException(
                spec.commandLine(),
                device == null
                        ? "write --register, --closing and --opening for a counter, or --device for a device"
                        : "--device stands alone; announce each register that begins again with a command of its own");
    }

    private String announce(BillingEngine engine, MachineCommand command) {
        Decision<MachineEvent> decision = engine.handle(command);
        if (!decision.refusals().isEmpty()) {
            throw refused(decision.refusals().getFirst());
        }
        if (decision.events().isEmpty()) {
            return "machine %s: this exchange is announced already; nothing was changed"
                    .formatted(machineId);
        }
        return device == null
                ? "machine %s: register %s goes on from %s at %s, where it had reached %s: %s"
                        .formatted(machineId, register, opening, at, closing, reason)
                : "machine %s: readings sampled from %s on are of device %s: %s"
                        .formatted(machineId, at, device, reason);
    }

    private static CliFailure refused(Decision.Refusal refusal) {
        return new CliFailure(
                refusal.reason() == MachineRefusal.UNKNOWN_MACHINE
                        ? refusal.detail()
                                + "; check its id, or put it into the master data of usance run"
                        : refusal.detail());
    }
}
