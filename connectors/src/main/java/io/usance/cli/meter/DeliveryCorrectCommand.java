package io.usance.cli.meter;

import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.meter.silo.SiloCommand.CorrectDelivery;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance delivery correct}. */
@Command(
        name = "correct",
        description =
                "Puts a delivery note right: from now on it says --quantity, or --at, or both."
                        + " What it counted already is corrected, in the open period if its own is closed."
                        + " Of several corrections the last one counts; all of them stay in the log.",
        mixinStandardHelpOptions = true)
final class DeliveryCorrectCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "SILO-ID")
    private String siloId;

    @Parameters(index = "1", paramLabel = "NOTE-ID")
    private String noteId;

    @Option(
            names = "--quantity",
            converter = CliValues.Amount.class,
            paramLabel = "QUANTITY",
            description = "As it should be, 20.5t or 18000L.")
    private @Nullable Quantity quantity;

    @Option(
            names = "--at",
            converter = CliValues.Time.class,
            paramLabel = "TIME",
            description = "When it was delivered.")
    private @Nullable Instant at;

    @Mixin private EnteredOptions entered;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    DeliveryCorrectCommand() {}

    @Override
    public void run() {
        CorrectDelivery command =
                entered.command(
                        session.now(), by -> new CorrectDelivery(siloId, noteId, at, quantity, by));
        entered.enter(
                session,
                engine -> engine.handle(command),
                "silo %s: note %s is corrected".formatted(siloId, noteId));
    }
}
