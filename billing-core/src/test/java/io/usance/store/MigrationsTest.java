package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.SchemaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the tables come about, beside a release that had Flyway do it. */
@Tag("slow")
class MigrationsTest {
    private static final Path DIRECTORY = Path.of("src/main/resources/io/usance/store/migration");
    private static final String COLUMNS =
            "select table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable"
                    + " from information_schema.columns where table_schema = '%s' order by 1";
    private static final String HISTORY =
            "select version || ' ' || description || ' ' || type || ' ' || script || ' ' || checksum"
                    + " from %s.usance_schema_history order by installed_rank";

    private final HostDatabase database = new HostDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    private Flyway flyway(String target, Callback... callbacks) {
        return Flyway.configure(MigrationsTest.class.getClassLoader())
                .dataSource(database.owner())
                .locations("classpath:io/usance/store/migration")
                .table("usance_schema_history")
                .callbacks(callbacks)
                .target(target)
                .load();
    }

    @Test
    void everyFileIsInTheList() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(Migration.all().stream().map(Migration::file))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
        assertThat(Migration.all().stream().map(Migration::version))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, Migration.NEWEST).boxed().toList());
        assertThat(Migration.all()).allMatch(one -> one.sql().strip().endsWith(";"));
    }

    /** An instance of the release before goes on with what this one made, and this with its. */
    @Test
    void aHistoryIsWhatFlywayMakesOfIt() throws Exception {
        Schema.migrate(database.owner(), SchemaName.PUBLIC);
        Flyway before = flyway("latest");
        before.validate();
        assertThat(before.migrate().migrationsExecuted).isZero();
        try (HostDatabase other = new HostDatabase()) {
            Flyway.configure(MigrationsTest.class.getClassLoader())
                    .dataSource(other.owner())
                    .locations("classpath:io/usance/store/migration")
                    .table("usance_schema_history")
                    .load()
                    .migrate();
            assertThat(Schema.validate(other.owner(), null)).isEqualTo(SchemaName.PUBLIC);
            assertThat(database.query(HISTORY.formatted("public")))
                    .hasSize(Migration.NEWEST)
                    .isEqualTo(other.query(HISTORY.formatted("public")));
            assertThat(database.query(COLUMNS.formatted("public")))
                    .isEqualTo(other.query(COLUMNS.formatted("public")));
        }
    }

    /** Both wait for the same lock. */
    @Test
    void aReleaseBeforeAndThisOneTakeTurns() throws Exception {
        List<String> theirs = new ArrayList<>();
        flyway("latest", whileMigrating(() -> theirs.addAll(database.query(LOCKS)))).migrate();
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(SchemaHistory.lock(SchemaName.PUBLIC));
            assertThat(theirs).isNotEmpty();
            assertThat(database.query(LOCKS)).containsAnyElementsOf(theirs).hasSize(1);
        }
    }

    private static final String LOCKS =
            "select distinct classid || ' ' || objid from pg_locks where locktype = 'advisory'"
                    + " and database = (select oid from pg_database where datname = current_database())";

    private static Callback whileMigrating(Callable<?> look) {
        return new Callback() {
            @Override
            public boolean supports(Event event, Context context) {
                return event == Event.BEFORE_EACH_MIGRATE;
            }

            @Override
            public boolean canHandleInTransaction(Event event, Context context) {
                return true;
            }

            @Override
            public void handle(Event event, Context context) {
                try {
                    look.call();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public String getCallbackName() {
                return "look";
            }
        };
    }

    /** Where nothing is named. */
    @Test
    void anInstallationInPublicGoesOnThere() throws SQLException {
        assertThat(Schema.migrate(database.owner(), SchemaName.PUBLIC))
                .isEqualTo(SchemaName.PUBLIC);
        assertThat(Schema.migrate(database.owner(), null)).isEqualTo(SchemaName.PUBLIC);
        assertThat(database.query("select nspname from pg_namespace where nspname = 'usance'"))
                .isEmpty();
        assertThat(Schema.migrate(database.owner(), SchemaName.USANCE))
                .isEqualTo(SchemaName.USANCE);
        // Another's, perhaps; whose is whose only their owners know.
        assertThatThrownBy(() -> Schema.migrate(database.owner(), null))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("tables of Usance in public and in usance");
        assertThat(Schema.migrate(database.owner(), SchemaName.PUBLIC))
                .isEqualTo(SchemaName.PUBLIC);
    }

    /** Else it would be left where it is, and billing would begin from nothing. */
    @Test
    void anInstallationThatOnlyTheSearchPathLeadsToMustBeNamed() throws SQLException {
        SchemaName plant = SchemaName.of("plant_7");
        Schema.migrate(database.owner(), plant);
        String role = database.role("app");
        database.execute("grant usage on schema plant_7 to " + role);
        database.execute("alter role " + role + " set search_path = plant_7, public");
        assertThatThrownBy(() -> Schema.migrate(database.pool(role), null))
                .isInstanceOf(SchemaException.class)
                .hasMessage(
                        "this database has tables of Usance in plant_7, and no schema was named;"
                                + " name the one that is meant, or another to begin with nothing");
    }

    /** In one transaction: those who come second find nothing to do. */
    @Test
    void manyMigrateAtTheSameMoment() throws Exception {
        List<SchemaName> schemas =
                List.of(SchemaName.of("a"), SchemaName.of("b"), SchemaName.USANCE);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<SchemaName>> runs = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                for (SchemaName schema : schemas) {
                    runs.add(threads.submit(() -> Schema.migrate(database.owner(), schema)));
                }
            }
            for (Future<SchemaName> run : runs) {
                assertThat(run.get()).isIn(schemas);
            }
        }
        for (SchemaName schema : schemas) {
            assertThat(database.query(HISTORY.formatted(schema))).hasSize(Migration.NEWEST);
        }
    }

    /** All of it or nothing. */
    @Test
    void aTableThatIsNotOursRefusesTheSchemaAndLeavesItAsItWas() throws SQLException {
        database.execute("create table public.settlement (host text)");
        assertThatThrownBy(() -> Schema.migrate(database.owner(), SchemaName.PUBLIC))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("a table of that name that is not of Usance")
                .hasMessageContaining("settlement");
        assertThat(
                        database.query(
                                "select relname from pg_class where relname like 'usance%' or relname = 'domain_event'"))
                .isEmpty();
    }

    @Test
    void theHostsOtherTablesInTheSameSchemaDoNotMatter() throws SQLException {
        database.execute("create table public.delivery (host text)");
        assertThat(Schema.migrate(database.owner(), SchemaName.PUBLIC))
                .isEqualTo(SchemaName.PUBLIC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into usance.usance_schema_history select 99, '99', 'x', 'SQL', 'V99__x.sql', 1, 'x', now(), 0, true"
                        + " | the schema usance has version 99, and this version of Usance knows NEWEST at most; run the newer one, or restore a backup",
                "update usance.usance_schema_history set checksum = 5 where version = '3'"
                        + " | the history of the schema, usance.usance_schema_history, has another checksum of V3__stock_adjustments.sql: it was changed by hand; restore it, or a backup",
                "delete from usance.usance_schema_history where version = '4'"
                        + " | the history of the schema, usance.usance_schema_history, lacks version 4 and has version NEWEST: it was changed by hand; restore it, or a backup",
                "update usance.usance_schema_history set success = false where version = 'NEWEST'"
                        + " | the history of the schema, usance.usance_schema_history, has an unfinished version NEWEST: it was changed by hand; restore it, or a backup",
            })
    void aDatabaseThatIsNewerOrChangedIsRefused(String change, String message) throws SQLException {
        Schema.migrate(database.owner(), null);
        String newest = String.valueOf(Migration.NEWEST);
        database.execute(change.replace("NEWEST", newest));
        for (Callable<SchemaName> opening :
                List.<Callable<SchemaName>>of(
                        () -> Schema.migrate(database.owner(), null),
                        () -> Schema.validate(database.owner(), null))) {
            assertThatThrownBy(opening::call)
                    .isInstanceOf(SchemaException.class)
                    .hasMessage(message.replace("NEWEST", newest));
        }
    }

    /** A role that may neither make tables nor a schema, as companies give to applications. */
    @Test
    void anAdministratorRunsTheScript() throws Exception {
        String role = database.role("app");
        HikariDataSource app = database.pool(role);
        assertThatThrownBy(() -> Schema.migrate(app, null))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("role " + role + " has not the right to")
                .hasMessageContaining("usance tables --schema usance");
        assertThatThrownBy(() -> Schema.validate(app, null))
                .isInstanceOf(SchemaException.class)
                .hasMessage(
                        "the schema usance has no tables of Usance, and this version of Usance needs %d; have an administrator run what \"usance tables --schema usance --after 0\" prints, or in a program Migrations.script(\"usance\", 0)"
                                .formatted(Migration.NEWEST));
        String script = Schema.script(SchemaName.USANCE, 0);
        database.execute(script);
        assertThatThrownBy(() -> Schema.validate(app, null))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("may not read the schema usance");
        database.execute("grant usage on schema usance to " + role);
        database.execute("grant select on all tables in schema usance to " + role);
        assertThat(Schema.validate(app, null)).isEqualTo(SchemaName.USANCE);
        // Nothing to do is no reason to write.
        assertThat(Schema.migrate(app, null)).isEqualTo(SchemaName.USANCE);
        assertThatThrownBy(() -> database.execute(script))
                .hasStackTraceContaining("already exists");
        try (HostDatabase other = new HostDatabase()) {
            Schema.migrate(other.owner(), null);
            assertThat(database.query(COLUMNS.formatted("usance")))
                    .hasSizeGreaterThan(100)
                    .isEqualTo(other.query(COLUMNS.formatted("usance")));
            assertThat(database.query(HISTORY.formatted("usance")))
                    .isEqualTo(other.query(HISTORY.formatted("usance")));
        }
    }

    @Test
    void aScriptGoesOnFromTheVersionThatIsThere() throws SQLException {
        flyway("7").migrate();
        assertThatThrownBy(() -> Schema.validate(database.owner(), null))
                .hasMessageContaining("the schema public has version 7")
                .hasMessageContaining("usance tables --schema public --after 7");
        assertThatThrownBy(() -> database.execute(Schema.script(SchemaName.PUBLIC, 9)))
                .hasStackTraceContaining("the schema public does not have version 9");
        database.execute(Schema.script(SchemaName.PUBLIC, 7));
        assertThat(Schema.validate(database.owner(), null)).isEqualTo(SchemaName.PUBLIC);
        assertThatThrownBy(() -> database.execute(Schema.script(SchemaName.PUBLIC, 7)))
                .hasStackTraceContaining("the schema public does not have version 7");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 99})
    void aVersionThatIsNoneHasNoScript(int version) {
        assertThatThrownBy(() -> Schema.script(SchemaName.USANCE, version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which is not 0 to " + Migration.NEWEST);
    }

    /** Pools of hosts give connections of many kinds. */
    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere", "pg_catalog", "public", "plant_7, usance"})
    void noSearchPathMatters(String path) throws SQLException {
        database.hostTables();
        String role = database.role("app");
        database.execute(
                "alter role %s set search_path = %s".formatted(role, path.isEmpty() ? "''" : path));
        database.execute(
                "alter role %s set default_transaction_isolation = 'repeatable read'"
                        .formatted(role));
        database.execute(
                "grant create on database %s to %s"
                        .formatted(database.query("select current_database()").getFirst(), role));
        HikariDataSource pool = database.pool(role, false);
        assertThat(Schema.migrate(pool, null)).isEqualTo(SchemaName.USANCE);
        assertThat(Schema.validate(pool, null)).isEqualTo(SchemaName.USANCE);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show search_path")) {
            row.next();
            assertThat(Arrays.asList(row.getString(1), "\"\""))
                    .contains(path.isEmpty() ? "\"\"" : path);
        }
        assertThat(database.hostRows()).hasSameSizeAs(HostDatabase.TABLES);
    }
}
