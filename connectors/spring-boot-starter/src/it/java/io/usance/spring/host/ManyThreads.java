package io.usance.spring.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.engine.BillingEngine;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Eight threads of a host that send readings of silos which they share, a third of them in
 * transactions that leave nothing; and what must hold afterwards: what the host has is what the
 * engine has.
 */
final class ManyThreads {
    static final int THREADS = 8;

    /** Fewer than there are threads, so that several always want one. */
    static final int SILOS = 4;

    /** Few, so that many are written, and read again. */
    static final int EVENTS_PER_SNAPSHOT = 10;

    /** The silo is empty then. */
    private static final int READINGS_MAX = 24_000;

    private final Host host;
    private final List<AtomicInteger> next = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger committed = new AtomicInteger();
    private final Runnable whenSent;

    /**
     * @param whenSent called after each transaction, by all the threads
     */
    ManyThreads(Host host, Runnable whenSent) throws SQLException {
        this.host = host;
        this.whenSent = whenSent;
        for (int i = 0; i < SILOS; i++) {
            next.add(new AtomicInteger(1 + recorded(rows(), i).stream().reduce(-1, Math::max)));
        }
    }

    /** Registers the silos, each under a contract, and makes the host's table if it is missing. */
    static void prepare(Host host) throws SQLException {
        try (Connection connection = host.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists host");
            statement.execute("create table if not exists host.delivery (id text primary key)");
        }
        for (int i = 0; i < SILOS; i++) {
            host.engine().handle(Silos.register("silo-" + i));
            host.engine().signContract(Silos.contract("silo-" + i), Silos.START);
        }
    }

    /** Until told to end; fails with the first thread that does. */
    void run(long seed, BooleanSupplier goesOn)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(seed + t);
                done.add(CompletableFuture.runAsync(() -> send(random, goesOn), threads));
            }
            for (CompletableFuture<Void> one : done) {
                one.get(5, TimeUnit.MINUTES);
            }
        }
    }

    private void send(Random random, BooleanSupplier goesOn) {
        while (goesOn.getAsBoolean()) {
            int silo = random.nextInt(SILOS);
            int no = next.get(silo).getAndIncrement();
            if (no >= READINGS_MAX) {
                return;
            }
            Ending ending = Ending.of(random);
            send(silo, no, ending);
            if (ending != Ending.COMMITTED && random.nextBoolean()) {
                // Not known from before: what was rolled back is forgotten.
                send(silo, no, Ending.COMMITTED);
            }
        }
    }

    private void send(int silo, int no, Ending ending) {
        try {
            host.transaction(
                    ending,
                    rows -> {
                        var decision = host.engine().handle(Silos.dense("silo-" + silo, no));
                        assertThat(decision.recorded())
                                .as("reading %d of silo %d: %s", no, silo, decision.refusals())
                                .isEqualTo(1);
                        rows.insert(silo + "/" + no);
                    });
        } catch (IllegalStateException e) {
            if (ending != Ending.FAILED || !Ending.FAILURE.equals(e.getMessage())) {
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        sent.incrementAndGet();
        if (ending == Ending.COMMITTED) {
            committed.incrementAndGet();
        }
        whenSent.run();
    }

    /** Transactions that were ended, in whatever way. */
    int sent() {
        return sent.get();
    }

    int committed() {
        return committed.get();
    }

    /**
     * What the host has is what the engine has; positions and streams have no gap; an engine that
     * has nothing in memory goes on with all of it.
     *
     * @return the host's rows, count
     */
    int assertWhole() throws SQLException {
        List<String> rows = rows();
        BillingEngine fresh = BillingEngine.builder(host.dataSource()).build();
        for (int i = 0; i < SILOS; i++) {
            assertThat(stored(fresh, i))
                    .as("readings of silo %d", i)
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(recorded(rows, i));
        }
        assertNoGaps();
        for (int i = 0; i < SILOS; i++) {
            int after = Math.max(next.get(i).get(), recorded(rows, i).getLast() + 1);
            assertThat(fresh.handle(Silos.dense("silo-" + i, after)).recorded()).isEqualTo(1);
            assertThat(fresh.contractTerms("silo-" + i)).isNotNull();
        }
        fresh.catchUp();
        assertThat(fresh.queries().isCurrent()).isTrue();
        assertNoGaps();
        return rows.size();
    }

    private void assertNoGaps() throws SQLException {
        assertThat(
                        strings(
                                "select 'head ' || (select position from usance.event_head) - count(*)"
                                        + " || ', first ' || min(position) || ', last ' || max(position) - count(*)"
                                        + " from usance.domain_event"))
                .containsExactly("head 0, first 1, last 0");
        assertThat(
                        strings(
                                "select stream_id from usance.domain_event group by stream_id"
                                        + " having min(sequence) <> 0 or max(sequence) <> count(*) - 1"))
                .as("streams with gaps")
                .isEmpty();
    }

    private static List<Integer> stored(BillingEngine engine, int silo) {
        return engine.meterEvents(StandardMeters.silo(), "silo-" + silo).stream()
                .filter(ReadingsRecorded.class::isInstance)
                .map(ReadingsRecorded.class::cast)
                .flatMap(event -> event.readings().stream())
                .map(reading -> Math.toIntExact(reading.sequence()))
                .toList();
    }

    /** Numbers of the readings of a silo, rising. */
    private static List<Integer> recorded(List<String> rows, int silo) {
        String prefix = silo + "/";
        return List.copyOf(
                rows.stream()
                        .filter(row -> row.startsWith(prefix))
                        .map(row -> Integer.valueOf(row.substring(prefix.length())))
                        .collect(TreeSet<Integer>::new, TreeSet::add, TreeSet::addAll));
    }

    private List<String> rows() throws SQLException {
        return strings("select id from host.delivery");
    }

    private List<String> strings(String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = host.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
