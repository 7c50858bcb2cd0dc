package io.usance.embedded;

import io.usance.kafka.TopicSetup;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in this JVM: one node that is broker and controller, reachable on 127.0.0.1
 * only, without encryption or passwords.
 *
 * <p>Not thread-safe, except that {@link #bootstrapServers()} may be read by anyone.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int START_ATTEMPTS_MAX = 3;
    private static final int TOPIC_TIMEOUT_MS = 30_000;

    private final Path directory;
    private final boolean temporary;
    private final boolean portChosenFreely;
    private volatile int port;
    private volatile @Nullable KafkaRaftServer server;

    private EmbeddedKafka(Path directory, boolean temporary, int port) {
        this.directory = directory;
        this.temporary = temporary;
        this.portChosenFreely = port == 0;
        this.port = portChosenFreely ? LocalPorts.free() : port;
    }

    /** A broker on a free port whose data is deleted by {@link #close()}. */
    public static EmbeddedKafka temporary() {
        return new EmbeddedKafka(Directories.temporary("usance-kafka-"), true, 0);
    }

    /**
     * A broker that keeps its data.
     *
     * @param directory created if missing; holds one broker's data and nothing else
     * @param port TCP port for clients; 0 for any free one
     */
    public static EmbeddedKafka in(Path directory, int port) {
        return new EmbeddedKafka(Directories.create(directory), false, port);
    }

    /**
     * Starts the broker and returns when it serves clients. Does nothing if it runs already.
     *
     * @throws EmbeddedPartException if it cannot start
     */
    public EmbeddedKafka start() {
        for (int attempt = 1; server == null; attempt++) {
            try {
                server = startOnce();
            } catch (Exception failure) {
                // Between choosing a free port and binding it, another process may have taken it.
                if (!portChosenFreely || attempt == START_ATTEMPTS_MAX) {
                    throw EmbeddedPartException.because(
                            "the embedded Kafka broker cannot start in "
                                    + directory
                                    + " on port "
                                    + port,
                            failure);
                }
                port = LocalPorts.isFree(port) ? port : LocalPorts.free();
            }
        }
        return this;
    }

    private KafkaRaftServer startOnce() throws Exception {
        if (!LocalPorts.isFree(port)) {
            throw new EmbeddedPartException("the port is taken by another process");
        }
        Directories.refuseIfInUse(directory.resolve(".lock"));
        BrokerExit.throwInsteadOfEndingTheJvm();
        BrokerSettings settings = new BrokerSettings(directory, port, LocalPorts.free());
        settings.formatIfNew();
        KafkaRaftServer starting =
                new KafkaRaftServer(
                        KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
        try {
            starting.startup();
        } catch (RuntimeException | Error failure) {
            stopHalfStarted(starting, failure);
            throw new IllegalStateException("start-up failed", failure);
        }
        return starting;
    }

    private static void stopHalfStarted(KafkaRaftServer starting, Throwable failure) {
        try {
            starting.shutdown();
        } catch (RuntimeException | Error alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    /** {@code host:port} for clients; stays the same across a restart. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /**
     * Creates a topic; does nothing if one of that name exists.
     *
     * @param configs topic settings such as {@code cleanup.policy}
     */
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configs)));
    }

    /**
     * Creates those of the topics that do not exist; they take records then.
     *
     * @throws EmbeddedPartException if the broker refuses one
     */
    public void createTopics(Collection<NewTopic> topics) {
        Map<String, Object> settings =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers(),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        TOPIC_TIMEOUT_MS);
        try (Admin admin = Admin.create(settings)) {
            TopicSetup.create(admin, topics);
        } catch (ExecutionException e) {
            throw EmbeddedPartException.because("cannot create topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EmbeddedPartException.because("interrupted while creating topics", e);
        }
    }

    /** Stops the broker and keeps its data; {@link #start()} brings it back on the same port. */
    public void stop() {
        KafkaRaftServer running = server;
        if (running != null) {
            server = null;
            running.shutdown();
            running.awaitShutdown();
        }
    }

    /** Stops the broker and deletes its data if it was {@link #temporary()}. */
    @Override
    public void close() {
        stop();
        if (temporary) {
            Directories.deleteQuietly(directory);
        }
    }
}
