package io.usance.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.anchor.Anchor;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.anchor.log.LogAnchor;
import io.usance.config.AnchorSettings;
import io.usance.config.EscrowSettings;
import io.usance.config.RunConfig;
import io.usance.engine.BillingEngine;
import io.usance.engine.EngineBuilder;
import io.usance.engine.Migrations;
import io.usance.file.Reasons;
import io.usance.money.Money;
import io.usance.record.kinds.StandardInputs;
import io.usance.store.Schema;
import io.usance.store.SchemaName;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** The connections that a configuration describes. */
public final class Connections {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** A statement that takes longer has met a server that no longer answers. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private Connections() {}

    /** A pool that is made whether or not the database is there; the caller closes it. */
    public static HikariDataSource pool(RunConfig.Database database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("usance");
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        if (database.password() != null) {
            config.setPassword(database.password().reveal());
        }
        config.setMaximumPoolSize(database.connections());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_LIMIT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        config.addDataSourceProperty("socketTimeout", Long.toString(ANSWER_LIMIT.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "usance");
        return new HikariDataSource(config);
    }

    /**
     * An engine on the tables that the configuration names. Every command of one configuration
     * works on the same.
     */
    public static EngineBuilder engine(DataSource pool, RunConfig.Database database) {
        EngineBuilder engine = BillingEngine.builder(pool).migrations(database.migrations());
        return database.schema() == null ? engine : engine.schema(database.schema());
    }

    /** The configured anchor; neither is a node asked nor a log opened yet. */
    public static Anchor anchor(AnchorSettings settings) {
        return switch (settings) {
            case AnchorSettings.Chain chain -> anchor(chain);
            case AnchorSettings.Log log -> LogAnchor.in(log.directory(), log.key());
        };
    }

    private static EvmAnchor anchor(AnchorSettings.Chain chain) {
        return EvmAnchor.connect(
                chain.chain(), chain.contract(), chain.key().reveal().toCharArray());
    }

    /**
     * Tries every connection once. Nothing is written anywhere, but that opening a log cuts off
     * what a crash left in it unsigned, as the service would.
     *
     * @param say takes a line for everything that was found in order
     * @return what is wrong, each one line; empty if the service could start
     */
    public static List<String> check(RunConfig config, Consumer<String> say) {
        List<String> problems = new ArrayList<>();
        attempt("postgres", problems, () -> say.accept("postgres: " + postgres(config.database())));
        attempt("kafka", problems, () -> say.accept("kafka: " + kafka(config)));
        if (config.anchor().isPresent()) {
            attempt(
                    "anchor",
                    problems,
                    () -> say.accept("anchor: " + found(config.anchor().get())));
        } else {
            say.accept("anchor: none configured; batches are sealed and wait");
        }
        say.accept(
                config.http()
                        .map(http ->
                                "http: will listen on %s, port %d"
                                        .formatted(http.host(), http.port()))
                        .orElse("http: none configured; nothing listens"));
        return problems;
    }

    private interface Attempt {
        void run() throws SQLException, ExecutionException, InterruptedException;
    }

    private static void attempt(String what, List<String> problems, Attempt attempt) {
        try {
            attempt.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problems.add(what + ": interrupted");
        } catch (ExecutionException e) {
            problems.add(what + ": " + Reasons.of(e.getCause() == null ? e : e.getCause()));
        } catch (SQLException | RuntimeException e) {
            problems.add(what + ": " + Reasons.of(e));
        }
    }

    private static String postgres(RunConfig.Database database) throws SQLException {
        try (HikariDataSource pool = pool(database);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select 1");
            return "version %s answers; %s"
                    .formatted(
                            connection.getMetaData().getDatabaseProductVersion(),
                            schema(pool, database));
        }
    }

    /**
     * Which tables the service would work on: to look at the wrong ones is to bill from nothing.
     */
    private static Schema.Found schema(DataSource pool, RunConfig.Database database) {
        SchemaName named = database.schema() == null ? null : SchemaName.of(database.schema());
        if (database.migrations() == Migrations.VALIDATE) {
            Schema.validate(pool, named);
        }
        return Schema.look(pool, named);
    }

    private static String kafka(RunConfig config) throws ExecutionException, InterruptedException {
        Properties settings = new Properties();
        settings.put("request.timeout.ms", Long.toString(CONNECT_LIMIT.toMillis()));
        settings.put(
                "default.api.timeout.ms", Long.toString(CONNECT_LIMIT.multipliedBy(2).toMillis()));
        settings.putAll(config.service().kafka());
        try (Admin admin = Admin.create(settings)) {
            int nodes = admin.describeCluster().nodes().get().size();
            Set<String> missing =
                    new TreeSet<>(config.service().topics().all(StandardInputs.all()));
            missing.removeAll(admin.listTopics().names().get());
            return nodes
                    + " brokers answer"
                    + (missing.isEmpty()
                            ? ", all topics are there"
                            : "; topics to be created at start: " + missing);
        } catch (KafkaException e) {
            throw new StartFailedException(Reasons.of(e), e);
        }
    }

    private static String found(AnchorSettings settings) {
        return switch (settings) {
            case AnchorSettings.Chain chain -> chain(chain) + escrows(chain);
            case AnchorSettings.Log log -> log(log);
        };
    }

    private static String escrows(AnchorSettings.Chain chain) {
        StringBuilder found = new StringBuilder();
        for (EscrowSettings settings : chain.escrows()) {
            try (EvmEscrow escrow = EvmEscrow.reading(chain.chain(), settings.contract())) {
                long known =
                        settings.addressByAccount().values().stream()
                                .filter(address -> escrow.account(address).isPresent())
                                .count();
                found.append(
                        "; escrow of %s holds %s, operator %s, %d of %d accounts known to it"
                                .formatted(
                                        settings.currency(),
                                        new Money(escrow.heldMinor(), settings.currency()),
                                        escrow.operator(),
                                        known,
                                        settings.addressByAccount().size()));
            }
        }
        return found.toString();
    }

    /** A log that is not there is not made: only the service begins it. */
    private static String log(AnchorSettings.Log settings) {
        String publicKey = "; its public key is " + settings.key().publicKey();
        if (!Files.exists(settings.directory())) {
            return "log %s will begin in %s%s"
                    .formatted(settings.key().publicKey().name(), settings.directory(), publicKey);
        }
        try (LogAnchor anchor = LogAnchor.in(settings.directory(), settings.key())) {
            anchor.requireReady();
            return "log %s in %s has %d entries%s"
                    .formatted(
                            settings.key().publicKey().name(),
                            settings.directory(),
                            anchor.checkpoint().map(c -> c.checkpoint().size()).orElse(0L),
                            publicKey);
        }
    }

    private static String chain(AnchorSettings.Chain chain) {
        try (EvmAnchor anchor = anchor(chain)) {
            anchor.requireReady();
            return "account "
                    + anchor.account()
                    + " may anchor in contract "
                    + anchor.contract()
                    + " on chain "
                    + chain.chain().chainId();
        }
    }
}
