package io.usance.cli.meter;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.EngineSession;
import io.usance.engine.BillingEngine;
import io.usance.failure.InvalidInputException;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import io.usance.metering.MeterCommand;
import java.time.Instant;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Who enters something, and why. */
final class EnteredOptions {
    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description =
                    "Of this entry, of your choice: the same again changes nothing, something else under"
                            + " it is refused.")
    private String id;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who enters it.")
    private String by;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For people.")
    private String reason;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    EnteredOptions() {}

    /** The command that is entered now. */
    <C extends MeterCommand<SiloEvent>> C command(Instant now, Function<Entered, C> made) {
        try {
            return made.apply(new Entered(id, by, reason, now));
        } catch (InvalidInputException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Enters a command and prints what came of it.
     *
     * @param done what to say of something new
     */
    void enter(
            EngineSession session, Function<BillingEngine, Decision<SiloEvent>> sent, String done) {
        session.out().println(session.<String>with(engine -> outcome(sent.apply(engine), done)));
    }

    private String outcome(Decision<SiloEvent> decision, String done) {
        if (!decision.refusals().isEmpty()) {
            Decision.Refusal refusal = decision.refusals().getFirst();
            throw new CliFailure(
                    refusal.reason() == RefusalReason.UNKNOWN_SILO
                            ? refusal.detail()
                                    + "; check its id, or put it into the master data of usance run"
                            : refusal.detail());
        }
        return decision.events().isEmpty()
                ? "entry %s is known already; nothing was changed".formatted(id)
                : "%s; entry %s by %s: %s".formatted(done, id, by, reason);
    }
}
