package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.failure.ConflictException;
import io.usance.failure.RefusedException;
import io.usance.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions that were begun and never ended keep no one waiting. */
@Tag("slow")
@Timeout(value = 50, unit = TimeUnit.SECONDS) // a lock is waited for a minute
class LeftTransactionsTest {
    private static final Instant ENDS = Instant.parse("2026-03-31T22:00:00Z");

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource, 4);
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(2);
    }

    @AfterEach
    void close() {
        other.shutdownNow();
        dataSource.close();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread started(Work work) {
        Thread thread =
                new Thread(() -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        thread.start();
        return thread;
    }

    @Test
    void aThreadThatDiedInItsTransaction() throws Exception {
        for (boolean closed : new boolean[] {false, true}) {
            long no = closed ? 10 : 0;
            Connection connection = dataSource.getConnection();
            started(
                            () -> {
                                plant.transactions.begin(connection);
                                plant.read("silo-0", no);
                                plant.engine.handle(
                                        new TerminateContract(
                                                "c-silo-1", ENDS, "sold", HostPlant.FROM));
                                if (closed) {
                                    connection.close();
                                }
                            })
                    .join();
            assertThat(plant.read("silo-0", no + 1).recorded()).isEqualTo(1);
            assertThat(plant.read("silo-0", no).recorded()).as("not recorded").isEqualTo(1);
            plant.transaction((transaction, own) -> {
                assertThat(plant.read("silo-0", no + 2).recorded()).isEqualTo(1);
                transaction.commit();
            });
            connection.close();
        }
        plant.engine.terminateContract("c-silo-1", ENDS, "sold", HostPlant.FROM);
        assertThat(plant.readingsRecorded()).isEqualTo(6);
        plant.assertLoadable(1, 20);
    }

    /** A thread of a pool's goes on to something else. */
    @Test
    void aThreadThatLeftItsTransaction() throws Exception {
        other.submit(
                        () -> {
                            try (Connection connection = dataSource.getConnection()) {
                                plant.transactions.begin(connection);
                                plant.read("silo-0", 0);
                            }
                            return true;
                        })
                .get();
        for (int i = 1; i < 4; i++) {
            assertThat(plant.read("silo-0", i).recorded()).isEqualTo(1);
        }
        assertThatThrownBy(() -> other.submit(() -> plant.read("silo-0", 0)).get())
                .as("it may have been meant to be a part")
                .hasCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("This is reported once");
        assertThat(other.submit(() -> plant.read("silo-0", 0).recorded()).get())
                .as("it was not recorded")
                .isEqualTo(1);
        assertThat(other.submit(() -> plant.read("silo-1", 0).recorded()).get()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(5);
    }

    /** The one left is told of; the one around it goes on. */
    @Test
    void oneThatWasLeftWithinAnother() throws SQLException {
        plant.transaction((transaction, connection) -> {
            HostPlant.insert(connection, "silo-0", 0);
            plant.read("silo-0", 0);
            try (Connection inner = dataSource.getConnection()) {
                plant.transactions.begin(inner);
                plant.read("silo-1", 0);
            }
            assertThatThrownBy(() -> plant.read("silo-1", 1)).isInstanceOf(RefusedException.class);
            transaction.commit();
        });
        assertThat(plant.hostRows()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
        assertThat(plant.read("silo-1", 0).recorded()).isEqualTo(1);
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaits() throws Exception {
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread holder =
                started(() ->
                        plant.transaction((transaction, connection) -> {
                            plant.read("silo-0", 0);
                            holds.countDown();
                            await(asked);
                            transaction.commit();
                        }));
        holds.await();
        Thread waiter =
                started(() -> {
                    try {
                        assertThatThrownBy(() -> plant.read("silo-0", 1))
                                .isInstanceOf(ConflictException.class)
                                .hasMessageContaining("was interrupted before it had silo silo-0");
                        flag.complete(Thread.currentThread().isInterrupted());
                    } catch (Throwable e) {
                        flag.completeExceptionally(e);
                    }
                });
        while (!waitsForAMeter(waiter)) {
            Thread.onSpinWait();
        }
        waiter.interrupt();
        assertThat(flag.get(40, TimeUnit.SECONDS)).isTrue();
        asked.countDown();
        holder.join();
        assertThat(plant.read("silo-0", 1).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    private static boolean waitsForAMeter(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().contains("StreamLocks"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
