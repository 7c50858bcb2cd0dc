package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloEvent;
import io.usance.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
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
        for (int i = 1; i < 4; i++) {
            assertThat(plant.read("silo-1", i).recorded()).isEqualTo(1);
            assertThat(plant.read("silo-0", i).recorded()).as("free again").isEqualTo(1);
        }
        assertThat(plant.readingsRecorded()).isEqualTo(6);
        assertThat(plant.read("silo-0", 0).recorded()).as("it was rolled back").isEqualTo(1);
        plant.assertLoadable(2, 9);
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
