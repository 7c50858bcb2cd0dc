package io.usance.engine;

import static io.usance.failure.Checks.given;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.failure.InvalidInputException.Problem;
import io.usance.host.HostTransactions;
import io.usance.meter.StandardMeters;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.store.BoundDataSourceException;
import io.usance.store.SchemaName;
import io.usance.store.StreamLocks;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Settings of an engine. The defaults fit tens of thousands of silos. */
public final class EngineBuilder {
    private static final String BOUND_BY_SPRING =
            "org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy";

    private static final Duration WAIT_LEAST = Duration.ofMillis(1);
    private static final Duration WAIT_MOST = Duration.ofHours(1);

    final DataSource dataSource;
    int aggregatesCachedMax = 50_000;
    int eventsPerSnapshot = 200;
    boolean readingAhead;
    private @Nullable SchemaName schema;
    private Migrations migrations = Migrations.APPLY;
    HostTransactions hostTransactions = HostTransactions.none();
    Clock clock = Clock.systemUTC();
    Duration waitMax = StreamLocks.WAIT_MAX;
    MeterKinds kinds = StandardMeters.kinds();

    EngineBuilder(DataSource dataSource) {
        this.dataSource = given(dataSource, "builder.dataSource");
    }

    /** Adds a kind of meter to those that come with the engine. */
    public EngineBuilder meterKind(MeterKind<?, ?, ?> kind) {
        kinds = kinds.with(given(kind, "engine.meterKind"));
        return this;
    }

    /** Meters of each kind kept in memory, and as many contracts; others are loaded. */
    public EngineBuilder aggregatesCachedMax(int max) {
        aggregatesCachedMax = max;
        return this;
    }

    /** Events of one stream between two snapshots, the first up to half of that earlier. */
    public EngineBuilder eventsPerSnapshot(int count) {
        eventsPerSnapshot = count;
        return this;
    }

    /**
     * Lets the projecting stage read the log on a second connection, in a thread of its own that
     * ends with the step, whenever it is far behind: a rebuild takes a fifth to a third less time.
     * Without it the engine has no threads. The data source must have that connection to spare.
     */
    public EngineBuilder readingAhead() {
        readingAhead = true;
        return this;
    }

    /**
     * The schema that the engine's tables are in, made if it is missing; one engine each, or
     * several instances of one. Without it, it is {@code usance}; but an installation of an earlier
     * release, whose tables are in {@code public}, goes on there.
     *
     * @param name lower-case letters, digits and _, 63 at most
     * @throws InvalidInputException if it is anything else, or Postgres keeps it for itself
     */
    public EngineBuilder schema(String name) {
        schema = named(name, "engine.schema");
        return this;
    }

    /** The schema of that name, if there can be one. */
    static SchemaName named(String name, String path) {
        SchemaName.problem(given(name, path))
                .ifPresent(problem -> {
                    throw new InvalidInputException(List.of(new Problem(path, problem)));
                });
        return SchemaName.of(name);
    }

    /** How the tables come up to date: {@link Migrations#APPLY} by default. */
    public EngineBuilder migrations(Migrations mode) {
        migrations = given(mode, "engine.migrations");
        return this;
    }

    /**
     * Lets commands take part in the host's transactions: those sent by a thread that is in one are
     * committed or rolled back with it. Without it every command has a transaction of its own.
     */
    public EngineBuilder hostTransactions(HostTransactions transactions) {
        hostTransactions = given(transactions, "engine.hostTransactions");
        return this;
    }

    /**
     * How long a command waits for another transaction that holds the same meter or contract,
     * before it has a {@link io.usance.failure.ConflictException}; a minute by default. One that
     * would wait for itself, be it by way of rows that it has locked, has it within about a second.
     *
     * @param most a millisecond to an hour
     */
    public EngineBuilder waitMax(Duration most) {
        waitMax = given(most, "engine.waitMax");
        return this;
    }

    /**
     * The clock that gives the times at which events are recorded; the system's in UTC otherwise.
     * When things happened stands in the commands, but no command is received later than this clock
     * says: a reading sampled more than ten minutes ahead of it is refused, and no period closes
     * before it has ended by it.
     */
    public EngineBuilder clock(Clock clock) {
        this.clock = given(clock, "engine.clock");
        return this;
    }

    /**
     * Brings the schema up to date, or sees that it is, and builds the engine.
     *
     * @throws InvalidInputException if a limit is not possible; it names all
     * @throws BoundDataSourceException if the data source is known to hand out connections of
     *     transactions that are not the engine's
     * @throws io.usance.failure.SchemaException if the schema is newer than this version, was
     *     changed by hand, or cannot be brought up to date
     */
    public BillingEngine build() {
        new Checks("engine")
                .that(
                        aggregatesCachedMax >= 1,
                        "aggregatesCachedMax",
                        aggregatesCachedMax + "; write 1 or more")
                .that(
                        eventsPerSnapshot >= 1,
                        "eventsPerSnapshot",
                        eventsPerSnapshot + "; write 1 or more")
                .that(
                        waitMax.compareTo(WAIT_LEAST) >= 0 && waitMax.compareTo(WAIT_MOST) <= 0,
                        "waitMax",
                        waitMax + "; write a millisecond to an hour")
                .require();
        if (isBound(dataSource)) {
            throw new BoundDataSourceException();
        }
        return new BillingEngine(new EngineInternals(this, migrations.run(dataSource, schema)));
    }

    /** By name, for Spring may not be there; also of one that is wrapped. */
    private static boolean isBound(DataSource dataSource) {
        try {
            Class<?> bound =
                    Class.forName(BOUND_BY_SPRING, false, dataSource.getClass().getClassLoader());
            return bound.isInstance(dataSource) || dataSource.isWrapperFor(bound);
        } catch (ClassNotFoundException | SQLException e) {
            return false;
        }
    }
}
