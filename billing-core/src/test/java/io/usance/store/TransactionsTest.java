package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.failure.DatabaseException;
import io.usance.host.HostTransactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Units of work, followers and leases on a real Postgres whose sessions die under them. */
@Tag("slow")
class TransactionsTest {
    private final HikariDataSource dataSource = TestDatabase.fresh();
    private final HikariDataSource other = another(dataSource);
    private final Transactions transactions = new Transactions(dataSource);
    private final Transactions operator = new Transactions(other);
    private final Positions positions = new Positions(transactions);
    private final EventLog log = new EventLog(transactions, new TextCodec());
    private final PostgresEventStorageEngine engine =
            new PostgresEventStorageEngine(transactions, new TextCodec());

    @AfterEach
    void close() {
        other.close();
        dataSource.close();
        assertThat(CurrentUnitOfWork.isStarted()).as("left open").isFalse();
    }

    private static HikariDataSource another(HikariDataSource same) {
        HikariDataSource another = new HikariDataSource();
        another.setJdbcUrl(same.getJdbcUrl());
        another.setMaximumPoolSize(2);
        return another;
    }

    @Test
    void aNestedUnitOfWorkJoinsTheOneThatRuns() {
        int outer =
                transactions.execute(() -> {
                    int session = session();
                    append("a", 0);
                    transactions.run(() -> {
                        assertThat(session()).isEqualTo(session);
                        append("b", 0);
                    });
                    assertThat(head()).as("neither is committed").isZero();
                    return session;
                });
        assertThat(outer).isPositive();
        assertThat(log.head()).isEqualTo(2);
    }

