package io.usance.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.usance.anchor.Anchor;
import io.usance.batching.BatchAnchoring;
import io.usance.batching.BatchSealer;
import io.usance.config.ServiceSettings;
import io.usance.engine.BillingEngine;
import io.usance.engine.Listening;
import io.usance.kafka.IntakeRole;
import io.usance.kafka.OutboxRole;
import io.usance.kafka.Role;
import io.usance.kafka.TopicEnds;
import io.usance.kafka.TopicSetup;
import io.usance.netting.BatchNetting;
import io.usance.netting.EscrowBook;
import io.usance.record.MeterInputs;
import io.usance.record.kinds.StandardInputs;
import io.usance.settlement.stage.Charging;
import io.usance.watch.RoleState;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The running service: one thread per role, started together, stopped together.
 *
 * <p>Several instances may run on one database and one consumer group; partitions are shared out by
 * Kafka, each stage behind is done by one of them while it lives.
 */
public final class UsanceService implements AutoCloseable {
    private static final Duration IDLE_PAUSE = Duration.ofMillis(20);
    private static final Duration SLOW_PAUSE = Duration.ofMillis(200);
    private static final Duration CLOSING_PAUSE = Duration.ofSeconds(5);
    private static final Duration SETTLING_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(4);
    private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(4);

    private final List<RoleRunner> runners = new ArrayList<>();
    private final List<Leadership> leaderships = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private final OutboxRole outbox;
    private final List<String> inbound;
    private Listening wakeUps = () -> {};

    private UsanceService(OutboxRole outbox, List<String> inbound) {
        this.outbox = outbox;
        this.inbound = inbound;
    }

    /**
     * Creates missing topics and starts all roles.
     *
     * @param anchor where batches go; empty seals batches and leaves them waiting
     * @param clock ages of batches and silence of sensors are measured by it
     */
    public static UsanceService start(
            BillingEngine engine,
            Optional<Anchor> anchor,
            ServiceSettings settings,
            Clock clock,
            MeterRegistry meters) {
        return start(engine, anchor, List.of(), settings, clock, meters);
    }

    /**
     * Likewise, and moves the money of batches.
     *
     * @param escrows one per currency; none: no money moves
     */
    public static UsanceService start(
            BillingEngine engine,
            Optional<Anchor> anchor,
            List<EscrowBook> escrows,
            ServiceSettings settings,
            Clock clock,
            MeterRegistry meters) {
        return start(engine, StandardInputs.all(), anchor, escrows, settings, clock, meters);
    }

