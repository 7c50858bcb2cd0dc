package io.usance.store;

import io.usance.failure.SchemaException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which migrations a schema has seen: a table of its own beside the engine's tables.
 *
 * <p>Its form is Flyway's, which the releases before used: an instance of one goes on beside
 * instances of this one, and an administrator's Flyway reads it.
 */
final class SchemaHistory {
    static final String TABLE = "usance_schema_history";

    private static final String EXISTS =
            """
            select exists (
                select from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where n.nspname = ? and c.relname = ?
            )
            """;

    private static final String CREATE =
            """
            create table usance_schema_history (
                installed_rank integer not null constraint usance_schema_history_pk primary key,
                version varchar(50),
                description varchar(200) not null,
                type varchar(20) not null,
                script varchar(1000) not null,
                checksum integer,
                installed_by varchar(100) not null,
                installed_on timestamp not null default now(),
                execution_time integer not null,
                success boolean not null
            );
            create index usance_schema_history_s_idx on usance_schema_history (success);
            """;

    private static final String ADD =
            """
            insert into usance_schema_history (installed_rank, version, description, type, script,
                checksum, installed_by, execution_time, success)
            select coalesce(max(installed_rank), 0) + 1, '%d', '%s', 'SQL', '%s', %d, current_user, 0, true
            from usance_schema_history;
            """;

    /** Flyway's, for the same purpose. */
    private static final long LOCK = 77_431_708_279_161L;

    private SchemaHistory() {}

    /** SQL that makes the table; it names no schema. */
    static String create() {
        return CREATE;
    }

    /** SQL that notes a migration; it names no schema. */
    static String add(Migration done) {
        return ADD.formatted(done.version(), done.description(), done.file(), done.checksum());
    }

    /**
     * SQL that waits for others who migrate this schema, until the transaction ends. The key is
     * that of the releases before, so that one of them and this one take turns.
     */
    static String lock(SchemaName schema) {
        long key = LOCK + (schema.quoted() + ".\"" + TABLE + '"').hashCode();
        return "select pg_advisory_xact_lock(%d);\n".formatted(key);
    }

    /** Whether a schema holds a history. No right on the schema is needed. */
    static boolean exists(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
            statement.setString(1, schema);
            statement.setString(2, TABLE);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /**
     * The migrations that the schema has not seen, by version.
     *
     * @throws SchemaException if it is newer than this version of Usance, or was changed by hand
     */
    static List<Migration> missing(Connection connection, SchemaName schema) throws SQLException {
        SortedMap<Integer, Integer> seen =
                exists(connection, schema.name()) ? read(connection, schema) : new TreeMap<>();
        if (!seen.isEmpty() && seen.lastKey() > Migration.NEWEST) {
            throw new SchemaException(
                    "the schema %s has version %d, and this version of Usance knows %d at most; run the newer one, or restore a backup"
                            .formatted(schema, seen.lastKey(), Migration.NEWEST),
                    null);
        }
        List<Migration> missing = new ArrayList<>();
        for (Migration one : Migration.all()) {
            Integer checksum = seen.get(one.version());
            if (checksum == null) {
                missing.add(one);
            } else if (checksum != one.checksum()) {
                throw changed(schema, "has another checksum of " + one.file());
            } else if (!missing.isEmpty()) {
                throw changed(
                        schema,
                        "lacks version %d and has version %d"
                                .formatted(missing.getFirst().version(), seen.lastKey()));
            }
        }
        return missing;
    }

    private static SchemaException changed(SchemaName schema, String what) {
        return new SchemaException(
                "the history of the schema, %s.%s, %s: it was changed by hand; restore it, or a backup"
                        .formatted(schema, TABLE, what),
                null);
    }

    /** Checksums by version. */
    private static SortedMap<Integer, Integer> read(Connection connection, SchemaName schema)
            throws SQLException {
        SortedMap<Integer, Integer> seen = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select version::int, checksum, success from "
                                        + schema.quoted()
                                        + '.'
                                        + TABLE
                                        + " where version is not null")) {
            while (rows.next()) {
                if (!rows.getBoolean(3)) {
                    throw changed(schema, "has an unfinished version " + rows.getInt(1));
                }
                seen.put(rows.getInt(1), rows.getInt(2));
            }
        }
        return seen;
    }
}
