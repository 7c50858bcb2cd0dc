package io.usance.cli;

import io.usance.cli.console.CliFailure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code usance demo} where its parts are not installed: says so, whatever its options are. */
@Command(
        name = "demo",
        description = {
            "Bills a simulated plant with a Kafka broker, Postgres and EVM node of its own.",
            "Its parts are not installed here."
        })
final class MissingDemo implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Unmatched private List<String> options = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // picocli injects them
    MissingDemo() {}

    @Override
    public void run() {
        String place = System.getProperty("usance.demo.home");
        throw new CliFailure(
                "the demo's parts (a Kafka broker, a Postgres and an EVM node) are not installed"
                        + (place == null ? "" : ": there is no " + place + "/lib")
                        + "; a build leaves them in connectors/target/usance-demo: copy that"
                        + " directory beside this installation under its name and -demo, or set"
                        + " USANCE_DEMO_HOME to it");
    }
}
