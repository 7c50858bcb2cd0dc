package io.usance.cli.proof;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.batching.BatchArchive;
import io.usance.bundle.BundleIssuer;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.ConfigFile;
import io.usance.config.RunConfig;
import io.usance.engine.BillingEngine;
import io.usance.receipt.ReceiptFiles;
import io.usance.service.Connections;
import io.usance.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the receipts of confirmed batches, and the batches themselves. */
@Command(
        name = "receipts",
        description =
                "Writes the receipts of confirmed batches to DIR/receipts and the batches to DIR/batches.",
        footer = {
            "",
            "A batch file holds every settlement and salt of the batch: it is for the two companies only."
        },
        mixinStandardHelpOptions = true)
public final class ReceiptsCommand implements Runnable {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The file of usance run.")
    private Path config;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Created if missing.")
    private Path out;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Only this batch; without it, all that are confirmed.")
    private @Nullable Long batch;

    @Option(
            names = "--bundles",
            description =
                    "Also write DIR/bundles: each settlement with all it rests on, readings included."
                            + " For the two companies only.")
    private boolean bundles;

    @Option(
            names = "--settlement",
            paramLabel = "ID",
            description = "With --bundles: only this settlement's, for example contract-01/57.")
    private @Nullable String settlement;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ReceiptsCommand() {}

    @Override
    public void run() {
        RunConfig settings = ConfigFile.read(spec, config);
        try (HikariDataSource pool = Connections.pool(settings.database())) {
            BillingEngine engine = Connections.engine(pool, settings.database()).build();
            write(new BatchArchive(engine), new BundleIssuer(engine));
        } catch (StoreUnavailableException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CliFailure("cannot write to " + out + ": " + e, e);
        }
    }

    private void write(BatchArchive archive, BundleIssuer issuer) throws IOException {
        long confirmed = archive.confirmed();
        if (batch != null && (batch < 1 || batch > confirmed)) {
            throw new CliFailure(
                    "batch "
                            + batch
                            + " is not confirmed; confirmed are "
                            + (confirmed == 0 ? "none" : "1 to " + confirmed));
        }
        long receipts = 0;
        long explained = 0;
        long[] wanted =
                batch == null ? LongStream.rangeClosed(1, confirmed).toArray() : new long[] {batch};
        for (long batchNo : wanted) {
            receipts +=
                    ReceiptFiles.write(archive.receipts(batchNo), out.resolve("receipts")).size();
            ReceiptFiles.writeDump(archive, batchNo, out.resolve("batches"));
            if (bundles) {
                explained +=
                        ReceiptFiles.writeBundles(
                                issuer,
                                batchNo,
                                id -> settlement == null || settlement.equals(id),
                                out.resolve("bundles"));
            }
        }
        if (settlement != null && explained == 0) {
            throw new CliFailure(
                    bundles
                            ? "no settlement %s is in these batches".formatted(settlement)
                            : "--settlement is for --bundles");
        }
        spec.commandLine()
                .getOut()
                .println(
                        receipts
                                + " receipts"
                                + (bundles ? " and " + explained + " bundles" : "")
                                + " of "
                                + wanted.length
                                + " batches written to "
                                + out);
    }
}
