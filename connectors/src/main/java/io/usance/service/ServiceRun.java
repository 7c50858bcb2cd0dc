package io.usance.service;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.anchor.Anchor;
import io.usance.config.AnchorSettings;
import io.usance.config.RunConfig;
import io.usance.config.ServiceSettings;
import io.usance.engine.BillingEngine;
import io.usance.file.Reasons;
import io.usance.netting.EscrowBook;
import io.usance.record.kinds.StandardInputs;
import io.usance.watch.Watch;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the service from a configuration: waits for what is unavailable, sets up the master
 * data, runs until it is stopped or a role gives up.
 *
 * <p>{@link #run} belongs to one thread; {@link #stop} may be called by any other, at any time.
 */
public final class ServiceRun {
    private final RunConfig config;
    private final Clock clock;
    private final Consumer<String> say;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable UsanceService service;

    /**
     * @param say takes lines for a person: what is waited for, that it is ready, that it has
     *     stopped
     */
    public ServiceRun(RunConfig config, Clock clock, Consumer<String> say) {
        this.config = config;
        this.clock = clock;
        this.say = say;
    }

    /**
     * Starts, and returns when the service has been stopped.
     *
     * @throws StartFailedException if it cannot start, or a role has given up; everything is
     *     stopped then
     */
    public void run() throws InterruptedException {
        try (HikariDataSource pool = Connections.pool(config.database());
                Watch watch = config.http().map(ServiceWatch::open).orElse(null)) {
            if (watch != null) {
                say.accept("listening: %s/metrics, /health and /ready".formatted(watch.url()));
            }
            if (config.anchor().isPresent()) {
                List<EscrowBook> escrows = config.anchor().get().openEscrows();
                try (Anchor anchor = Connections.anchor(config.anchor().get())) {
                    run(pool, Optional.of(anchor), escrows, watch);
                } finally {
                    escrows.forEach(EscrowBook::close);
                }
            } else {
                say.accept("no anchor is configured: batches are sealed and wait");
                run(pool, Optional.empty(), List.of(), watch);
            }
            say.accept("stopped");
        } catch (StartupWait.StoppedException e) {
            say.accept(String.valueOf(e.getMessage()));
            say.accept("stopped");
        } finally {
            // Last: the Java runtime ends as soon as the thread that asked to stop knows of it.
            ended.countDown();
        }
    }

    private void run(
            HikariDataSource pool,
            Optional<Anchor> anchor,
            List<EscrowBook> escrows,
            @Nullable Watch watch)
            throws InterruptedException {
        ServiceSettings settings = config.service();
        StartupWait startup =
                new StartupWait(
                        new Backoff(settings.outageAttemptsMax(), settings.outagePauseMax()),
                        stopAsked,
                        say);
        BillingEngine engine =
                startup.await(
                        "Postgres",
                        () ->
                                Connections.engine(pool, config.database())
                                        .aggregatesCachedMax(config.database().cachedMax())
                                        .readingAhead()
                                        .build());
        setUp(startup, engine);
        anchor.ifPresent(on ->
                startup.await(
                        anchorName(),
                        () -> {
                            on.requireReady();
                            return true;
                        }));
        MeterRegistry meters = watch == null ? new SimpleMeterRegistry() : watch.meters();
        UsanceService running =
                startup.await(
                        "Kafka",
                        () ->
                                UsanceService.start(
                                        engine, anchor, escrows, settings, clock, meters));
        service = running;
        try (running) {
            if (watch != null) {
                new ServiceWatch(engine, pool, anchor, escrows, settings, clock)
                        .follow(watch, running, config.http().orElseThrow().every());
            }
            if (stopAsked.getCount() > 0) {
                say.accept(readyLine());
                running.awaitEnd();
            }
        }
        Optional<Throwable> failure = running.failure();
        if (failure.isPresent()) {
            throw new StartFailedException(
                    "a role has given up: " + Reasons.of(failure.get()), failure.get());
        }
    }

    private String anchorName() {
        return config.anchor().stream().anyMatch(AnchorSettings.Log.class::isInstance)
                ? "the log"
                : "the chain";
    }

    private void setUp(StartupWait startup, BillingEngine engine) {
        List<String> conflicts =
                startup.await("Postgres", () -> config.masterData().setUp(engine, clock.instant()));
        if (!conflicts.isEmpty()) {
            throw new StartFailedException(
                    "the master data is in conflict: " + String.join("; ", conflicts));
        }
    }

    private String readyLine() {
        List<String> inbound = config.service().topics().inbound(StandardInputs.all());
        return "ready: reading %s, %d meters and %d contracts in the master data, %s"
                .formatted(
                        String.join(" and ", inbound),
                        config.masterData().meters().size(),
                        config.masterData().contracts().size(),
                        config.anchor()
                                .map(settings -> "anchoring in " + settings.place())
                                .orElse("not anchoring"));
    }

    /**
     * Asks it to stop and waits until it has, for the time that {@link UsanceService#close()} takes
     * at most.
     */
    public void stop() throws InterruptedException {
        stopAsked.countDown();
        UsanceService running = service;
        if (running != null) {
            running.close();
        }
        ended.await();
    }
}
