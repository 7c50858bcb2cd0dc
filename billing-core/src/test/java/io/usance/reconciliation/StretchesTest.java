package io.usance.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.BillingEngine;
import io.usance.engine.form.EventForms;
import io.usance.store.Follower;
import io.usance.store.PostgresEventStorageEngine;
import io.usance.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However a log is cut into stretches, the read models are the same. */
@Tag("slow")
class StretchesTest {
    private static final long SEED = 20260301;
    private static final int EVENTS = 600;

    @Test
    void anyCutOfAnyLogGivesTheSameRows() {
        System.out.println("seed " + SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        try (HikariDataSource database = TestDatabase.empty()) {
            ReadModels models = modelsOf(database, new RandomLog(random).events(EVENTS));
            List<String> oneByOne = followed(models, 1, 1, 1, false);
            assertThat(oneByOne).hasSizeGreaterThan(80);
            assertThat(tables(oneByOne)).as("rows of every table").hasSize(8);
            assertThat(followed(models, EVENTS, EVENTS, EVENTS, false)).isEqualTo(oneByOne);
            assertThat(followed(models, EVENTS, 7, 5, true)).isEqualTo(oneByOne);
            for (int i = 0; i < 8; i++) {
                int span = 1 + random.nextInt(i < 3 ? 20 : EVENTS);
                int page = 1 + random.nextInt(span);
                int rows = 1 + random.nextInt(100);
                boolean ahead = i % 2 == 1;
                assertThat(followed(models, span, page, rows, ahead))
                        .as("spans of %d, pages of %d, %d rows, %s", span, page, rows, ahead)
                        .isEqualTo(oneByOne);
            }
        }
    }

    /** What cannot be read ends the step, wherever it is read, and the thread that read it. */
    @Test
    void anEventThatCannotBeReadEndsTheStep() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        try (HikariDataSource database = TestDatabase.empty()) {
            BillingEngine engine = BillingEngine.builder(database).build();
            ReadModels models = modelsOf(engine, new RandomLog(random).events(EVENTS));
            List<String> whole = followed(models, EVENTS, EVENTS, EVENTS, true);
            engine.internals()
                    .transactions()
                    .read(sql ->
                            sql.execute(
                                    "update usance.domain_event set payload = 'x' || payload where position = ?",
                                    EVENTS - 10));
            models.reset();
            Follower follower = models.follower(EVENTS, 7, 5, true);
            assertThatThrownBy(follower::step).isInstanceOf(IllegalArgumentException.class);
            assertThat(follower.position()).isZero();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().endsWith("-ahead"));
            engine.internals()
                    .transactions()
                    .read(sql ->
                            sql.execute(
                                    "update usance.domain_event set payload = substr(payload, 2) where position = ?",
                                    EVENTS - 10));
            assertThat(followed(models, EVENTS, 7, 5, true)).isEqualTo(whole);
        }
    }

    private static ReadModels modelsOf(HikariDataSource database, List<Object> events) {
        return modelsOf(BillingEngine.builder(database).build(), events);
    }

    private static ReadModels modelsOf(BillingEngine engine, List<Object> events) {
        List<EventMessage<?>> messages = new ArrayList<>();
        events.forEach(event -> messages.add(GenericEventMessage.asEventMessage(event)));
        new PostgresEventStorageEngine(engine.internals().transactions(), new EventForms())
                .appendEvents(messages);
        return engine.internals().readModels();
    }

    private static List<String> followed(
            ReadModels models, int span, int page, int rows, boolean ahead) {
        models.reset();
        Follower follower = models.follower(span, page, rows, ahead);
        while (follower.step()) {
            // To the end of the log.
        }
        assertThat(models.isCurrent()).isTrue();
        return models.dump();
    }

    private static TreeSet<String> tables(List<String> rows) {
        TreeSet<String> tables = new TreeSet<>();
        rows.forEach(row -> tables.add(row.substring(0, row.indexOf('('))));
        return tables;
    }
}
