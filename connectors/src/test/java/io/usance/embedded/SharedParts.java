package io.usance.embedded;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * One broker and one database for all tests of this JVM, started on first use and stopped when the
 * JVM ends. Tests keep apart by names of their own: {@link #uniqueName()}.
 *
 * <p>A test that stops a part starts its own instead.
 */
public final class SharedParts {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private SharedParts() {}

    private static final class Broker {
        static final EmbeddedKafka STARTED = closeAtEnd(EmbeddedKafka.temporary().start());
    }

    private static final class Database {
        static final EmbeddedDatabase STARTED = closeAtEnd(EmbeddedDatabase.temporary().start());
    }

    /** The running broker; never stop it. */
    public static EmbeddedKafka kafka() {
        return Broker.STARTED;
    }

    /** The running server; never stop it. */
    public static EmbeddedDatabase database() {
        return Database.STARTED;
    }

    /** The JDBC URL of an empty database of its own. */
    public static String newDatabase() {
        String name = uniqueName();
        database().createDatabase(name);
        return database().jdbcUrl(name);
    }

    /** A unique name; fits a topic prefix, a group, a schema or a database. */
    public static String uniqueName() {
        return "t" + NAMES.incrementAndGet();
    }

    private static <T extends AutoCloseable> T closeAtEnd(T part) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            try {
                                part.close();
                            } catch (Exception e) {
                                System.err.println("cannot stop " + part + ": " + e);
                            }
                        }));
        return part;
    }
}
