package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.engine.form.EventForms;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.PostgresEventStorageEngine;
import io.usance.store.TestDatabase;
import io.usance.store.Transactions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots shorten loading and nothing else: whatever becomes of them, the log decides. */
@Tag("slow")
class SnapshotTest {
    private static final String STREAM = "silo/silo-7";
    private static final int EVENTS_PER_SNAPSHOT = 10;

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = engine();

    private BillingEngine engine() {
        return BillingEngine.builder(dataSource).eventsPerSnapshot(EVENTS_PER_SNAPSHOT).build();
    }

    @BeforeEach
    void registerAndFeed() {
        engine.handle(new RegisterSilo(GoldenEvents.silo(null), GoldenEvents.AT));
        engine.handle(
                new RegisterSilo(
                        new io.usance.meter.silo.spec.SiloSpec(
                                "silo-8",
                                "PVC granulate",
                                GoldenEvents.kg(60_000_000),
                                null,
                                new io.usance.meter.silo.spec.SensorSpec(
                                        "s-8", GoldenEvents.kg(20_000), GoldenEvents.kg(1_000), 24),
                                GoldenEvents.kg(1_000_000)),
                        GoldenEvents.AT));
        engine.signContract(GoldenEvents.terms(), GoldenEvents.AT);
        feed(engine, 0, 30);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void loadingReadsTheSnapshotAndTheFewEventsAfterIt() {
        long all =
                count(
                        "select count(*) from usance.domain_event where stream_id = '"
                                + STREAM
                                + "'");
        long contained =
                count("select sequence from usance.snapshot where stream_id = '" + STREAM + "'");
        EmbeddedEventStore store = store();
        long read = store.readEvents(STREAM).asStream().count();
        assertThat(all).isGreaterThan(30);
        assertThat(contained).isGreaterThan(all - 1 - EVENTS_PER_SNAPSHOT);
        assertThat(read).as("a snapshot and what came after it").isEqualTo(all - contained);
    }

    /** One silo goes on from its snapshot, the same silo elsewhere from all its events. */
    @Test
    void aSiloGoesOnFromItsSnapshotAsFromItsEvents() {
        List<String> before = payloads();
        feed(engine(), 30, 40);
        List<String> fromSnapshot = payloads();
        execute("delete from usance.snapshot");
        execute("delete from usance.domain_event where position > " + before.size());
        execute("update usance.event_head set position = " + before.size());
        assertThat(payloads()).isEqualTo(before);
        feed(engine(), 30, 40);
        assertThat(payloads()).isEqualTo(fromSnapshot).hasSizeGreaterThan(before.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload = '{\"half\":'",
                "payload = '{}'",
                "payload = 'null'",
                "payload = ''",
                "payload = replace(payload, '\"seen\"', '\"seenBefore\"')",
                "payload = replace(payload, '\"ledger\"', '\"books\"')",
                "payload_type = 'SiloSnapshotOfTheFuture'"
            })
    void aBrokenSnapshotIsPassedOverAndReplacedByTheNext(String damage) {
        feed(engine(), 30, 40);
        List<String> expected = payloads();
        long head = engine.internals().log().head();

        execute("update usance.snapshot set " + damage + " where stream_id = '" + STREAM + "'");
        BillingEngine together = engine();
        together.unitOfWork(() -> {
            together.expect(
                    Stream.of("silo-7", "silo-8", "silo-9")
                            .map(id -> new RecordReadings(id, List.of(), Instant.EPOCH))
                            .toList());
            return feed(together, 30, 40);
        });
        BillingEngine restarted = engine();
        feed(restarted, 30, 40);
        assertThat(payloads()).as("all were duplicates").isEqualTo(expected);
        feed(restarted, 40, 60);
        assertThat(engine.internals().log().head()).isGreaterThan(head);
        long all =
                count(
                        "select count(*) from usance.domain_event where stream_id = '"
                                + STREAM
                                + "'");
        assertThat(store().readEvents(STREAM).asStream().count())
                .as("loading is short again")
                .isLessThan(all);
    }

    @Test
    void aSiloIsLoadedAgainAfterAFailedUnitOfWork() {
        List<String> before = payloads();
        try {
            engine.unitOfWork(() -> {
                feed(engine, 30, 40);
                throw new IllegalStateException("boom");
            });
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("boom");
        }
        assertThat(payloads()).isEqualTo(before);
        assertThat(feed(engine, 30, 40)).as("recorded").isEqualTo(10);
        assertThat(feed(engine, 30, 40)).as("recorded again").isZero();
    }

    /** One reading per command; a long draw. */
    private static int feed(BillingEngine engine, int from, int to) {
        int recorded = 0;
        for (int i = from; i < to; i++) {
            Instant at = GoldenEvents.AT.plus(Duration.ofMinutes(15L * i));
            Reading reading =
                    new Reading(
                            "s-1",
                            i + 1,
                            null,
                            at,
                            ReadingKind.MASS,
                            BigDecimal.valueOf(50_000_000L - 250_000L * i, 3),
                            UnitOfMeasure.KILOGRAM);
            recorded +=
                    engine.handle(new RecordReadings("silo-7", List.of(reading), at)).recorded();
        }
        return recorded;
    }

    private EmbeddedEventStore store() {
        Transactions transactions = new Transactions(dataSource);
        return EmbeddedEventStore.builder()
                .storageEngine(new PostgresEventStorageEngine(transactions, new EventForms()))
                .build();
    }

    private List<String> payloads() {
        return new ArrayList<>(
                engine.internals()
                        .transactions()
                        .read(sql ->
                                sql.fetch(
                                                "select payload_type || payload from"
                                                        + " usance.domain_event order by position")
                                        .map(row -> row.get(0, String.class))));
    }

    private long count(String query) {
        return engine.internals()
                .transactions()
                .read(sql -> sql.fetchSingle(query).get(0, long.class));
    }

    private void execute(String statement) {
        engine.internals().transactions().read(sql -> sql.execute(statement));
    }
}
