package io.usance.spring;

import io.usance.engine.BillingEngine;
import io.usance.subscription.RunnerState;
import io.usance.subscription.StepRunner;
import io.usance.subscription.Stepped;
import io.usance.subscription.Subscription;
import io.usance.subscription.SubscriptionBuilder;
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
    private final BillingEngine engine;
    private final boolean stages;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final Map<String, StepRunner> runners = new LinkedHashMap<>();
    private @Nullable StepRunner stageRunner;
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
            stageRunner = begin(engine.stages());
        }
        // A runner runs once, so a restarted application gets others.
        subscriptions.forEach((name, subscription) -> runners.put(name, begin(subscription)));
        running = true;
    }

    private static StepRunner begin(Stepped stepped) {
        StepRunner runner = new StepRunner(stepped);
        Thread.ofPlatform().name("usance-" + stepped.name()).daemon().start(runner);
        return runner;
    }

    @Override
    public synchronized void stop() {
        running = false;
        // Each waits for the step it is in.
        if (stageRunner != null) {
            stageRunner.close();
        }
        runners.values().forEach(StepRunner::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
