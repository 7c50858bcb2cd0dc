package io.usance.config;

import java.time.Duration;

/**
 * Where metrics, health and readiness are served: the section {@code http} of a configuration.
 *
 * @param host name or address of an interface of this machine
 * @param port 0 for any free one
 * @param every how often Kafka, Postgres and the node are looked at
 */
public record WatchSettings(String host, int port, Duration every) {
    /** More often would be work for them. */
    public static final Duration EVERY_MIN = Duration.ofSeconds(1);

    static final Duration EVERY_MAX = Duration.ofMinutes(5);

    /** On this machine only, at a free port. */
    public static WatchSettings local(int port) {
        return new WatchSettings("127.0.0.1", port, EVERY_MIN);
    }
}
