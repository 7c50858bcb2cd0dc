package io.usance.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database that a host has a life in: tables, roles and search paths of its own. */
public final class HostDatabase implements AutoCloseable {
    /** Names that the engine's tables have as well. */
    public static final List<String> TABLES =
            List.of("payment", "contract", "batch", "snapshot", "settlement", "domain_event");

    private final HikariDataSource owner = TestDatabase.empty();
    private final List<HikariDataSource> pools = new ArrayList<>();

    /** Its owner's pool, whose search path is Postgres' own. */
    public HikariDataSource owner() {
        return owner;
    }

    /** A pool of a role, made before with {@link #role}. */
    public HikariDataSource pool(String role) {
        return pool(role, true);
    }

    HikariDataSource pool(String role, boolean autoCommit) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(owner.getJdbcUrl().replace("user=postgres", "user=" + role));
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        config.setAutoCommit(autoCommit);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** A role of this database that may log in, and nothing else but what everyone may. */
    public String role(String name) throws SQLException {
        String unique = name + "_" + owner.getJdbcUrl().replaceAll(".*/(t[0-9]+).*", "$1");
        execute("create role " + unique + " login");
        return unique;
    }

    /** The host's own tables in {@code public}, with a row in each. */
    public void hostTables() throws SQLException {
        for (String table : TABLES) {
            execute("create table public." + table + " (host text not null)");
            execute("insert into public." + table + " values ('the host''s')");
        }
    }

    /** Rows of the host's own tables. */
    public List<String> hostRows() throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            rows.addAll(query("select host from public." + table));
        }
        return rows;
    }

    /** As its owner, who gives up a transaction that fails. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                statement.execute("rollback");
                throw e;
            }
        }
    }

    /** First column of all rows, as its owner. */
    public List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
        owner.close();
    }
}
