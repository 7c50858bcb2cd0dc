package io.usance.store;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The schema that an engine's tables are in, and what follows from it: the text of its statements
 * and the names of its locks.
 *
 * <p>Every statement in the code names its tables as {@code usance.domain_event}. That is the text
 * where the schema is {@code usance}; in another one its name takes that place. No statement
 * depends on the search path of the connection.
 */
public final class SchemaName {
    /** Of new installations. */
    public static final SchemaName USANCE = new SchemaName("usance");

    /** Of installations of the releases that knew no other. */
    static final SchemaName PUBLIC = new SchemaName("public");

    /** Postgres cuts off what is longer. */
    private static final int LENGTH_MAX = 63;

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9_]");
    private static final String AS_WRITTEN = "usance.";

    private final String name;

    /** Texts are constants of the code, so there are some dozens. */
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    private SchemaName(String name) {
        this.name = name;
    }

    /**
     * @throws IllegalArgumentException if it cannot be one; with the reason and what to write
     */
    public static SchemaName of(String name) {
        problem(name)
                .ifPresent(problem -> {
                    throw new IllegalArgumentException("the name of the schema " + problem);
                });
        return name.equals(USANCE.name) ? USANCE : new SchemaName(name);
    }

    /**
     * What is wrong with a name, to follow "the name"; empty if it is in order.
     *
     * <p>Design note: Postgres would take any name in quotes. Then {@code Usance} and {@code
     * usance} are two schemas, of which the one not meant is empty, and is billed from nothing; and
     * an administrator's statements fail, or work on the other one, wherever a quote was forgotten.
     */
    public static Optional<String> problem(String name) {
        if (name.length() > LENGTH_MAX) {
            return Optional.of(
                    "has %d characters, of which Postgres would keep %d; write a shorter one"
                            .formatted(name.length(), LENGTH_MAX));
        }
        if (name.startsWith("pg_") || name.equals("information_schema")) {
            return Optional.of(
                    "is %s, which Postgres keeps for itself; write another, such as usance"
                            .formatted(name));
        }
        if (!PLAIN.matcher(name).matches()) {
            return Optional.of(
                    "is \"%s\", which is not lower-case letters, digits and _, beginning with a letter or _; write %s"
                            .formatted(name, plain(name)));
        }
        return Optional.empty();
    }

    private static String plain(String name) {
        String plain = OTHERS.matcher(name.strip().toLowerCase(Locale.ROOT)).replaceAll("_");
        boolean hasLetters = plain.chars().anyMatch(c -> c >= 'a' && c <= 'z');
        return !hasLetters || plain.startsWith("pg_")
                ? USANCE.name
                : PLAIN.matcher(plain).matches() ? plain : "_" + plain;
    }

    /** As it was given. */
    public String name() {
        return name;
    }

    /** In quotes, for a name may be a word of SQL. */
    String quoted() {
        return '"' + name + '"';
    }

    /** True if statements are what the code says. */
    boolean isAsWritten() {
        return equals(USANCE);
    }

    /**
     * A statement in this schema; made once.
     *
     * @param sql a constant of the code, with tables as {@code usance.domain_event}
     */
    public String in(String sql) {
        return isAsWritten() ? sql : texts.computeIfAbsent(sql, this::rewritten);
    }

    /**
     * As {@link #in}, of a text that is not a constant. It must not have values in it, for they
     * would be rewritten as well.
     */
    String rewritten(String sql) {
        return isAsWritten() ? sql : sql.replace(AS_WRITTEN, quoted() + '.');
    }

    /**
     * The key of a lock, as SQL with one parameter, the {@link #lock}'s name.
     *
     * <p>Design note: locks belong to the database, so their keys have the schema in them. They are
     * hashes of 64 bits, a single number as before: of 10,000 names two have the same with a
     * probability of one in 400 billion, where 32 bits have it in one of a hundred. Two keys of 32
     * bits would be as many bits, but a second space of numbers that a host may use. In {@code
     * public} they are what the releases before had, so that an instance of one and of this take
     * turns.
     */
    String lockKey() {
        return equals(PUBLIC) ? "hashtext(?)" : "hashtextextended(?, 0)";
    }

    /**
     * The name of a lock in this schema.
     *
     * @param lock unique in the schema
     */
    public String lock(String lock) {
        return equals(PUBLIC) ? lock : "usance/" + name + "/" + lock;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SchemaName that && that.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
