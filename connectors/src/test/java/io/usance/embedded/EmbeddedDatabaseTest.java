package io.usance.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@Tag("slow")
class EmbeddedDatabaseTest {

    private static final int BROKEN_CONNECTIONS_MAX = 3;

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes"})
    void committedMeansDurable(String setting) throws SQLException {
        assertThat(single(SharedParts.database().dataSource(), "show " + setting)).isEqualTo("on");
    }

    @Test
    void textSortsByteWiseWhateverTheLocaleOfTheMachine() throws SQLException {
        assertThat(single(SharedParts.database().dataSource(), "select 'B' < 'a'")).isEqualTo("t");
        assertThat(single(SharedParts.database().dataSource(), "show server_encoding"))
                .isEqualTo("UTF8");
    }

    @Test
    void aRestartKeepsPortDataAndPool(@TempDir Path directory) throws SQLException {
        EmbeddedDatabase database = EmbeddedDatabase.in(directory, 0).start();
        try (database) {
            String url = database.jdbcUrl();
            DataSource pool = database.dataSource();
            execute(pool, "create table kept (v text)");
            execute(pool, "insert into kept values ('before')");

            database.stop();
            assertThatThrownBy(() -> DriverManager.getConnection(url))
                    .isInstanceOf(SQLException.class);
            database.start();

            assertThat(database.jdbcUrl()).isEqualTo(url);
            assertThat(afterBrokenConnections(pool, "select v from kept")).isEqualTo("before");
        }
        try (EmbeddedDatabase again = EmbeddedDatabase.in(directory, 0).start()) {
            assertThat(single(again.dataSource(), "select v from kept")).isEqualTo("before");
        }
    }

    @Test
    void aTakenPortIsNamed(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                EmbeddedDatabase database = EmbeddedDatabase.in(directory, taken.getLocalPort())) {
            assertThatThrownBy(database::start)
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("taken by another process");
        }
    }

    @Test
    void aDirectoryInUseIsReported(@TempDir Path directory) {
        try (EmbeddedDatabase first = EmbeddedDatabase.in(directory, 0).start();
                EmbeddedDatabase second = EmbeddedDatabase.in(directory, 0)) {
            assertThat(first.port()).isNotEqualTo(second.port());
            assertThatThrownBy(second::start)
                    .isInstanceOf(EmbeddedPartException.class)
                    .hasMessageContaining(directory.toString())
                    .message()
                    .doesNotContain("\n");
        }
    }

    /** A pool hands out each connection that the stop has broken once before it drops it. */
    private static String afterBrokenConnections(DataSource pool, String sql) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return single(pool, sql);
            } catch (SQLException broken) {
                if (attempt == BROKEN_CONNECTIONS_MAX) {
                    throw broken;
                }
            }
        }
    }

    private static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String single(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
