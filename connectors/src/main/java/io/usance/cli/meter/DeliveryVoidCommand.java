package io.usance.cli.meter;

import io.usance.cli.console.EngineSession;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code usance delivery void}. */
@Command(
        name = "void",
        description =
                "Declares that a delivery note is none, and takes back what it counted."
                        + " A rise of the level that it explained is estimated, or counted by another note."
                        + " Its number stays known.",
        mixinStandardHelpOptions = true)
final class DeliveryVoidCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "SILO-ID")
    private String siloId;

    @Parameters(index = "1", paramLabel = "NOTE-ID")
    private String noteId;

    @Mixin private EnteredOptions entered;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    DeliveryVoidCommand() {}

    @Override
    public void run() {
        VoidDelivery command =
                entered.command(session.now(), by -> new VoidDelivery(siloId, noteId, by));
        entered.enter(
                session,
                engine -> engine.handle(command),
                "silo %s: note %s is void".formatted(siloId, noteId));
    }
}
