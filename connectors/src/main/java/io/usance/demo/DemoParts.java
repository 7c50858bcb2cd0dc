package io.usance.demo;

import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmNode;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import io.usance.engine.BillingEngine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The broker, the database with the engine on it, and the chain, started side by side. */
final class DemoParts implements AutoCloseable {
    private final EmbeddedKafka kafka;
    private final EmbeddedDatabase database;
    private final EvmNode node;
    private final EvmAnchor anchor;
    private final BillingEngine engine;
    private final Thread onExit;

    private DemoParts(
            EmbeddedKafka kafka,
            EmbeddedDatabase database,
            EvmNode node,
            EvmAnchor anchor,
            BillingEngine engine) {
        this.kafka = kafka;
        this.database = database;
        this.node = node;
        this.anchor = anchor;
        this.engine = engine;
        // Ctrl-C must not leave servers or their temporary data behind.
        this.onExit = new Thread(this::closeAll, "stop-demo-parts");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    static DemoParts start() {
        EmbeddedKafka kafka = EmbeddedKafka.temporary();
        EmbeddedDatabase database = EmbeddedDatabase.temporary();
        CompletableFuture<EmbeddedKafka> broker = started("broker", kafka::start);
        CompletableFuture<BillingEngine> engine =
                started(
                        "engine",
                        () -> BillingEngine.builder(database.start().dataSource()).build());
        CompletableFuture<EvmNode> node = started("node", EvmNode::start);
        CompletableFuture<EvmAnchor> anchor = node.thenApplyAsync(DemoParts::deploy);
        try {
            CompletableFuture.allOf(broker, engine, anchor).join();
            return new DemoParts(kafka, database, node.join(), anchor.join(), engine.join());
        } catch (CompletionException e) {
            kafka.close();
            database.close();
            node.thenAccept(EvmNode::close);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static <T> CompletableFuture<T> started(String name, Supplier<T> start) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("start-" + name)
                .start(() -> {
                    try {
                        done.complete(start.get());
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                });
        return done;
    }

    private static EvmAnchor deploy(EvmNode node) {
        char[] key = EvmNode.PUBLIC_DEV_KEY.toCharArray();
        String contract = EvmAnchor.deploy(node.chain(), key);
        return EvmAnchor.connect(node.chain(), contract, key);
    }

    EmbeddedKafka kafka() {
        return kafka;
    }

    BillingEngine engine() {
        return engine;
    }

    EvmAnchor anchor() {
        return anchor;
    }

    String summary() {
        return "Kafka "
                + kafka.bootstrapServers()
                + ", Postgres "
                + database.port()
                + ", EVM node "
                + node.port()
                + ", contract "
                + anchor.contract();
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM is going down already, and the hook with it.
        }
    }

    private synchronized void closeAll() {
        anchor.close();
        node.close();
        kafka.close();
        database.close();
    }
}
