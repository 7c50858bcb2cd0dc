package io.usance.cli.service;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.ConfigFile;
import io.usance.config.RunConfig;
import io.usance.service.Connections;
import io.usance.service.ServiceRun;
import io.usance.service.StartFailedException;
import io.usance.watch.LogLines;
import io.usance.watch.LogSetup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the service until it is told to stop. */
@Command(
        name = "run",
        description = "Runs the service against your Kafka, Postgres and EVM chain.",
        footer = {
            "",
            "Waits for what is unavailable, then prints one line that starts with \"ready:\". Ends cleanly on",
            "SIGTERM and Ctrl-C (exit code 143 and 130, as the system sets them), and with exit code 1",
            "if it cannot start or a role gives up. example/usance.yaml explains every setting."
        },
        mixinStandardHelpOptions = true)
public final class RunCommand implements Runnable {
    private static final Logger SAID = LoggerFactory.getLogger(LogSetup.SAID);
    private static final long STOP_LIMIT_MS = 15_000;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML or JSON.")
    private Path config;

    @Option(
            names = "--check",
            description =
                    "Only check the file and try the connections; nothing is started or written.")
    private boolean check;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    RunCommand() {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        RunConfig settings = ConfigFile.read(spec, config);
        if (check) {
            settings.masterData().elsewhere().forEach(line -> out.println("masterData: " + line));
            ConfigFile.refuseIfAny(
                    spec, Connections.check(settings, out::println), "of the connections");
            out.println("OK");
            return;
        }
        LogLines.use(settings.log().form(), settings.log().level());
        // In JSON there is nothing but events, so that a collector can parse each line.
        ServiceRun service =
                new ServiceRun(
                        settings,
                        Clock.systemUTC(),
                        settings.log().form() == LogLines.Form.JSON ? SAID::info : out::println);
        Thread stopper = new Thread(() -> stop(service), "usance-stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            service.run();
        } catch (StartFailedException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted", e);
        }
    }

    /** Runs while the Java runtime shuts down, which waits for it; so there is a limit. */
    private static void stop(ServiceRun service) {
        Thread stopping =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                service.stop();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            stopping.join(STOP_LIMIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
