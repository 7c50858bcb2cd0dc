package io.usance.cli.meter;

import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.meter.silo.TransferStock;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance stock transfer}. */
@Command(
        name = "transfer",
        description =
                "Books material that went from one silo into another, in both or in neither."
                        + " They may be under different contracts."
                        + " What went is not billed, and the rise of the other level is no delivery.",
        mixinStandardHelpOptions = true)
final class StockTransferCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "FROM-SILO-ID")
    private String fromId;

    @Parameters(index = "1", paramLabel = "TO-SILO-ID")
    private String toId;

    @Option(
            names = "--quantity",
            required = true,
            converter = CliValues.Amount.class,
            paramLabel = "QUANTITY",
            description = "What went, 20.5t or 18000L.")
    private Quantity quantity;

    @Option(
            names = "--at",
            required = true,
            converter = CliValues.Time.class,
            paramLabel = "TIME",
            description = "When.")
    private Instant at;

    @Option(
            names = "--uncertainty",
            converter = CliValues.Amount.class,
            paramLabel = "QUANTITY",
            description = "Of --quantity, k = 2; a thousandth of it if left out.")
    private @Nullable Quantity uncertainty;

    @Mixin private EnteredOptions entered;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    StockTransferCommand() {}

    @Override
    public void run() {
        TransferStock command =
                entered.command(
                        session.now(),
                        by -> new TransferStock(fromId, toId, quantity, uncertainty, at, by));
        entered.enter(
                session,
                engine -> engine.handle(command),
                "%s from silo %s into silo %s is booked in both".formatted(quantity, fromId, toId));
    }
}
