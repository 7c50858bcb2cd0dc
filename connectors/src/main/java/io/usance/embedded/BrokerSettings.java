package io.usance.embedded;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Settings of a single node that starts fast and keeps what it acknowledged. */
record BrokerSettings(Path directory, int port, int controllerPort) {

    private static final int NODE_ID = 1;
    private static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** Prepares the data directory unless it was prepared before. */
    void formatIfNew() throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new Formatter()
                .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
                .setNodeId(NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setControllerListenerName(CONTROLLER_LISTENER)
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .run();
    }

    Properties properties() {
        Properties properties = new Properties();
        identity(properties);
        singleNode(properties);
        small(properties);
        return properties;
    }

    private void identity(Properties properties) {
        String listener = "PLAINTEXT://127.0.0.1:" + port;
        String controller = "127.0.0.1:" + controllerPort;
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(NODE_ID));
        properties.put("controller.quorum.voters", NODE_ID + "@" + controller);
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("listeners", listener + "," + CONTROLLER_LISTENER + "://" + controller);
        properties.put("advertised.listeners", listener);
        properties.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.put("log.dirs", directory.toString());
        // Simulated readings carry old timestamps; nothing may expire before it was read.
        properties.put("log.retention.ms", "-1");
    }

    /** One replica of everything; no waiting for members that cannot come. */
    private static void singleNode(Properties properties) {
        properties.put("auto.create.topics.enable", "false");
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // Without it the next start waits until the controller has given up the old session (9 s).
        properties.put("controlled.shutdown.enable", "true");
    }

    /** Threads and buffers for one machine that does other work as well. */
    private static void small(Properties properties) {
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "2");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "1");
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20));
        properties.put("log.segment.bytes", String.valueOf(64 << 20));
        properties.put("log.index.size.max.bytes", String.valueOf(1 << 20));
        properties.put("metric.reporters", "");
    }
}
