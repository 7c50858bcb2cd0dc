package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.failure.ConflictException;
import io.usance.failure.RefusedException;
import io.usance.failure.WorkFailedException;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloEvent;
import io.usance.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What developers do by habit, though no page says so. */
@Tag("slow")
class HostHabitsTest {
    private final HikariDataSource dataSource = TestDatabase.empty();
    private final HostPlant plant = new HostPlant(dataSource, 4);
    private final BillingEngine engine = plant.engine;

    @BeforeEach
    void create() throws SQLException {
        plant.createHostTable();
        plant.silos(2);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void aTransactionThatIsNeverClosedEndsWithItsConnection() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            plant.transactions.begin(connection);
            plant.read("silo-0", 0);
        }
        assertThatThrownBy(() -> plant.read("silo-1", 1))
                .as("reported once, in case it was meant to be a part")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("by try-with-resources");
        for (int i = 1; i < 4; i++) {
            assertThat(plant.read("silo-1", i).recorded()).isEqualTo(1);
            assertThat(plant.read("silo-0", i).recorded()).as("free again").isEqualTo(1);
        }
        assertThat(plant.readingsRecorded()).isEqualTo(6);
        assertThat(plant.read("silo-0", 0).recorded()).as("it was rolled back").isEqualTo(1);
        plant.assertLoadable(2, 9);
    }

    @Test
    void aCheckedExceptionOfTheWorkIsTheCauseOfOneInTheFamily() {
        IOException thrown = new IOException("no such file");
        assertThatThrownBy(() ->
                        engine.unitOfWork(() -> {
                            plant.read("silo-0", 0);
                            throw thrown;
                        }))
                .isInstanceOf(WorkFailedException.class)
                .hasMessage(
                        "the work in a unit of work failed, and nothing of it is written:"
                                + " no such file")
                .hasCause(thrown);
        assertThat(plant.readingsRecorded()).isZero();
    }

    @Test
    void aUnitOfWorkNeedNotHaveAResult() {
        engine.inUnitOfWork(() -> {
            plant.read("silo-0", 0);
            plant.read("silo-1", 0);
        });
        engine.inUnitOfWork(() -> plant.read("silo-0", 1));
        assertThat(plant.readingsRecorded()).isEqualTo(3);
    }

    /** What keeps a contract from being loaded is told to the caller, and to no log besides. */
    @Test
    void whatIsThrownIsNotLoggedAsWell() throws SQLException {
        HostPlant impatient = new HostPlant(dataSource, Duration.ofMillis(20));
        engine.handle(HostPlant.register("silo-7"));
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            impatient.transaction((transaction, connection) -> {
                impatient.engine.contractTerms("c-silo-0");
                impatient.engine.signContract(HostPlant.terms("c-new", "silo-7"), HostPlant.FROM);
                for (Runnable held :
                        List.<Runnable>of(
                                () -> impatient.engine.contractTerms("c-silo-0"),
                                () ->
                                        impatient.engine.signContract(
                                                HostPlant.terms("c-new", "silo-7"),
                                                HostPlant.FROM))) {
                    Thread other =
                            Thread.ofPlatform()
                                    .start(() ->
                                            assertThatThrownBy(() -> alone(impatient, held))
                                                    .isInstanceOf(ConflictException.class));
                    join(other);
                }
            });
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static void alone(HostPlant plant, Runnable work) throws SQLException {
        plant.transaction((transaction, connection) -> work.run());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void signingAndTerminatingByCommandTakeTheMetersAlong() {
        engine.handle(HostPlant.register("silo-9"));
        engine.handle(new SignContract(HostPlant.terms("c-9", "silo-9"), HostPlant.FROM));
        assertThat(plant.read("silo-9", 0).recorded()).isEqualTo(1);
        Instant ends = Instant.parse("2026-03-31T22:00:00Z");
        engine.handle(new TerminateContract("c-9", ends, "sold", HostPlant.FROM));
        engine.signContract(HostPlant.termsFrom(ends, "c-10", "silo-9"), ends);
        assertThat(plant.read("silo-9", 96 * 31).refusals()).isEmpty();
        assertThat(engine.meterEvents(StandardMeters.silo(), "silo-9"))
                .filteredOn(SiloEvent.ContractAssigned.class::isInstance)
                .extracting(event -> ((SiloEvent.ContractAssigned) event).contractId())
                .containsExactly("c-9", "c-10");
    }
}
