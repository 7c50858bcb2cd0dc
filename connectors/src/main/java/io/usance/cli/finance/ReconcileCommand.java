package io.usance.cli.finance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.anchor.AnchorException;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.ConfigFile;
import io.usance.config.RunConfig;
import io.usance.engine.BillingEngine;
import io.usance.netting.ChainReconciliation;
import io.usance.netting.ChainReconciliation.Finding;
import io.usance.netting.ChainReconciliation.Result;
import io.usance.netting.EscrowBook;
import io.usance.service.Connections;
import io.usance.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance reconcile}. */
@Command(
        name = "reconcile",
        description =
                "Compares what has moved by our books with the events of the escrows; exit code 1 if they"
                        + " differ. Changes nothing.",
        mixinStandardHelpOptions = true)
public final class ReconcileCommand implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The file of usance run.")
    private Path config;

    @Option(
            names = "--from-block",
            paramLabel = "N",
            description =
                    "Look for batches that are not ours from here on; the block in which the escrow was"
                            + " deployed is early enough. Default: 0.")
    private long fromBlock;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ReconcileCommand() {}

    @Override
    public void run() {
        if (fromBlock < 0) {
            throw new CliFailure("--from-block is " + fromBlock + ", not 0 or above");
        }
        RunConfig settings = ConfigFile.read(spec, config);
        List<EscrowBook> escrows =
                settings.anchor().map(anchor -> anchor.openEscrows()).orElse(List.of());
        if (escrows.isEmpty()) {
            throw new CliFailure(
                    config + " names no escrow in anchor.escrows, so there is nothing to compare");
        }
        boolean same = true;
        ArrayNode all = JSON.createArrayNode();
        try (HikariDataSource pool = Connections.pool(settings.database())) {
            BillingEngine engine = Connections.engine(pool, settings.database()).build();
            for (EscrowBook escrow : escrows) {
                Result result = new ChainReconciliation(engine, escrow).compare(fromBlock);
                same &= result.findings().isEmpty();
                print(escrow, result, all);
            }
        } catch (StoreUnavailableException | AnchorException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        } finally {
            escrows.forEach(EscrowBook::close);
        }
        if (json) {
            spec.commandLine().getOut().println(all.toPrettyString());
        }
        if (!same) {
            throw new CliFailure(
                    "the books and the chain differ; stop settling and find out who else settles, or"
                            + " which of the two was reset");
        }
    }

    private void print(EscrowBook escrow, Result result, ArrayNode all) {
        if (json) {
            ObjectNode entry = JSON.valueToTree(result);
            entry.put("currency", escrow.currency().getCurrencyCode());
            all.add(entry);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s: %d batches have moved by our books, %d the same on the chain, %d in flight; blocks %d"
                        + " to %d%n",
                escrow.currency(),
                result.batches(),
                result.equal(),
                result.inFlight(),
                result.fromBlock(),
                result.toBlock());
        for (Finding finding : result.findings()) {
            out.printf("  batch %d %s: %s%n", finding.batchNo(), finding.kind(), finding.detail());
        }
    }
}
