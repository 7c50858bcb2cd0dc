package io.usance.cli.meter;

import io.usance.cli.console.CliValues;
import io.usance.cli.console.EngineSession;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.StockChange;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usance stock adjust}. */
@Command(
        name = "adjust",
        description =
                "Books what left a silo or came into it without being drawn or delivered, or what was counted in it."
                        + " SPILL, SAMPLE and WRITE_OFF are taken out of the stock and not billed."
                        + " FOUND is put in; a rise of the level that it explains is no delivery."
                        + " STOCK_TAKE is what was counted: what the level shows beyond it was drawn without being seen,"
                        + " and is billed; within the uncertainty of both nothing is.",
        mixinStandardHelpOptions = true)
final class StockAdjustCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "SILO-ID")
    private String siloId;

    @Option(
            names = "--change",
            required = true,
            paramLabel = "CHANGE",
            description = "STOCK_TAKE, SPILL, SAMPLE, WRITE_OFF or FOUND.")
    private StockChange change;

    @Option(
            names = "--quantity",
            required = true,
            converter = CliValues.Amount.class,
            paramLabel = "QUANTITY",
            description = "What left, came or was counted, 20.5t or 18000L.")
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
            description =
                    "Of --quantity, k = 2; of a stock-take the resolution if left out, else a thousandth.")
    private @Nullable Quantity uncertainty;

    @Option(
            names = "--shown",
            converter = CliValues.Amount.class,
            paramLabel = "QUANTITY",
            description = "Of a stock-take what the level showed then; needed if --at is long ago.")
    private @Nullable Quantity shown;

    @Mixin private EnteredOptions entered;

    @Mixin private EngineSession session;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    StockAdjustCommand() {}

    @Override
    public void run() {
        AdjustStock command =
                entered.command(
                        session.now(),
                        by ->
                                new AdjustStock(
                                        siloId, change, quantity, uncertainty, shown, at, by));
        entered.enter(
                session,
                engine -> engine.handle(command),
                "silo %s: %s of %s is booked".formatted(siloId, change, quantity));
    }
}
