package io.usance.spring;

import io.usance.engine.EngineBuilder;
import io.usance.engine.EngineBuilder;

/** A bean that sets what has no property, such as kinds of meters or the clock. */
@FunctionalInterface
public interface BillingEngineCustomizer {

    /** Changes the engine that is about to be built. */
    void customize(EngineBuilder builder);
}
