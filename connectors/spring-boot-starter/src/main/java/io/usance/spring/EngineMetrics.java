package io.usance.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.usance.engine.BillingEngine;

/**
 * Metrics of the engine, each asked of the database when it is read: {@code usance.events}, those
 * appended since the beginning, and {@code usance.stage.behind}, by {@code stage}, those that it
 * has not handled yet. Not a number while the database is unavailable.
 */
public final class EngineMetrics implements MeterBinder {
    private final BillingEngine engine;

    /** Metrics of this engine. */
    public EngineMetrics(BillingEngine engine) {
        this.engine = engine;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("usance.events", engine, each -> each.progress().events())
                .description("Events appended since the beginning, by all instances")
                .register(registry);
        for (Stage stage : Stage.values()) {
            Gauge.builder("usance.stage.behind", engine, stage::behind)
                    .tag("stage", stage.tag())
                    .description("Events that the stage has not handled yet")
                    .register(registry);
        }
    }
}
