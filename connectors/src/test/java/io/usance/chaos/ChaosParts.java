package io.usance.chaos;

import io.usance.anchor.evm.EvmNode;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;

/** Broker, database and chain of one run; each keeps its data, so that it can go and come back. */
final class ChaosParts implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final EmbeddedDatabase database;
    private final BrokenDatabase broken;
    private final EvmNode.Options chain;
    private EvmNode node;

    private ChaosParts(Path directory) {
        kafka = EmbeddedKafka.in(directory.resolve("kafka"), 0);
        database = EmbeddedDatabase.in(directory.resolve("postgres"), 0);
        broken = new BrokenDatabase(database, directory.resolve("postgres"));
        EvmNode.Options options =
                EvmNode.Options.defaults().withStateFile(directory.resolve("chain.json"));
        node = EvmNode.start(options);
        chain = options.withPort(node.port());
    }

    static ChaosParts start(Path directory) {
        ChaosParts parts = new ChaosParts(directory);
        try {
            parts.kafka.start();
            parts.database.start();
            return parts;
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    EmbeddedKafka kafka() {
        return kafka;
    }

    EvmNode node() {
        return node;
    }

    BrokenDatabase broken() {
        return broken;
    }

    /** The JDBC URL of a new, empty database. */
    String newDatabase(String name) {
        database.createDatabase(name);
        return database.jdbcUrl(name);
    }

    void restartKafka(Duration away) throws InterruptedException {
        kafka.stop();
        Thread.sleep(away.toMillis());
        kafka.start();
    }

    void restartDatabase(Duration away) throws InterruptedException {
        database.stop();
        Thread.sleep(away.toMillis());
        database.start();
    }

    /** It is told to end, and so saves its state; a kill would lose up to a second of it. */
    void restartChain(Duration away) throws InterruptedException {
        node.close();
        Thread.sleep(away.toMillis());
        node = EvmNode.start(chain);
    }

    @Override
    public void close() {
        node.close();
        database.close();
        kafka.close();
    }
}
