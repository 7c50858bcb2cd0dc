package io.usance.watch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;

/**
 * The log of the command line and the service: warnings and errors, on stderr, with the time.
 * Logback finds this class as a service; a file named by {@code -Dlogback.configurationFile} comes
 * first.
 */
@ConfiguratorRank(ConfiguratorRank.NOMINAL)
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** Logger of what the service tells its operator; never silent. */
    public static final String SAID = "usance";

    /** Level of our own loggers at start; the configuration of a service may set another. */
    static final String LEVEL = "usance.log.level";

    /** Loggers of others whose warnings say nothing that we do not say ourselves. */
    private static final List<String> QUIET =
            List.of(
                    // Warns every 50 ms while a broker is unavailable; the engine says it in its
                    // own
                    // words.
                    "org.apache.kafka.clients.NetworkClient",
                    "org.apache.kafka.controller.QuorumController",
                    // A broken connection is dropped and replaced; the statement that met it
                    // reports the failure.
                    "com.zaxxer.hikari.pool.ProxyConnection",
                    // Says that a topic "already exists" when two clients ask for it at once.
                    "kafka.server.DefaultAutoTopicCreationManager",
                    "org.apache.kafka.server.DefaultAutoTopicCreationManager",
                    // Warns of every retry that the protocol foresees; what cannot be retried
                    // fails the step.
                    "org.apache.kafka.clients.producer.internals.Sender");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LogLines lines = new LogLines();
        lines.setContext(context);
        lines.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(lines);
        stderr.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(stderr);
        QUIET.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
        context.getLogger(SAID).setLevel(Level.INFO);
        context.getLogger("io.usance")
                .setLevel(Level.toLevel(System.getProperty(LEVEL), Level.WARN));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
