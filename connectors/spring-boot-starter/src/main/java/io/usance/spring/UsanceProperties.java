package io.usance.spring;

import io.usance.engine.Migrations;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the engine in a Spring Boot application.
 *
 * @param enabled whether there is an engine
 * @param schema the schema of the engine's tables, made if it is missing; if none is named, {@code
 *     usance}, or {@code public} where an earlier release has made its tables there
 * @param migrations APPLY: the engine brings its tables up to date; VALIDATE: an administrator does
 * @param aggregatesCachedMax meters of each kind kept in memory, and as many contracts; others are
 *     loaded
 * @param eventsPerSnapshot events of one stream between two snapshots
 * @param joinTransactions whether commands take part in the transactions of the application's
 *     transaction managers; otherwise each has one of its own
 * @param runStages whether a thread of the starter charges and projects while the application runs;
 *     otherwise the application calls {@code catchUp}
 */
@ConfigurationProperties("usance")
public record UsanceProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String schema,
        @DefaultValue("APPLY") Migrations migrations,
        @DefaultValue("50000") int aggregatesCachedMax,
        @DefaultValue("200") int eventsPerSnapshot,
        @DefaultValue("true") boolean joinTransactions,
        @DefaultValue("true") boolean runStages) {

    /** Refuses limits that are not positive. */
    public UsanceProperties {
        requirePositive("usance.aggregates-cached-max", aggregatesCachedMax);
        requirePositive("usance.events-per-snapshot", eventsPerSnapshot);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + "; write 1 or more");
        }
    }
}
