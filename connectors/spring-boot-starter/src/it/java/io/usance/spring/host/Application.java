package io.usance.spring.host;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.BillingEngine;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.spring.UsanceAutoConfiguration;
import io.usance.spring.UsanceSubscription;
import io.usance.subscription.Delivery;
import io.usance.subscription.SubscriptionBuilder;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with a table of its own, and what a test asks of it. */
final class Application implements AutoCloseable {
    final ConfigurableApplicationContext context;
    final BillingEngine engine;
    final JdbcTemplate jdbc;
    final PlatformTransactionManager manager;

    private Application(ConfigurableApplicationContext context) {
        this.context = context;
        engine = context.getBean(BillingEngine.class);
        jdbc = context.getBean(JdbcTemplate.class);
        manager = context.getBean(PlatformTransactionManager.class);
        jdbc.execute("create schema if not exists host");
        jdbc.execute("create table if not exists host.delivery (id text primary key)");
    }

    /** With whatever transaction manager Boot makes of what is on the class path. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Annotated.class)
    static class Plain {}

    /** With one that the application made itself. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Annotated.class)
    static class WithJdbc {
        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }
    }

    /** A service whose transactions are declared. */
    static class Annotated {
        @Transactional
        public void transaction(Runnable work) {
            work.run();
        }
    }

    /** With no more than the starter needs: one that starts fast. */
    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @ImportAutoConfiguration(UsanceAutoConfiguration.class)
    @Import(Annotated.class)
    static class Small {
        @Bean
        HikariDataSource dataSource(
                @Value("${spring.datasource.url}") String url,
                @Value("${spring.datasource.hikari.maximum-pool-size}") int size) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url);
            pool.setMaximumPoolSize(size);
            return pool;
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        JdbcTemplate jdbcTemplate(DataSource dataSource) {
            return new JdbcTemplate(dataSource);
        }
    }

    /** With a subscription that notes each silo in the application's table. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithSubscription {
        @Bean
        UsanceSubscription sightings() {
            return new UsanceSubscription() {
                @Override
                public String name() {
                    return "sightings";
                }

                @Override
                public void configure(SubscriptionBuilder subscription) {
                    subscription.on(SiloRegistered.class, Application::note);
                }
            };
        }
    }

    private static void note(SiloRegistered event, Delivery delivery) throws SQLException {
        try (PreparedStatement row =
                delivery.connection().prepareStatement("insert into host.delivery values (?)")) {
            row.setString(1, "seen " + event.spec().siloId());
            row.executeUpdate();
        }
    }

    static Application start(Class<?> configuration, String... more) {
        return startAt(configuration, Server.newDatabase(), more);
    }

    static Application startAt(Class<?> configuration, String url, String... more) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put("spring.datasource.url", url);
        properties.put("spring.main.banner-mode", "off");
        properties.put("logging.level.root", "warn");
        for (String each : more) {
            int equals = each.indexOf('=');
            properties.put(each.substring(0, equals), each.substring(equals + 1));
        }
        return new Application(
                new SpringApplicationBuilder(configuration)
                        .web(WebApplicationType.NONE)
                        .properties(properties)
                        .run());
    }

    TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setPropagationBehavior(propagation);
        return template;
    }

    TransactionTemplate transaction() {
        return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    /** Writes a row of the application's, and registers a silo of the same name. */
    void deliver(String id) {
        jdbc.update("insert into host.delivery values (?)", id);
        engine.handle(Silos.register(id));
    }

    List<String> rows() {
        return jdbc.queryForList("select id from host.delivery order by id", String.class);
    }

    /** What is stored of a silo, as an engine sees it that has nothing in memory. */
    List<SiloEvent> stored(String id) {
        return BillingEngine.builder(context.getBean(DataSource.class))
                .build()
                .meterEvents(StandardMeters.silo(), id);
    }

    @Override
    public void close() {
        context.close();
    }
}
