package io.usance.store;

import io.usance.failure.SchemaException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema this version needs.
 *
 * <p>Design note: this was Flyway's work, and the history still has Flyway's form. But a host has a
 * Flyway of its own, in the same process and often of another version: making one sets the log of
 * all of them, reads callbacks from the host's {@code db/callback}, and refuses a schema that has
 * tables already. Files of plain SQL, run in their order, need none of what it can do besides.
 */
public final class Schema {
    private static final String NO_RIGHT = "42501";
    private static final String TABLE_EXISTS = "42P07";

    private Schema() {}

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Applies the migrations that are missing, all or none of them. Safe to call from several
     * instances at once.
     *
     * <p>Without a name, the schema is {@code usance}; but an installation in {@code public}, where
     * the releases before this one made theirs, goes on there. If both have one, it is refused.
     *
     * @param named made if it is missing; null if none was named
     * @return where the tables are
     * @throws StoreUnavailableException if the database cannot be reached
     * @throws SchemaException if the database is newer than this version or was changed by hand, or
     *     refuses
     */
    public static SchemaName migrate(DataSource dataSource, @Nullable SchemaName named) {
        return inTransaction(
                dataSource,
                connection -> {
                    SchemaName schema = choose(connection, named);
                    // Where there is nothing to do, nothing is written, and no other waited for.
                    if (!missing(connection, schema).isEmpty()) {
                        connection.rollback();
                        apply(connection, schema);
                    }
                    return schema;
                });
    }

    /**
     * As {@link #migrate}, without writing anything.
     *
     * @throws SchemaException if migrations are missing, besides
     */
    public static SchemaName validate(DataSource dataSource, @Nullable SchemaName named) {
        return inTransaction(
                dataSource,
                connection -> {
                    SchemaName schema = choose(connection, named);
                    List<Migration> missing = missing(connection, schema);
                    if (!missing.isEmpty()) {
                        int version = missing.getFirst().version() - 1;
                        throw new SchemaException(
                                "the schema %s has %s, and this version of Usance needs %d; %s"
                                        .formatted(
                                                schema,
                                                version == 0
                                                        ? "no tables of Usance"
                                                        : "version " + version,
                                                Migration.NEWEST,
                                                administrator(schema, version)),
                                null);
                    }
                    return schema;
                });
    }

    /**
     * What is there, without changing it.
     *
     * @param schema where the tables are, or would be made
     * @param version that they have; 0 if there are none
     */
    public record Found(SchemaName schema, int version) {
        /** True if an engine that starts has nothing to make or change. */
        public boolean isCurrent() {
            return version == Migration.NEWEST;
        }

        /** For people, with what {@link #migrate} would do. */
        @Override
        public String toString() {
            if (isCurrent()) {
                return "schema %s has version %d".formatted(schema, version);
            }
            return version == 0
                    ? "schema %s has no tables of Usance, which are made at start".formatted(schema)
                    : "schema %s has version %d, which is brought to %d at start"
                            .formatted(schema, version, Migration.NEWEST);
        }
    }

    /**
     * Looks which schema {@link #migrate} would choose, and what is in it.
     *
     * @throws SchemaException as {@link #migrate}
     */
    public static Found look(DataSource dataSource, @Nullable SchemaName named) {
        return inTransaction(
                dataSource,
                connection -> {
                    SchemaName schema = choose(connection, named);
                    List<Migration> missing = missing(connection, schema);
                    return new Found(
                            schema,
                            missing.isEmpty()
                                    ? Migration.NEWEST
                                    : missing.getFirst().version() - 1);
                });
    }

    /**
     * SQL that an administrator runs instead, in one transaction, as the owner of the tables. A
     * database that it was run on is content with {@link #validate}.
     *
     * @param after the version that the schema has; 0 for none
     * @throws IllegalArgumentException if there is no such version
     */
    public static String script(SchemaName schema, int after) {
        if (after < 0 || after > Migration.NEWEST) {
            throw new IllegalArgumentException(
                    "the schema has version %d, which is not 0 to %d"
                            .formatted(after, Migration.NEWEST));
        }
        StringBuilder script = new StringBuilder("begin;\n");
        script.append(SchemaHistory.lock(schema));
        if (after == 0) {
            script.append(create(schema));
        } else {
            script.append(requireVersion(schema, after));
        }
        script.append(searchPath(schema));
        if (after == 0) {
            script.append(SchemaHistory.create());
        }
        for (Migration one : Migration.all().subList(after, Migration.NEWEST)) {
            script.append("\n-- ").append(one.file()).append('\n');
            script.append(one.sql().strip()).append('\n');
            script.append(SchemaHistory.add(one));
        }
        return script.append("commit;\n").toString();
    }

    private static String create(SchemaName schema) {
        return schema.equals(SchemaName.PUBLIC)
                ? ""
                : "create schema if not exists %s;\n".formatted(schema.quoted());
    }

