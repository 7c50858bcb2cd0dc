package io.usance.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.ConflictException;
import io.usance.failure.InvalidInputException;
import io.usance.failure.UnavailableException;
import io.usance.failure.UsanceException;
import io.usance.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** Threads that lock a host's rows and the engine's meters in different orders. */
@Tag("slow")
@Timeout(120)
class LockOrderTest {
    /** Longer than the test: what ends a wait before is that the circle was seen. */
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private static final String WAITS_FOR_THIS_ONE =
            " is held by another transaction, which waits for this one; nothing of this one is"
                    + " written. Roll it back and run it again; ";

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource, FOR_EVER);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch bothHold = new CountDownLatch(2);

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(2);
        try (Connection connection = dataSource.getConnection()) {
            HostPlant.insert(connection, "row", 1);
        }
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        dataSource.close();
    }

    private void meet() {
        bothHold.countDown();
        try {
            bothHold.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lockRow(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("update delivery set no = no where silo = 'row'");
        }
    }

    @Test
    void aCircleOfARowAndAMeterIsSeen() throws Exception {
        Future<?> meterFirst =
                threads.submit(() -> {
                    plant.transaction((transaction, connection) -> {
                        plant.read("silo-0", 0);
                        meet();
                        lockRow(connection);
                        transaction.commit();
                    });
                    return null;
                });
        Throwable refused =
                catchThrowable(() ->
                        plant.transaction((transaction, connection) -> {
                            lockRow(connection);
                            meet();
                            plant.read("silo-0", 1);
                            transaction.commit();
                        }));
        assertThat(refused)
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("silo silo-0" + WAITS_FOR_THIS_ONE);
        meterFirst.get(60, SECONDS);
        assertThat(plant.read("silo-0", 1).recorded()).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void aCircleThroughAThirdSessionIsSeen() throws Exception {
        CountDownLatch thirdHolds = new CountDownLatch(1);
        Future<?> third =
                threads.submit(() -> {
                    try (Connection connection = dataSource.getConnection()) {
                        connection.setAutoCommit(false);
                        HostPlant.insert(connection, "third", 1);
                        thirdHolds.countDown();
                        bothHold.await();
                        lockRow(connection);
                        connection.commit();
                    }
                    return null;
                });
        Future<?> meterFirst =
                threads.submit(() -> {
                    plant.transaction((transaction, connection) -> {
                        plant.read("silo-0", 0);
                        meet();
                        HostPlant.insert(connection, "third", 1);
                        transaction.commit();
                    });
                    return null;
                });
        thirdHolds.await();
        assertThatThrownBy(() ->
                        plant.transaction((transaction, connection) -> {
                            lockRow(connection);
                            meet();
                            plant.read("silo-0", 1);
                            transaction.commit();
                        }))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("silo silo-0" + WAITS_FOR_THIS_ONE);
        third.get(60, SECONDS);
        assertThatThrownBy(() -> meterFirst.get(60, SECONDS))
                .as("the row of the third was there before")
                .hasRootCauseInstanceOf(SQLException.class);
    }

    /** The meter is waited for in another transaction than the one that has the row. */
    @Test
    void aCircleThroughATransactionThatAnotherWasBegunInIsSeen() throws Exception {
        Future<?> meterFirst = meterFirst();
        assertThatThrownBy(() ->
                        plant.transaction((outer, connection) -> {
                            lockRow(connection);
                            meet();
                            plant.transaction((transaction, other) -> plant.read("silo-0", 1));
                        }))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("silo silo-0" + WAITS_FOR_THIS_ONE);
        meterFirst.get(60, SECONDS);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    @Test
    void aCircleThroughTheUnitOfWorkAroundATransactionIsSeen() throws Exception {
        Future<?> meterFirst = meterFirst();
        int[] attempts = {0};
        plant.engine.unitOfWorkOn(connection -> {
            attempts[0]++;
            lockRow(connection);
            meet();
            plant.transaction((transaction, other) -> {
                plant.read("silo-0", 1);
                transaction.commit();
            });
            return null;
        });
        meterFirst.get(60, SECONDS);
        assertThat(attempts[0]).as("it was run again").isEqualTo(2);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    private Future<?> meterFirst() {
        return threads.submit(() -> {
            plant.transaction((transaction, connection) -> {
                plant.read("silo-0", 0);
                meet();
                lockRow(connection);
                transaction.commit();
            });
            return null;
        });
    }

    /** It is the transaction within that waits for the row, and the engine knows nothing of it. */
    @Test
    void aCircleWhoseHolderWaitsInAnotherTransactionIsSeen() throws Exception {
        Future<?> meterFirst =
                threads.submit(() -> {
                    plant.transaction((transaction, connection) -> {
                        plant.read("silo-0", 0);
                        meet();
                        plant.transaction((inner, other) -> lockRow(other));
                        transaction.commit();
                    });
                    return null;
                });
        assertThatThrownBy(() ->
                        plant.transaction((transaction, connection) -> {
                            lockRow(connection);
                            meet();
                            plant.read("silo-0", 1);
                        }))
                .isInstanceOf(ConflictException.class)
                .hasMessageStartingWith("silo silo-0" + WAITS_FOR_THIS_ONE);
        meterFirst.get(60, SECONDS);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }

    /** Who waits for a meter looks for circles on a connection that may break. */
    @Test
    void aConnectionThatBreaksWhileItsThreadWaitsForAMeter() throws Exception {
        int[] pid = {0};
        CountDownLatch known = new CountDownLatch(1);
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            Future<?> waiting =
                    threads.submit(() -> {
                        plant.transaction((t, other) -> {
                            pid[0] = other.unwrap(PGConnection.class).getBackendPID();
                            known.countDown();
                            plant.read("silo-0", 1);
                        });
                        return null;
                    });
            try (Statement statement = connection.createStatement()) {
                known.await();
                statement.execute("select pg_terminate_backend(" + pid[0] + ", 10000)");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThatThrownBy(() -> waiting.get(60, SECONDS))
                    .hasCauseInstanceOf(UnavailableException.class);
            transaction.commit();
        });
        assertThat(plant.read("silo-0", 1).recorded()).isEqualTo(1);
    }

    @Test
    void unitsOfWorkThatMeetLikeThisAreRunAgain() throws Exception {
        Callable<Boolean> rowFirst =
                () ->
                        plant.engine.unitOfWorkOn(connection -> {
                            lockRow(connection);
                            meet();
                            plant.read("silo-0", 1);
                            return true;
                        });
        Future<Boolean> other = threads.submit(rowFirst);
        plant.engine.unitOfWorkOn(connection -> {
            plant.read("silo-0", 0);
            meet();
            lockRow(connection);
            return true;
        });
        assertThat(other.get(60, SECONDS)).isTrue();
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    @Test
    void aCircleOfTwoMetersIsSeen() throws Exception {
        Future<?> one = threads.submit(() -> inOrder("silo-0", "silo-1", 0));
        Future<?> two = threads.submit(() -> inOrder("silo-1", "silo-0", 1));
        int failed = 0;
        for (Future<?> each : List.of(one, two)) {
            Throwable thrown = catchThrowable(() -> each.get(60, SECONDS));
            if (thrown != null) {
                failed++;
                assertThat(thrown.getCause())
                        .isInstanceOf(ConflictException.class)
                        .hasMessageStartingWith("silo silo-")
                        .hasMessageContaining(WAITS_FOR_THIS_ONE);
            }
        }
        assertThat(failed).isEqualTo(1);
        assertThat(plant.readingsRecorded()).isEqualTo(2);
    }

    private Void inOrder(String first, String second, long no) throws SQLException {
        plant.transaction((transaction, connection) -> {
            plant.read(first, no);
            meet();
            plant.read(second, no);
            transaction.commit();
        });
        return null;
    }

    @Test
    void aMeterThatIsHeldForTooLongIsNamedAndForHowLong() throws Exception {
        HostPlant impatient = new HostPlant(dataSource, Duration.ofMillis(50));
        impatient.transaction((transaction, connection) -> {
            impatient.read("silo-0", 0);
            Future<?> other =
                    threads.submit(() -> {
                        impatient.transaction((t, c) -> impatient.read("silo-0", 1));
                        return null;
                    });
            assertThatThrownBy(() -> other.get(60, SECONDS))
                    .cause()
                    .isInstanceOf(ConflictException.class)
                    .hasMessage(
                            "silo silo-0 has been held by another transaction for more than 50 ms;"
                                    + " nothing of this one is written. Roll it back and run it"
                                    + " again, and see what keeps the other open");
            transaction.commit();
        });
        assertThat(impatient.read("silo-0", 1).recorded()).isEqualTo(1);
    }

    @Test
    void aContractIsNamedAsWell() throws Exception {
        HostPlant impatient = new HostPlant(dataSource, Duration.ofMillis(50));
        impatient.transaction((transaction, connection) -> {
            impatient.engine.contractTerms("c-silo-0");
            Future<?> other =
                    threads.submit(() -> {
                        impatient.transaction((t, c) -> impatient.engine.contractTerms("c-silo-0"));
                        return null;
                    });
            assertThatThrownBy(() -> other.get(60, SECONDS))
                    .cause()
                    .isInstanceOf(ConflictException.class)
                    .hasMessageStartingWith("contract c-silo-0 has been held by another");
        });
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsSaysSo() throws Exception {
        plant.transaction((transaction, connection) -> {
            plant.read("silo-0", 0);
            CountDownLatch begun = new CountDownLatch(1);
            Throwable[] thrown = new Throwable[1];
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                begun.countDown();
                                thrown[0] = catchThrowable(() -> plant.read("silo-0", 1));
                            });
            try {
                begun.await();
                // Before it waits or while it does: both are told in the end.
                other.interrupt();
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(thrown[0]).isInstanceOf(UsanceException.class);
            assertThat(thrown[0].getMessage()).containsIgnoringCase("interrupted");
            transaction.commit();
        });
    }

    @Test
    void waitsThatCannotBe() {
        for (Duration most : new Duration[] {Duration.ZERO, Duration.ofDays(1)}) {
            assertThatThrownBy(() -> BillingEngine.builder(dataSource).waitMax(most).build())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("engine.waitMax: " + most + "; write a millisecond to an hour");
        }
    }

    @Test
    void aStreamIsFreeWhenItsTransactionIsOver() throws Exception {
        for (int i = 0; i < 3; i++) {
            int no = i;
            plant.transaction((transaction, connection) -> {
                plant.read("silo-0", no);
                plant.read("silo-0", no);
            });
        }
        threads.submit(() -> plant.read("silo-0", 0)).get(60, SECONDS);
        assertThat(plant.readingsRecorded()).isEqualTo(1);
    }
}
