package io.usance.spring;

import io.usance.engine.BillingEngine;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The engine's health as {@code usance}. Boot 4 has moved the types; each half is loaded only where
 * its own are on the class path.
 */
@AutoConfiguration(after = UsanceAutoConfiguration.class)
@ConditionalOnClass(BillingEngine.class)
@ConditionalOnBean(BillingEngine.class)
public final class UsanceHealthAutoConfiguration {

    /** Where Boot 3 asks for it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    static class OfBoot3 {

        @Bean
        @ConditionalOnMissingBean(name = "usanceHealthIndicator")
        org.springframework.boot.actuate.health.HealthIndicator usanceHealthIndicator(
                BillingEngine engine) {
            return () -> {
                EngineHealth health = EngineHealth.of(engine);
                return health.failure() == null
                        ? org.springframework.boot.actuate.health.Health.up()
                                .withDetails(health.details())
                                .build()
                        : org.springframework.boot.actuate.health.Health.down(health.failure())
                                .build();
            };
        }
    }

    /** Where Boot 4 asks for it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class OfBoot4 {

        @Bean
        @ConditionalOnMissingBean(name = "usanceHealthIndicator")
        org.springframework.boot.health.contributor.HealthIndicator usanceHealthIndicator(
                BillingEngine engine) {
            return () -> {
                EngineHealth health = EngineHealth.of(engine);
                return health.failure() == null
                        ? org.springframework.boot.health.contributor.Health.up()
                                .withDetails(health.details())
                                .build()
                        : org.springframework.boot.health.contributor.Health.down(health.failure())
                                .build();
            };
        }
    }
}