    @Test
    void aFailureOfTheOuterTakesTheNestedWithIt() {
        assertThatThrownBy(() ->
                        transactions.run(() -> {
                            transactions.run(() -> append("a", 0));
                            throw new IllegalStateException("boom");
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("boom");
        assertThat(log.head()).isZero();
    }

    /** Two engines in one application: each keeps to its own database. */
    @Test
    void aUnitOfWorkOnAnotherDatabaseIsNotJoined() {
        try (HikariDataSource second = TestDatabase.fresh()) {
            Transactions theirs = new Transactions(second);
            PostgresEventStorageEngine theirEngine =
                    new PostgresEventStorageEngine(theirs, new TextCodec());
            transactions.run(() -> {
                append("a", 0);
                assertThat(new EventLog(theirs, new TextCodec()).head()).isZero();
                theirs.run(() -> theirEngine.appendEvents(event("a", 0)));
                assertThat(new EventLog(theirs, new TextCodec()).head()).isEqualTo(1);
            });
            assertThat(log.head()).isEqualTo(1);
        }
    }

    /** A command sent from within a handler of a host's that uses Axon as well. */
    @Test
    void anotherUnitOfWorkInTheThreadIsLeftAlone() {
        UnitOfWork<?> theirs = DefaultUnitOfWork.startAndGet(null);
        try {
            transactions.run(() -> append("a", 0));
            assertThat(log.head()).isEqualTo(1);
            assertThat(CurrentUnitOfWork.get()).isSameAs(theirs);
        } finally {
            theirs.rollback();
        }
        assertThat(log.head()).isEqualTo(1);
    }

    /** Whatever went wrong above: a stream with a gap could never be loaded again. */
    @Test
    void anEventWithoutItsPredecessorIsRefused() {
        append("a", 0);
        for (List<DomainEventMessage<?>> gap :
                List.<List<DomainEventMessage<?>>>of(
                        List.of(event("a", 2)),
                        List.of(event("b", 1)),
                        List.of(event("a", 1), event("a", 3)),
                        List.of(event("c", 0), event("a", 1), event("b", 4)))) {
            assertThatThrownBy(() -> transactions.run(() -> engine.appendEvents(gap)))
                    .isInstanceOf(StaleStateException.class)
                    .hasMessageContaining("nothing was appended");
            assertThat(log.head()).as("%s", gap).isEqualTo(1);
        }
        transactions.run(
                () -> engine.appendEvents(List.of(event("b", 0), event("a", 1), event("b", 1))));
        assertThat(log.head()).isEqualTo(4);
    }

    @Test
    void aSessionThatDiesBeforeTheCommitIsAnOutageAndNothingIsStored() {
        assertThatThrownBy(() ->
                        transactions.run(() -> {
                            append("a", 0);
                            kill(session());
                        }))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith("Postgres is not available: ");
        assertThat(log.head()).isZero();
        transactions.run(() -> append("a", 0));
        assertThat(log.head()).isEqualTo(1);
    }

    @Test
    void aSessionThatDiesBeforeAQueryIsAnOutage() {
        assertThatThrownBy(() ->
                        transactions.run(() -> {
                            kill(session());
                            append("a", 0);
                        }))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(log.head()).isZero();
    }

    /**
     * A caller that swallows the first failure meets a closed connection, which is an outage as
     * well.
     */
    @Test
    void everyQueryAfterTheSessionDiedIsAnOutage() {
        assertThatThrownBy(() ->
                        transactions.run(() -> {
                            kill(session());
                            assertThatThrownBy(this::session)
                                    .isInstanceOf(StoreUnavailableException.class);
                            assertThatThrownBy(this::session)
                                    .isInstanceOf(StoreUnavailableException.class);
                        }))
                .isInstanceOf(StoreUnavailableException.class);
    }

    /** An instance that stands still must not stop the others once for each of its transactions. */
    @Test
    void whoWaitsForTheHeadIsSentAwayBeforeItsHolderIs() {
        Transactions theirs = new Transactions(other);
        List<Throwable> sentAway = new ArrayList<>();
        transactions.run(() -> {
            assertThat(isShorter("lock_timeout", "idle_in_transaction_session_timeout")).isTrue();
            append("a", 0);
            Thread waiting =
                    new Thread(() -> {
                        try {
                            theirs.run(() -> {
                                theirs.read(sql -> sql.execute("set local lock_timeout = 100"));
                                new PostgresEventStorageEngine(theirs, new TextCodec())
                                        .appendEvents(
                                                List.of(
                                                        new GenericDomainEventMessage<>(
                                                                "Thing", "b", 0, "b0")));
                            });
                        } catch (StoreUnavailableException e) {
                            sentAway.add(e);
                        }
                    });
            waiting.start();
            join(waiting);
        });
        assertThat(sentAway).hasSize(1);
        assertThat(log.head()).isEqualTo(1);
    }

    private boolean isShorter(String setting, String than) {
        return transactions.read(sql ->
                sql.fetchSingle(
                                "select interval '0' < current_setting(?)::interval and"
                                        + " current_setting(?)::interval < current_setting(?)::interval",
                                setting,
                                setting,
                                than)
                        .get(0, boolean.class));
    }

    @Test
    void aDatabaseThatCannotBeReachedIsAnOutage() {
        HikariDataSource gone = new HikariDataSource();
        gone.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/nothing");
        gone.setConnectionTimeout(500);
        gone.setInitializationFailTimeout(-1);
        try (gone) {
            Transactions nowhere = new Transactions(gone);
            assertThatThrownBy(() -> new EventLog(nowhere, new TextCodec()).head())
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> nowhere.run(() -> {}))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> nowhere.lease("l").held())
                    .isInstanceOf(StoreUnavailableException.class);
        }
    }

    /** In the engine's own family, with what Postgres says: jOOQ is no host's business. */
    @Test
    void aWrongStatementIsNoOutage() {
        assertThatThrownBy(() -> transactions.read(sql -> sql.fetch("select * from nowhere")))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.sqlState()).isEqualTo("42P01"))
                .hasMessageContaining("nowhere");
    }

    @Test
    void aHandlerThatFailsLeavesItsPositionAndMeetsTheSameEventsAgain() {
        append("a", 0);
        append("a", 1);
        List<Long> handled = new ArrayList<>();
        Follower follower =
                follower(events -> {
                    events.forEach(e -> handled.add(e.position()));
                    transactions.read(
                            sql -> sql.execute("insert into usance.event_head values (false, 1)"));
                });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(follower::step)
                    .isInstanceOfSatisfying(
                            DatabaseException.class, e -> assertThat(e.isOfClass("23")).isTrue());
        }
        assertThat(handled).containsExactly(1L, 2L, 1L, 2L);
        assertThat(follower.position()).isZero();
    }

    @Test
    void aFollowerThatLosesItsSessionHasDoneNothing() {
        append("a", 0);
        boolean[] first = {true};
        Follower follower =
                follower(events -> {
                    positions.readOrStart("written by the handler", 0, 7);
                    if (first[0]) {
                        first[0] = false;
                        kill(session());
                    }
                });
        assertThatThrownBy(follower::step).isInstanceOf(StoreUnavailableException.class);
        assertThat(follower.position()).isZero();
        assertThat(positions.read("written by the handler", 0)).isEmpty();
        assertThat(follower.step()).isTrue();
        assertThat(follower.position()).isEqualTo(1);
        assertThat(positions.read("written by the handler", 0)).hasValue(7);
        assertThat(follower.step()).isFalse();
    }

    @Test
    void aFollowerPassesOverEventsItDoesNotWant() {
        append("a", 0);
        Follower deaf =
                new Follower(
                        "deaf",
                        Set.of("Other"),
                        transactions,
                        positions,
                        log,
                        events -> assertThat(events).as("never called").isNull());
        assertThat(deaf.step()).isTrue();
        assertThat(deaf.position()).isEqualTo(1);
    }

    @Test
    void anotherFollowerOfTheSameNameWaitsWithoutEffort() {
        append("a", 0);
        List<Boolean> second = new ArrayList<>();
        Transactions theirs = new Transactions(other);
        Follower waiting =
                new Follower(
                        "collector",
                        Set.of("Text"),
                        theirs,
                        new Positions(theirs),
                        new EventLog(theirs, new TextCodec()),
                        events -> {});
        Follower working =
                follower(events -> {
                    Thread step = new Thread(() -> second.add(waiting.step()));
                    step.start();
                    join(step);
                });
        assertThat(working.step()).isTrue();
        assertThat(second).containsExactly(false);
    }

    @Test
    void aPositionMovesOnlyFromWhatWasRead() {
        assertThat(positions.read("c", 0)).isEmpty();
        assertThat(positions.readOrStart("c", 0, 5)).isEqualTo(5);
        assertThat(positions.readOrStart("c", 0, 99)).isEqualTo(5);
        positions.advance(List.of(advance("c", 5, 8)));
        assertThatThrownBy(() -> positions.advance(List.of(advance("c", 5, 9))))
                .isInstanceOf(PositionMovedException.class)
                .hasMessage(
                        "c partition 0 is no longer at 5: another instance has moved it; nothing of"
                                + " this unit of work was written");
        assertThatThrownBy(() -> positions.advance(List.of(advance("unknown", 0, 1))))
                .isInstanceOf(PositionMovedException.class);
        assertThat(positions.read("c", 0)).hasValue(8);
    }

    @Test
    void oneStalePositionOfSeveralTakesAllBack() {
        positions.readOrStart("c", 0, 0);
        positions.readOrStart("d", 0, 3);
        assertThatThrownBy(() ->
                        transactions.run(() ->
                                positions.advance(
                                        List.of(advance("c", 0, 10), advance("d", 2, 10)))))
                .isInstanceOf(PositionMovedException.class);
        assertThat(positions.read("c", 0)).hasValue(0);
        assertThat(positions.read("d", 0)).hasValue(3);
    }

    @Test
    void aTallyThatDoesNotAddUpIsRefused() {
        assertThatThrownBy(() -> new Positions.Tally(7, 5, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("received 7 is not recorded 5 + duplicate 1 + quarantined 0");
    }

    @Test
    void aLeaseIsTakenOverWhenItsSessionDies() {
        try (Lease mine = transactions.lease("sealing");
                Lease theirs = operator.lease("sealing");
                Lease elsewhere = operator.lease("anchoring")) {
            assertThat(mine.held()).isTrue();
            assertThat(mine.held()).as("again").isTrue();
            assertThat(theirs.held()).isFalse();
            assertThat(elsewhere.held()).as("another name").isTrue();
            int holder =
                    operator.read(sql ->
                            sql.fetchSingle(
                                            "select pid from pg_locks where locktype ="
                                                    + " 'advisory' and (classid::bigint << 32)"
                                                    + " | objid::bigint = hashtextextended("
                                                    + "'usance/usance/usance-lease:sealing', 0)")
                                    .get(0, int.class));
            kill(holder);
            assertThat(takenSoon(theirs)).isTrue();
            assertThat(mine.held()).as("it notices").isFalse();
        }
    }

    /** So that an instance of a release without schemas and one of this take turns. */
    @Test
    void inPublicTheLocksAreThoseOfTheReleasesBefore() {
        Transactions inPublic =
                new Transactions(dataSource, SchemaName.PUBLIC, HostTransactions.none());
        operator.run(() -> {
            operator.read(sql ->
                    sql.fetch("select pg_advisory_xact_lock(hashtext('usance-lease:sealing'))"));
            try (Lease theirs = inPublic.lease("sealing");
                    Lease mine = transactions.lease("sealing")) {
                assertThat(theirs.held()).isFalse();
                assertThat(mine.held()).as("of another schema").isTrue();
            }
        });
    }

    @Test
    void aLeaseGivenUpIsFree() {
        try (Lease mine = transactions.lease("sealing");
                Lease theirs = operator.lease("sealing")) {
            assertThat(mine.held()).isTrue();
            mine.close();
            assertThat(theirs.held()).isTrue();
        }
    }

    private static boolean takenSoon(Lease lease) {
        for (int i = 0; i < 100; i++) {
            if (lease.held()) {
                return true;
            }
            pause();
        }
        return false;
    }

    private Follower follower(java.util.function.Consumer<List<RecordedEvent>> handler) {
        return new Follower("collector", Set.of("Text"), transactions, positions, log, handler);
    }

    private void append(String stream, long sequence) {
        engine.appendEvents(event(stream, sequence));
    }

    private static DomainEventMessage<?> event(String stream, long sequence) {
        return new GenericDomainEventMessage<>("Thing", stream, sequence, stream + sequence);
    }

    private static Positions.Advance advance(String consumer, long from, long to) {
        return new Positions.Advance(consumer, 0, from, to, Positions.Tally.NONE);
    }

    private int session() {
        return transactions.read(
                sql -> sql.fetchSingle("select pg_backend_pid()").get(0, int.class));
    }

    /** The log's head as another connection sees it. */
    private long head() {
        return new EventLog(operator, new TextCodec()).head();
    }

    private void kill(int session) {
        operator.read(sql -> sql.fetch("select pg_terminate_backend(?)", session));
        for (int i = 0; i < 500 && isAlive(session); i++) {
            pause();
        }
    }

    private boolean isAlive(int session) {
        return operator.read(sql ->
                sql.fetchSingle("select count(*) > 0 from pg_stat_activity where pid = ?", session)
                        .get(0, boolean.class));
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