    private static String searchPath(SchemaName schema) {
        return "set local search_path to %s;\n".formatted(schema.quoted());
    }

    private static String requireVersion(SchemaName schema, int version) {
        return """
        do $$ begin
            if (select max(version::int) from %s.%s) is distinct from %d then
                raise exception 'the schema %s does not have version %d';
            end if;
        end $$;
        """
                .formatted(schema.quoted(), SchemaHistory.TABLE, version, schema, version);
    }

    /**
     * Design note: to guess wrong is to bill from nothing, or into another's tables. So what could
     * be meant in two ways is refused, also where the search path leads to a third schema: that is
     * where a release without schemas would have gone on.
     */
    private static SchemaName choose(Connection connection, @Nullable SchemaName named)
            throws SQLException {
        if (named != null) {
            return named;
        }
        Set<String> found = new TreeSet<>();
        String current = text(connection, "select current_schema()");
        for (String schema : Arrays.asList("usance", "public", current)) {
            if (schema != null && SchemaHistory.exists(connection, schema)) {
                found.add(schema);
            }
        }
        if (found.isEmpty() || found.equals(Set.of(SchemaName.USANCE.name()))) {
            return SchemaName.USANCE;
        }
        if (found.equals(Set.of(SchemaName.PUBLIC.name()))) {
            return SchemaName.PUBLIC;
        }
        throw new SchemaException(
                "this database has tables of Usance in %s, and no schema was named; name the one that is meant, or another to begin with nothing"
                        .formatted(String.join(" and in ", found)),
                null);
    }

    private static List<Migration> missing(Connection connection, SchemaName schema)
            throws SQLException {
        try {
            return SchemaHistory.missing(connection, schema);
        } catch (SQLException e) {
            if (!NO_RIGHT.equals(e.getSQLState())) {
                throw e;
            }
            throw new SchemaException(
                    "the role %s may not read the schema %s (%s); grant it usage on the schema and its rights on the tables, or name another schema"
                            .formatted(
                                    connection.getMetaData().getUserName(), schema, e.getMessage()),
                    e);
        }
    }

    private static void apply(Connection connection, SchemaName schema) throws SQLException {
        String role = connection.getMetaData().getUserName();
        // So that what is read behind the lock is what those before have left.
        execute(connection, "set transaction isolation level read committed");
        execute(connection, SchemaHistory.lock(schema));
        List<Migration> missing = missing(connection, schema);
        try {
            if (!missing.isEmpty() && missing.getFirst().version() == 1) {
                begin(connection, schema);
            }
            execute(connection, searchPath(schema));
            for (Migration one : missing) {
                execute(connection, one.sql());
                execute(connection, SchemaHistory.add(one));
            }
        } catch (SQLException e) {
            throw refused(schema, role, e);
        }
    }

    private static void begin(Connection connection, SchemaName schema) throws SQLException {
        // "If not exists" asks for the right to create even where it exists.
        if (text(connection, "select to_regnamespace('%s')".formatted(schema)) == null) {
            execute(connection, create(schema));
        }
        if (!SchemaHistory.exists(connection, schema.name())) {
            execute(connection, searchPath(schema));
            execute(connection, SchemaHistory.create());
        }
    }

    /** What there is for one, whether a program asks or the service. */
    private static String administrator(SchemaName schema, int after) {
        return "have an administrator run what \"usance tables --schema %1$s --after %2$d\" prints, or in a program Migrations.script(\"%1$s\", %2$d)"
                .formatted(schema, after);
    }

    private static RuntimeException refused(SchemaName schema, String role, SQLException e) {
        if (SqlFailures.isOutage(e)) {
            return new StoreUnavailableException(e);
        }
        if (SqlFailures.isConflict(e)) {
            return new StaleStateException(e);
        }
        String why =
                switch (String.valueOf(e.getSQLState())) {
                    case NO_RIGHT ->
                            "role %1$s has not the right to; have an administrator run what \"usance tables --schema %2$s\" prints, or in a program Migrations.script(...), and validate instead of applying"
                                    .formatted(role, schema);
                    case TABLE_EXISTS ->
                            "there is a table of that name that is not of Usance; name another schema";
                    default -> "nothing was changed";
                };
        return new SchemaException(
                "the schema %s cannot be brought to version %d: %s (%s)"
                        .formatted(schema, Migration.NEWEST, why, e.getMessage()),
                e);
    }

    private static <T> T inTransaction(DataSource dataSource, Work<T> work) {
        try (Connection connection =
                new OwnConnections(dataSource, new OwnDatabase(SchemaName.USANCE)).open()) {
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw SqlFailures.isOutage(e)
                    ? new StoreUnavailableException(e)
                    : new SchemaException(
                            "the database refuses to say what it holds: " + e.getMessage(), e);
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static @Nullable String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
