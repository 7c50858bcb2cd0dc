package io.usance.demo;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import io.usance.engine.BillingEngine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The broker, the database with the engine on it, and the anchor, started side by side. */
final class DemoParts implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 20;

    private final EmbeddedKafka kafka;
    private final EmbeddedDatabase database;
    private final DemoAnchor anchor;
    private final HikariDataSource pool;
    private final BillingEngine engine;
    private final Thread onExit;

    private DemoParts(
            EmbeddedKafka kafka,
            EmbeddedDatabase database,
            DemoAnchor anchor,
            HikariDataSource pool,
            BillingEngine engine) {
        this.kafka = kafka;
        this.database = database;
        this.anchor = anchor;
        this.pool = pool;
        this.engine = engine;
        // Ctrl-C must not leave servers or their temporary data behind.
        this.onExit = new Thread(this::closeAll, "stop-demo-parts");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    static DemoParts start(DemoAnchor.Choice choice, DemoFiles files) {
        EmbeddedKafka kafka = EmbeddedKafka.temporary();
        EmbeddedDatabase database = EmbeddedDatabase.temporary();
        CompletableFuture<EmbeddedKafka> broker = started("broker", kafka::start);
        CompletableFuture<HikariDataSource> pool =
                started("database", () -> database.start().newPool("postgres", CONNECTIONS_MAX));
        CompletableFuture<BillingEngine> engine =
                pool.thenApply(on -> BillingEngine.builder(on).readingAhead().build());
        CompletableFuture<DemoAnchor> anchor =
                started("anchor", () -> DemoAnchor.start(choice, files));
        try {
            CompletableFuture.allOf(broker, engine, anchor).join();
            return new DemoParts(kafka, database, anchor.join(), pool.join(), engine.join());
        } catch (CompletionException e) {
            pool.thenAccept(HikariDataSource::close);
            kafka.close();
            database.close();
            anchor.thenAccept(DemoAnchor::close);
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

    EmbeddedKafka kafka() {
        return kafka;
    }

    HikariDataSource pool() {
        return pool;
    }

    BillingEngine engine() {
        return engine;
    }

    DemoAnchor anchor() {
        return anchor;
    }

    String summary() {
        return "Kafka "
                + kafka.bootstrapServers()
                + ", Postgres "
                + database.port()
                + ", "
                + anchor.summary();
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
        kafka.close();
        pool.close();
        database.close();
    }
}
