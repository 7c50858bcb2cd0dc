package io.usance.spring;

import io.usance.engine.BillingEngine;
import io.usance.subscription.RunnerState;
import io.usance.subscription.Subscription;
import io.usance.subscription.SubscriptionBuilder;
import io.usance.subscription.SubscriptionRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The threads of the engine in an application: one for the stages, one for each subscription. They
 * start when the application has started and end, with the step that runs, before it stops.
 */
public final class UsanceRunners implements SmartLifecycle {
    private static final long STOP_MAX_MS = 30_000;

    private final BillingEngine engine;
    private final boolean stages;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final Map<String, SubscriptionRunner> runners = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable StageRunner stageRunner;
    private volatile boolean running;

    UsanceRunners(BillingEngine engine, boolean stages, List<UsanceSubscription> beans) {
        this.engine = engine;
        this.stages = stages;
        for (UsanceSubscription bean : beans) {
            SubscriptionBuilder builder = engine.subscribe(bean.name());
            bean.configure(builder);
            subscriptions.put(bean.name(), builder.build());
        }
    }

    /** The subscriptions of the application's beans, by name: what is parked can be retried. */
    public Map<String, Subscription> subscriptions() {
        return Map.copyOf(subscriptions);
    }

    /** How the subscriptions are doing, by name; empty before the start. */
    public synchronized Map<String, RunnerState> states() {
        Map<String, RunnerState> states = new LinkedHashMap<>();
        runners.forEach((name, runner) -> states.put(name, runner.state()));
        return states;
    }

    @Override
    public synchronized void start() {
        if (stages) {
            stageRunner = new StageRunner(engine);
            begin("usance-stages", stageRunner);
        }
        // A runner runs once, so a restarted application gets others.
        subscriptions.forEach((name, subscription) -> {
            SubscriptionRunner runner = new SubscriptionRunner(subscription);
            runners.put(name, runner);
            begin("usance-" + name, runner);
        });
        running = true;
    }

    private void begin(String name, Runnable runner) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(runner));
    }

    @Override
    public synchronized void stop() {
        running = false;
        StageRunner ofStages = stageRunner;
        if (ofStages != null) {
            ofStages.close();
        }
        runners.values().forEach(SubscriptionRunner::close);
        for (Thread thread : threads) {
            try {
                thread.join(STOP_MAX_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
