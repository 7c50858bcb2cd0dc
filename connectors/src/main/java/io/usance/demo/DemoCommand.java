package io.usance.demo;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.OptionalCommand;
import io.usance.embedded.EmbeddedPartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance demo}. */
@Command(
        name = "demo",
        description = {
            "Bills a simulated plant whose true draw is known, with a real Kafka broker, Postgres and EVM node",
            "that it starts itself, and shows how far the bill is from the truth."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DemoCommand implements OptionalCommand {
    @Option(names = "--silos", paramLabel = "N", description = "How many silos.")
    private int silos = 12;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How many days, up to the end of March 2026.")
    private int days = 30;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "What is drawn, sent and lost follows from it.")
    private long seed = 7;

    @Option(
            names = "--anchor",
            paramLabel = "auto|evm|log",
            description =
                    "Where batches go: evm starts an EVM node; log is a signed transparency log; auto takes"
                            + " the log if no node can be started.")
    private String anchor = "auto";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write settlements, batches and receipts.")
    private Path out = Path.of("usance-demo");

    @Option(
            names = "--all-bundles",
            description =
                    "Write a bundle, which explains it from the readings on, of each settlement; otherwise"
                            + " of the last of each contract.")
    private boolean allBundles;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Where metrics are served while it runs; 0 is any free port.")
    private int httpPort;

    @Option(names = "--json", description = "Print the outcome as JSON; progress goes to stderr.")
    private boolean json;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    public DemoCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        DemoOutcome outcome = outcome(json ? spec.commandLine().getErr() : out);
        if (json) {
            out.println(outcome.toJson());
        }
        if (!outcome.failures().isEmpty()) {
            throw new CliFailure(String.join("; ", outcome.failures()));
        }
    }

    private DemoAnchor.Choice choice() {
        return switch (anchor) {
            case "auto" -> DemoAnchor.Choice.AUTO;
            case "evm" -> DemoAnchor.Choice.EVM;
            case "log" -> DemoAnchor.Choice.LOG;
            default -> throw new CliFailure("--anchor is auto, evm or log, not " + anchor);
        };
    }

    private DemoOutcome outcome(PrintWriter report) {
        try {
            return new DemoRun(silos, days, seed, choice(), out, allBundles, httpPort).run(report);
        } catch (IllegalArgumentException | EmbeddedPartException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CliFailure(
                    "the demo's files cannot be written to " + out + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted", e);
        }
    }
}
