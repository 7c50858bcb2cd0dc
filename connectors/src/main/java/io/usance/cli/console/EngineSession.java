package io.usance.cli.console;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.config.RunConfig;
import io.usance.contract.ContractTerms;
import io.usance.document.ContractDocument;
import io.usance.engine.BillingEngine;
import io.usance.failure.RefusedException;
import io.usance.file.InvalidConfigException;
import io.usance.service.Connections;
import io.usance.store.StaleStateException;
import io.usance.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The engine that commands on contracts and indexes work on, beside a running service. */
public final class EngineSession {
    /** How often a command is handled again after the service was faster. */
    private static final int ATTEMPTS_MAX = 10;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The file of usance run; only its database is used.")
    private Path config;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    EngineSession() {}

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** What the configuration says. */
    public RunConfig settings() {
        return ConfigFile.read(spec, config);
    }

    /** When a person decided it: now. */
    public Instant now() {
        return Instant.ofEpochMilli(Clock.systemUTC().millis());
    }

    /**
     * Opens the database and runs a task on it.
     *
     * @throws CliFailure if the database is unavailable, or the request is refused
     */
    public <T> T with(Function<BillingEngine, T> work) {
        var settings = ConfigFile.read(spec, config);
        try (HikariDataSource pool = Connections.pool(settings.database())) {
            return attempt(BillingEngine.builder(pool).build(), work);
        } catch (StoreUnavailableException | RefusedException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** What writes nothing because another instance was faster can be done again. */
    private static <T> T attempt(BillingEngine engine, Function<BillingEngine, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.apply(engine);
            } catch (StaleStateException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw new CliFailure(
                            "the service writes to the contract all the time; nothing was changed"
                                    + " in %d attempts, try again".formatted(ATTEMPTS_MAX),
                            e);
                }
            }
        }
    }

    /** What a contract document says, checked. */
    public ContractTerms document(Path file) {
        try {
            return ContractDocument.read(file).terms();
        } catch (InvalidConfigException e) {
            throw refused(e.problems(), file.toString());
        }
    }

    /** One problem is the message; of several, each is a line of its own before it. */
    public CliFailure refused(List<String> problems, String file) {
        if (problems.size() == 1) {
            return new CliFailure(problems.getFirst());
        }
        problems.forEach(spec.commandLine().getErr()::println);
        return new CliFailure(problems.size() + " problems in " + file + "; nothing was changed");
    }

    /** The terms that hold now. */
    public static ContractTerms signed(BillingEngine engine, String contractId) {
        ContractTerms terms = engine.contractTerms(contractId);
        if (terms == null) {
            throw new CliFailure(
                    "contract "
                            + contractId
                            + " is not signed in this database; check its id, or sign it with"
                            + " usance contract sign");
        }
        return terms;
    }
}
