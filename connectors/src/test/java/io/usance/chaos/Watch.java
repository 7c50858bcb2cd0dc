package io.usance.chaos;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the books over a connection of its own, without a pool's waiting, so that it sees at
 * once when they are there again.
 */
final class Watch implements AutoCloseable {
    private static final String LIMITS = "&connectTimeout=2&socketTimeout=10";

    private final String jdbcUrl;
    private Optional<Connection> connection = Optional.empty();

    Watch(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl + LIMITS;
    }

    /**
     * The books at a moment.
     *
     * @param head last position in the log
     * @param received records stored, of both inbound topics
     * @param read offsets gone by in the inbound topics, which begin at 0
     * @param waiting settlements that are not confirmed on the chain
     */
    record Books(int head, long received, long read, long waiting) {}

    /** An event of the log. */
    record Event(int position, String type) {}

    /** Empty if the database is unavailable. */
    Optional<Books> look() {
        String query =
                "select (select position from usance.event_head),"
                        + " (select coalesce(sum(received), 0) from usance.consumer_position),"
                        + " (select coalesce(sum(position), 0) from usance.consumer_position"
                        + " where consumer like 'kafka/%'),"
                        + " (select count(*) from usance.settlement) - (select coalesce(sum(count), 0)"
                        + " from usance.batch where state = 'CONFIRMED')";
        try (PreparedStatement statement = connection().prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Optional.of(
                    new Books(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4)));
        } catch (SQLException e) {
            close();
            return Optional.empty();
        }
    }

    /** Events beyond a position and up to another one, without those that are not published. */
    List<Event> events(int beyond, int upTo) {
        String query =
                "select position, payload_type from usance.domain_event where position > ? and"
                        + " position <= ? and payload_type <> 'ReadingsRecorded'";
        try (PreparedStatement statement = connection().prepareStatement(query)) {
            statement.setInt(1, beyond);
            statement.setInt(2, upTo);
            List<Event> events = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(new Event(rows.getInt(1), rows.getString(2)));
                }
            }
            return events;
        } catch (SQLException e) {
            close();
            throw new IllegalStateException("the log cannot be read", e);
        }
    }

    private Connection connection() throws SQLException {
        if (connection.isEmpty()) {
            connection = Optional.of(DriverManager.getConnection(jdbcUrl));
        }
        return connection.get();
    }

    @Override
    public void close() {
        connection.ifPresent(Watch::closeQuietly);
        connection = Optional.empty();
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is broken.
        }
    }
}
