package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.simulation.SimulatedSilo;
import io.usance.store.HostDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An engine in a host's database, in a schema that no search path names: a statement that forgot
 * its schema fails, or finds a table of the host's.
 */
@Tag("slow")
class PlaceTest {
    private static final List<SimulatedSilo> SILOS = PlantFixture.simulate(11, 2);

    private final HostDatabase database = new HostDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    private static List<String> live(EngineBuilder builder) {
        return new EngineLife(
                        builder.clock(Clock.fixed(PlantFixture.TO, ZoneOffset.UTC))
                                .readingAhead()
                                .eventsPerSnapshot(20)
                                .build(),
                        SILOS)
                .live();
    }

    /** The same bit for bit, whatever the schema is called and whatever else is there. */
    @Test
    void itsPlaceMakesNoDifference() throws SQLException {
        database.hostTables();
        List<String> inUsance = live(BillingEngine.builder(database.owner()));
        List<String> inAnother = live(BillingEngine.builder(stranger()).schema("plant_7"));
        assertThat(inUsance).hasSizeGreaterThan(100);
        assertThat(inAnother).isEqualTo(inUsance);
        // A word of SQL, made before by another.
        database.execute("create schema \"user\"");
        assertThat(live(BillingEngine.builder(database.owner()).schema("user")))
                .isEqualTo(inUsance);
        assertThat(database.hostRows())
                .containsOnly("the host's")
                .hasSameSizeAs(HostDatabase.TABLES);
        assertThat(
                        database.query(
                                "select distinct table_schema from information_schema.tables"
                                        + " where table_name = 'event_head' order by 1"))
                .containsExactly("plant_7", "usance", "user");
    }

    /** Beside an installation in {@code public}, which goes on there. */
    @Test
    void anInstallationOfAnEarlierReleaseGoesOnInPublic() throws SQLException {
        List<String> inPublic = live(BillingEngine.builder(database.owner()).schema("public"));
        BillingEngine unnamed = BillingEngine.builder(database.owner()).build();
        assertThat(unnamed.internals().readModels().dump()).isNotEmpty();
        assertThat(unnamed.internals().transactions().schema().name()).isEqualTo("public");
        assertThat(live(BillingEngine.builder(database.owner()).schema("plant_7")))
                .isEqualTo(inPublic);
    }

    /** A role that may do nothing in {@code public}, not even look, and has no search path. */
    private DataSource stranger() throws SQLException {
        String role = database.role("stranger");
        database.execute("revoke all on schema public from public");
        database.execute("alter role " + role + " set search_path = ''");
        String name = database.query("select current_database()").getFirst();
        database.execute("grant create on database " + name + " to " + role);
        return database.pool(role);
    }

    /** The rights that the manual names are enough for everything. */
    @Test
    void anAdministratorMakesTheTablesAndTheRoleMayOnlyUseThem() throws SQLException {
        database.execute(Migrations.script("plant_7", 0));
        String role = database.role("app");
        database.execute("grant usage on schema plant_7 to " + role);
        database.execute(
                "grant select, insert, update, delete, truncate on all tables in schema plant_7 to "
                        + role);
        List<String> asRole =
                live(
                        BillingEngine.builder(database.pool(role))
                                .schema("plant_7")
                                .migrations(Migrations.VALIDATE));
        assertThat(asRole).isEqualTo(live(BillingEngine.builder(database.owner())));
    }
}