    /**
     * Likewise, with these kinds of meters.
     *
     * @param inputs whose topics are read; the engine knows their kinds
     * @throws IllegalArgumentException if it does not
     */
    public static UsanceService start(
            BillingEngine engine,
            MeterInputs inputs,
            Optional<Anchor> anchor,
            List<EscrowBook> escrows,
            ServiceSettings settings,
            Clock clock,
            MeterRegistry meters) {
        inputs.requireKnownTo(engine.meterKinds());
        TopicSetup.create(
                settings.kafka(),
                settings.topics(),
                inputs,
                settings.partitions(),
                settings.replication());
        List<String> inbound = settings.topics().inbound(inputs);
        OutboxRole outbox = new OutboxRole(engine, settings.topics(), settings.kafka(), meters);
        UsanceService service = new UsanceService(outbox, inbound);
        service.add(
                new IntakeRole(engine, settings.topics(), inputs, settings.kafka(), meters),
                Duration.ZERO,
                settings,
                meters);
        Leadership books = service.leadership(engine, "charging");
        RoleRunner charging =
                service.add(
                        StageRole.of(
                                Charging.NAME, books.alone(engine.internals().charging()::step)),
                        IDLE_PAUSE,
                        settings,
                        meters);
        // Not woken: the longer it rests, the more readings of a silo become one update.
        service.add(new StageRole(engine.internals().projecting()), IDLE_PAUSE, settings, meters);
        RoleRunner publishing = service.add(outbox, IDLE_PAUSE, settings, meters);
        service.wakeUps =
                engine.onAppended(() -> {
                    charging.wake();
                    if (outbox.position().isPresent()) {
                        publishing.wake();
                    }
                });
        BatchSealer sealer =
                new BatchSealer(
                        engine,
                        settings.batchCountMax(),
                        settings.batchAgeMax(),
                        settings.batchAmountMax(),
                        new SecureRandom());
        service.add(
                StageRole.of("sealing", books.alone(() -> sealer.step(clock.instant()))),
                SLOW_PAUSE,
                settings,
                meters);
        // A lead of its own: not every instance need have an anchor.
        Leadership chain = service.leadership(engine, "anchoring");
        anchor.ifPresent(to -> {
            BatchAnchoring anchoring = new BatchAnchoring(engine, to, settings.anchorDepth());
            service.add(
                    StageRole.of("anchoring", chain.alone(anchoring::step)),
                    SLOW_PAUSE,
                    settings,
                    meters);
        });
        if (!escrows.isEmpty()) {
            BatchNetting netting = new BatchNetting(engine, escrows, settings.anchorDepth());
            service.add(
                    StageRole.of("netting", chain.alone(() -> netting.step(clock.instant()))),
                    SLOW_PAUSE,
                    settings,
                    meters);
        }
        SilentMeters silent =
                new SilentMeters(
                        engine,
                        () -> TopicEnds.now(settings.kafka(), inbound),
                        settings.closeSilentAfter());
        service.add(
                StageRole.of("closing", () -> silent.step(clock.instant())),
                CLOSING_PAUSE,
                settings,
                meters);
        DueSettlements due = new DueSettlements(engine);
        service.add(
                StageRole.of("settling", books.alone(() -> due.step(clock.instant()))),
                SETTLING_PAUSE,
                settings,
                meters);
        service.threads.forEach(Thread::start);
        return service;
    }

    private Leadership leadership(BillingEngine engine, String name) {
        Leadership acquired = new Leadership(engine, name);
        leaderships.add(acquired);
        return acquired;
    }

    private RoleRunner add(
            Role role, Duration idlePause, ServiceSettings settings, MeterRegistry meters) {
        RoleRunner runner =
                new RoleRunner(
                        role,
                        idlePause,
                        new Backoff(settings.outageAttemptsMax(), settings.outagePauseMax()),
                        meters,
                        this::giveUp);
        runners.add(runner);
        threads.add(Thread.ofPlatform().name("usance-" + role.name()).unstarted(runner));
        return runner;
    }

    private void giveUp(Throwable cause) {
        failure.compareAndSet(null, cause);
        ended.countDown();
    }

    /** How the roles are doing, by name. Answers at once. */
    public SortedMap<String, RoleState> roles() {
        SortedMap<String, RoleState> states = new TreeMap<>();
        runners.forEach(runner -> states.put(runner.roleName(), runner.state()));
        return states;
    }

    /** Names of the topics that are read. */
    public List<String> inbound() {
        return inbound;
    }

    /** Log position up to which this instance has published; empty if another one publishes. */
    public OptionalLong published() {
        return outbox.position();
    }

    /** Why a role gave up, if one has. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Waits until a role gives up or {@link #close()} is called. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /**
     * Stops all roles after the step they are in; what a step has not committed is done again next
     * time.
     */
    @Override
    public void close() {
        ended.countDown();
        wakeUps.close();
        runners.forEach(RoleRunner::stop);
        try {
            join(STOP_LIMIT);
            // What is still in a step waits for something unavailable.
            threads.forEach(Thread::interrupt);
            join(INTERRUPT_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaderships.forEach(Leadership::close);
    }

    private void join(Duration limit) throws InterruptedException {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime())));
        }
    }
}
