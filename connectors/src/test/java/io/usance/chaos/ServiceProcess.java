package io.usance.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmChain;
import io.usance.anchor.evm.EvmNode;
import io.usance.config.ServiceSettings;
import io.usance.engine.BillingEngine;
import io.usance.kafka.Topics;
import io.usance.service.UsanceService;
import io.usance.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The service as a process of its own, which ends with its standard input, so that no test leaves
 * one behind.
 */
public final class ServiceProcess {
    static final String READY = "ready";

    /** A system property of this name and a setting's sets that setting of Kafka's clients. */
    static final String KAFKA = "usance.kafka.";

    private static final int ROLE_FAILED = 3;
    private static final int CONNECTIONS_MAX = 14;
    private static final int START_ATTEMPTS_MAX = 20;
    private static final long START_PAUSE_MS = 200;

    private ServiceProcess() {}

    /**
     * Everything an instance has to be told, as strings, to cross the border between two processes.
     */
    record Settings(
            String bootstrap,
            String prefix,
            String jdbcUrl,
            String rpcUrl,
            String contract,
            String instance) {
        String[] arguments() {
            return new String[] {bootstrap, prefix, jdbcUrl, rpcUrl, contract, instance};
        }

        static Settings of(String[] arguments) {
            return new Settings(
                    arguments[0],
                    arguments[1],
                    arguments[2],
                    arguments[3],
                    arguments[4],
                    arguments[5]);
        }

        Settings asInstance(String name) {
            return new Settings(bootstrap, prefix, jdbcUrl, rpcUrl, contract, name);
        }
    }

    public static void main(String[] arguments) {
        Settings settings = Settings.of(arguments);
        endWithStandardInput();
        try (HikariDataSource pool = pool(settings.jdbcUrl());
                UsanceService service = startPatiently(settings, pool)) {
            Runtime.getRuntime().addShutdownHook(new Thread(service::close));
            System.out.println(READY);
            service.awaitEnd();
            service.failure().ifPresent(failure -> Runtime.getRuntime().halt(ROLE_FAILED));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static HikariDataSource pool(String jdbcUrl) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(CONNECTIONS_MAX);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** As {@code usance run}: what is unavailable, or slow to answer, is asked again. */
    private static UsanceService startPatiently(Settings settings, HikariDataSource pool)
            throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(settings, pool);
            } catch (RetriableException
                    | StoreUnavailableException
                    | AnchorUnavailableException e) {
                System.err.println("attempt " + attempt + " to start: " + e);
                if (attempt == START_ATTEMPTS_MAX) {
                    throw e;
                }
                Thread.sleep(START_PAUSE_MS);
            }
        }
    }

    /** As in production, but for short waits and small batches. */
    static UsanceService start(Settings settings, HikariDataSource pool) {
        EvmAnchor anchor =
                EvmAnchor.connect(
                        EvmChain.at(settings.rpcUrl(), EvmNode.CHAIN_ID),
                        settings.contract(),
                        EvmNode.PUBLIC_DEV_KEY.toCharArray());
        Topics topics = Topics.withPrefix(settings.prefix());
        ServiceSettings local = ServiceSettings.local(settings.bootstrap(), topics);
        return UsanceService.start(
                BillingEngine.builder(pool).readingAhead().build(),
                Optional.of(anchor),
                new ServiceSettings(
                        kafka(settings),
                        topics,
                        local.partitions(),
                        local.replication(),
                        300,
                        Duration.ofMillis(300),
                        null,
                        1,
                        local.closeSilentAfter(),
                        local.outageAttemptsMax(),
                        Duration.ofSeconds(1)),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private static Properties kafka(Settings settings) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", settings.bootstrap());
        kafka.put("group.id", settings.prefix() + "usance");
        // Small polls: more boundaries for a kill to fall on.
        kafka.put("max.poll.records", "1000");
        if (!settings.instance().isEmpty()) {
            // A restarted instance takes its own place again instead of waiting until the dead one
            // is given up.
            kafka.put("group.instance.id", settings.instance());
        }
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(KAFKA))
                .forEach(name ->
                        kafka.put(name.substring(KAFKA.length()), System.getProperty(name)));
        return kafka;
    }

    private static void endWithStandardInput() {
        Thread.ofPlatform()
                .daemon()
                .name("parent-watch")
                .start(() -> {
                    try {
                        while (System.in.read() >= 0) {
                            Thread.onSpinWait();
                        }
                    } catch (IOException e) {
                        // The parent is gone as well.
                    }
                    Runtime.getRuntime().halt(1);
                });
    }
}
