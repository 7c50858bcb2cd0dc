package io.usance.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.usance.engine.BillingEngine;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The engine's metrics, where the application has Micrometer. */
@AutoConfiguration(after = UsanceAutoConfiguration.class)
@ConditionalOnClass({BillingEngine.class, MeterBinder.class})
@ConditionalOnBean(BillingEngine.class)
public final class UsanceMetricsAutoConfiguration {

    /** Bound to every registry by Boot. */
    @Bean
    @ConditionalOnMissingBean
    EngineMetrics usanceMetrics(BillingEngine engine) {
        return new EngineMetrics(engine);
    }
}
