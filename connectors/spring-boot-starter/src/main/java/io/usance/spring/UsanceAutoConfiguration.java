package io.usance.spring;

import io.usance.engine.BillingEngine;
import io.usance.engine.EngineBuilder;
import io.usance.host.HostTransactions;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * An engine on the application's data source, whose commands take part in the application's
 * transactions. An application with several data sources marks one as primary, or defines the
 * engine's bean.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
        })
@ConditionalOnClass(BillingEngine.class)
@ConditionalOnProperty(name = "usance.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(UsanceProperties.class)
public final class UsanceAutoConfiguration {

    /** The engine; its schema is brought up to date first. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(DataSource.class)
    BillingEngine usanceEngine(
            DataSource dataSource,
            UsanceProperties properties,
            ObjectProvider<HostTransactions> transactions,
            ObjectProvider<BillingEngineCustomizer> customizers) {
        EngineBuilder builder =
                BillingEngine.builder(dataSource)
                        .aggregatesCachedMax(properties.aggregatesCachedMax())
                        .eventsPerSnapshot(properties.eventsPerSnapshot())
                        .migrations(properties.migrations());
        if (properties.schema() != null) {
            builder.schema(properties.schema());
        }
        transactions.ifUnique(builder::hostTransactions);
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    /** Runs the stages and the application's subscriptions. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(BillingEngine.class)
    UsanceRunners usanceRunners(
            BillingEngine engine,
            UsanceProperties properties,
            ObjectProvider<UsanceSubscription> subscriptions) {
        return new UsanceRunners(
                engine, properties.runStages(), subscriptions.orderedStream().toList());
    }

    /** The application's transactions, with the application's transaction managers. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({PlatformTransactionManager.class, SpringTransactions.class})
    @ConditionalOnProperty(
            name = "usance.join-transactions",
            havingValue = "true",
            matchIfMissing = true)
    static class JoiningTransactions {

        @Bean
        @ConditionalOnMissingBean(HostTransactions.class)
        @ConditionalOnSingleCandidate(DataSource.class)
        SpringTransactions usanceTransactions(DataSource dataSource) {
            return new SpringTransactions(dataSource);
        }

        /**
         * Boot adds listeners to the manager that it makes itself, not to the application's own.
         */
        @Bean
        SmartInitializingSingleton usanceTransactionListening(
                ObjectProvider<SpringTransactions> transactions,
                ObjectProvider<ConfigurableTransactionManager> managers) {
            return () -> transactions.forEach(each -> managers.forEach(to -> add(each, to)));
        }

        private static void add(
                SpringTransactions transactions, ConfigurableTransactionManager manager) {
            if (!manager.getTransactionExecutionListeners().contains(transactions)) {
                manager.addListener(transactions);
            }
        }
    }
}
