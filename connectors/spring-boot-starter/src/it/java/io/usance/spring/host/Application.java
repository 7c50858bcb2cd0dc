package io.usance.spring.host;

import io.usance.engine.BillingEngine;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.spring.UsanceSubscription;
import io.usance.subscription.Delivery;
import io.usance.subscription.SubscriptionBuilder;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
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
        jdbc.execute("create schema host");
        jdbc.execute("create table host.delivery (id text primary key)");
    }

    /** With whatever transaction manager Boot makes of what is on the class path. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Plain {}

    /** With one that the application made itself. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithJdbc {
        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
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
        Map<String, Object> properties = new TreeMap<>();
        properties.put("spring.datasource.url", Server.newDatabase());
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
