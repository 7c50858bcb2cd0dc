package io.usance.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The database that the engine was built on, by which connections are known that lead elsewhere.
 * Thread-safe.
 *
 * <p>Design note: a connection is known by its URL, which the driver has at hand, so that only the
 * first of each URL costs a statement. What is compared needs no right: object numbers of the
 * database and of the log, and the time at which the schema was made, which tells apart servers
 * that were set up alike. A physical copy of a database under another URL cannot be told from it.
 */
final class OwnDatabase {
    /** Credentials may be a part of URLs, and change. */
    private static final int URLS_MAX = 100;

    private static final String IDENTIFY =
            """
            select (select oid from pg_catalog.pg_database where datname = current_database())::bigint,
                pg_catalog.to_regclass(?)::oid::bigint,
                coalesce(has_table_privilege(pg_catalog.to_regclass(?), 'select'), false)
            """;

    private final SchemaName schema;
    private final Set<String> urls = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Identity own;
    private volatile String ownName = "";

    OwnDatabase(SchemaName schema) {
        this.schema = schema;
    }

    /**
     * @param log of the table of events; null if there is none
     * @param installed when the schema was made; null if that is not to be read
     */
    private record Identity(long database, @Nullable Long log, @Nullable String installed) {
        boolean isOf(Identity other) {
            return database == other.database
                    && log != null
                    && log.equals(other.log)
                    && (installed == null
                            || other.installed == null
                            || installed.equals(other.installed));
        }
    }

    /** From now on only connections to where this one leads are taken. */
    void learn(Connection connection) throws SQLException {
        own = identify(connection);
        String url = url(connection);
        ownName = name(url);
        remember(url);
    }

    /**
     * Refuses a connection that leads elsewhere.
     *
     * @param ofHost if it is the one of a host's transaction
     * @return true if that took a statement
     * @throws OtherDatabaseException if it does
     */
    boolean require(Connection connection, boolean ofHost) throws SQLException {
        Identity known = own;
        if (known == null) {
            return false;
        }
        String url = url(connection);
        if (urls.contains(url)) {
            return false;
        }
        if (!known.isOf(identify(connection))) {
            throw new OtherDatabaseException(name(url), ownName, ofHost);
        }
        remember(url);
        return true;
    }

    /** Empty if the driver, or a wrapper of it, does not tell: then each connection is asked. */
    private static String url(Connection connection) throws SQLException {
        String url = connection.getMetaData().getURL();
        return url == null ? "" : url;
    }

    private void remember(String url) {
        if (url.isEmpty()) {
            return;
        }
        if (urls.size() >= URLS_MAX) {
            urls.clear();
        }
        urls.add(url);
    }

    private Identity identify(Connection connection) throws SQLException {
        long database;
        Long log;
        boolean readable;
        try (PreparedStatement statement = connection.prepareStatement(IDENTIFY)) {
            statement.setString(1, schema.quoted() + ".domain_event");
            statement.setString(2, history());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                database = row.getLong(1);
                log = row.getObject(2, Long.class);
                readable = row.getBoolean(3);
            }
        }
        return new Identity(database, log, readable ? installed(connection) : null);
    }

    private @Nullable String installed(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "select min(installed_on)::text from " + history());
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private String history() {
        return schema.quoted() + '.' + SchemaHistory.TABLE;
    }

    /** Server and database, without what else a URL says, such as a password. */
    private static String name(String url) {
        if (url.isEmpty()) {
            return "a database whose connections do not say their URL";
        }
        int end = url.indexOf('?');
        String plain = end < 0 ? url : url.substring(0, end);
        int server = plain.indexOf("//");
        return server < 0 ? plain : plain.substring(server + 2);
    }
}
