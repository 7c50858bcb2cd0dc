package io.usance.spring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.spring.EngineMetrics;
import io.usance.spring.SpringTransactions;
import io.usance.spring.UsanceRunners;
import io.usance.spring.host.Application.Plain;
import io.usance.spring.host.Application.WithSubscription;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** What the starter adds to an application, and what it does not. */
@Tag("slow")
class AutoConfigurationTest {
    private static final List<String> INSIDE =
            List.of("org.axonframework", "org.jooq", "org.flywaydb", "io.r2dbc");

    @Test
    void theApplicationGetsAnEngineAndNothingOfWhatIsInside() {
        try (Application application = Application.start(Plain.class)) {
            application.deliver("silo");
            assertThat(application.context.getBeanDefinitionNames())
                    .contains("usanceEngine", "usanceHealthIndicator", "usanceMetrics")
                    .noneMatch(AutoConfigurationTest::isOfWhatIsInside);
            assertThat(
                            Arrays.stream(application.context.getBeanDefinitionNames())
                                    .map(application.context::getType)
                                    .filter(type -> type != null)
                                    .map(Class::getName))
                    .noneMatch(type -> INSIDE.stream().anyMatch(type::startsWith));
            for (String inside : INSIDE) {
                assertThat(getClass().getClassLoader().getResource(inside.replace('.', '/')))
                        .as(inside)
                        .isNull();
            }
        }
    }

    private static boolean isOfWhatIsInside(String bean) {
        String name = bean.toLowerCase(Locale.ROOT);
        return name.contains("flyway") || name.contains("jooq") || name.contains("dslcontext");
    }

    @Test
    void itsMetrics() {
        try (Application application = Application.start(Plain.class, "usance.run-stages=false")) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            application.context.getBean(EngineMetrics.class).bindTo(registry);
            application.deliver("silo");
            assertThat(registry.get("usance.events").functionCounter().count()).isEqualTo(1);
            assertThat(registry.get("usance.stage.behind").tag("stage", "charging").gauge().value())
                    .isEqualTo(1);
            application.engine.catchUp();
            assertThat(
                            registry.get("usance.stage.behind")
                                    .tag("stage", "projecting")
                                    .gauge()
                                    .value())
                    .isEqualTo(0);
        }
    }

    /** The event, its row and the position in one transaction; the stages without being asked. */
    @Test
    void itsStagesAndSubscriptionsRunWhileItDoes() throws Exception {
        try (Application application = Application.start(WithSubscription.class)) {
            UsanceRunners runners = application.context.getBean(UsanceRunners.class);
            application.engine.handle(Silos.register("silo"));
            for (int i = 0; i < 600 && !application.rows().contains("seen silo"); i++) {
                Thread.sleep(100);
            }
            assertThat(application.rows()).containsExactly("seen silo");
            assertThat(runners.subscriptions()).containsOnlyKeys("sightings");
            assertThat(runners.states().get("sightings").running()).isTrue();
            for (int i = 0; i < 600 && !application.engine.queries().isCurrent(); i++) {
                Thread.sleep(100);
            }
            assertThat(application.engine.queries().isCurrent()).isTrue();
            application.context.stop();
            assertThat(runners.isRunning()).isFalse();
            assertThat(runners.states().get("sightings").running()).isFalse();
        }
    }

    @Test
    void itIsTurnedOffByAProperty() {
        assertThatThrownBy(() -> Application.start(Plain.class, "usance.enabled=false"))
                .hasMessageContaining("BillingEngine");
        try (Application application =
                Application.start(Plain.class, "usance.join-transactions=false")) {
            application
                    .transaction()
                    .executeWithoutResult(status -> {
                        application.engine.handle(Silos.register("apart"));
                        status.setRollbackOnly();
                    });
            assertThat(application.stored("apart")).hasSize(1);
        }
    }

    @Test
    void itsTablesHaveASchemaOfTheirOwn() {
        try (Application application = Application.start(Plain.class, "usance.schema=billing")) {
            application.engine.handle(Silos.register("silo"));
            assertThat(
                            application.jdbc.queryForList(
                                    "select distinct schemaname from pg_tables"
                                            + " where tablename = 'domain_event'",
                                    String.class))
                    .containsExactly("billing");
        }
        assertThatThrownBy(() -> Application.start(Plain.class, "usance.migrations=validate"))
                .hasStackTraceContaining("has no tables of Usance");
    }

    @Test
    void aLimitThatIsNone() {
        assertThatThrownBy(() -> Application.start(Plain.class, "usance.aggregates-cached-max=0"))
                .hasStackTraceContaining("usance.aggregates-cached-max: 0; write 1 or more");
    }

    @Test
    void dataSourcesThatBindAreRefused() {
        try (Application application = Application.start(Plain.class)) {
            DataSource pool = application.context.getBean(DataSource.class);
            assertThatThrownBy(() ->
                            new SpringTransactions(
                                    new LazyConnectionDataSourceProxy(
                                            new TransactionAwareDataSourceProxy(pool))))
                    .hasMessageContaining("getTargetDataSource()");
            assertThatThrownBy(() -> new SpringTransactions(new SingleConnectionDataSource()))
                    .hasMessageContaining("hand over a pool");
            assertThat(new SpringTransactions(new LazyConnectionDataSourceProxy(pool)).connection())
                    .isNull();
        }
    }
}
