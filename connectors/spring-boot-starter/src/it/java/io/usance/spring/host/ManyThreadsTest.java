package io.usance.spring.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.spring.host.Application.Plain;
import io.usance.spring.host.Application.WithJdbc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight threads for a quarter of a minute, a third of their transactions rolled back, stages and
 * all: what the application has is what the engine has.
 */
@Tag("slow")
class ManyThreadsTest {
    private static final int THREADS = 8;
    private static final int SILOS = 16;
    private static final Duration FOR = Duration.ofSeconds(15);

    @ParameterizedTest
    @ValueSource(classes = {Plain.class, WithJdbc.class})
    void rowsAreReadings(Class<?> configuration) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Application application = Application.start(configuration)) {
            List<AtomicInteger> next = new ArrayList<>();
            for (int i = 0; i < SILOS; i++) {
                application.engine.handle(Silos.register("silo-" + i));
                application.engine.signContract(Silos.contract("silo-" + i), Silos.START);
                next.add(new AtomicInteger());
            }
            long end = System.nanoTime() + FOR.toNanos();
            List<CompletableFuture<Void>> done = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                for (int t = 0; t < THREADS; t++) {
                    Random random = new Random(seed + t);
                    done.add(
                            CompletableFuture.runAsync(
                                    () -> {
                                        while (System.nanoTime() < end) {
                                            deliver(application, random, next);
                                        }
                                    },
                                    threads));
                }
                for (CompletableFuture<Void> one : done) {
                    one.get(5, TimeUnit.MINUTES);
                }
            }
            long recorded = 0;
            for (int i = 0; i < SILOS; i++) {
                recorded +=
                        application.stored("silo-" + i).stream()
                                .filter(ReadingsRecorded.class::isInstance)
                                .count();
            }
            assertThat(application.rows()).as("seed %d", seed).hasSize((int) recorded).isNotEmpty();
            BillingEngine fresh =
                    BillingEngine.builder(application.context.getBean(DataSource.class)).build();
            for (int i = 0; i < SILOS; i++) {
                assertThat(fresh.handle(Silos.reading("silo-" + i, 600)).recorded()).isEqualTo(1);
            }
        }
    }

    private static void deliver(Application application, Random random, List<AtomicInteger> next) {
        int silo = random.nextInt(SILOS);
        // Within the 600 hours that are read at the end; a number that is used up is sent again.
        int no = next.get(silo).getAndIncrement() % 599;
        int fate = random.nextInt(6);
        try {
            application
                    .transaction()
                    .executeWithoutResult(status -> {
                        if (application.engine.handle(Silos.reading("silo-" + silo, no)).recorded()
                                == 1) {
                            application.jdbc.update(
                                    "insert into host.delivery values (?)", silo + "/" + no);
                        }
                        if (fate == 0) {
                            throw new IllegalStateException("the application's own");
                        }
                        if (fate == 1) {
                            status.setRollbackOnly();
                        }
                    });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the application's own");
        }
    }
}
