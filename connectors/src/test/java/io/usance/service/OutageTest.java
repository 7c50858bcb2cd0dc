package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.usance.anchor.Anchor;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmNode;
import io.usance.config.ServiceSettings;
import io.usance.config.WatchSettings;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import io.usance.embedded.SharedParts;
import io.usance.reconciliation.ReadModels.Batch;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SimulatedSilo;
import io.usance.watch.Scrape;
import io.usance.watch.Watch;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, database and chain go away while the service runs, and come back. */
@Tag("slow")
class OutageTest {
    private static final int POLL_RECORDS = 20;
    private static List<SimulatedSilo> silos;
    private static List<String> undisturbed;

    @TempDir Path directory;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        silos = Plant.simulate(2);
        try (Line line =
                new Line(
                        SharedParts.kafka().bootstrapServers(),
                        SharedParts.newDatabase(),
                        SharedParts.uniqueName())) {
            Plant.setUp(line.engine, silos);
            try (UsanceService service = line.start(line.settings(1_000, 1), Optional.empty())) {
                line.awaitSettled(service, line.feed(service, silos), false);
            }
            undisturbed = line.bill();
        }
    }

    /** Takes something away and brings it back. */
    private interface Outage {
        /**
         * @param said counts the roles' failed steps
         * @param unready waits until the service says that it is not ready, for a reason that
         *     begins with this
         */
        void happen(DoubleSupplier said, Unready unready) throws Exception;
    }

    private interface Unready {
        void await(String reason) throws InterruptedException;
    }

    private static void assertSurvives(Line line, Outage outage) throws Exception {
        Plant.setUp(line.engine, silos);
        ServiceSettings settings = line.settings(POLL_RECORDS, 1);
        try (Watch watch = ServiceWatch.open(WatchSettings.local(0));
                UsanceService service = line.start(settings, watch, Duration.ofMillis(200))) {
            awaitReadiness(watch, 200, "\"ready\":true");
            int records = line.feed(service, silos);
            Line.await(service, () -> line.received() > 200, () -> "nothing is read");
            outage.happen(
                    () ->
                            watch.meters().find("usance.role.failures").counters().stream()
                                    .mapToDouble(Counter::count)
                                    .sum(),
                    reason -> awaitReadiness(watch, 503, reason));
            awaitReadiness(watch, 200, "\"ready\":true");
            line.awaitSettled(service, records, false);
            line.awaitPublished(service);
            List<String> commanded =
                    line.engine.internals().readModels().settlements().stream()
                            .map(Settlement::settlementId)
                            .toList();
            assertThat(line.read(line.topics.settlementCommands(), commanded.size()))
                    .extracting(message -> ServiceTest.field(message.value(), "settlementId"))
                    .containsExactlyInAnyOrderElementsOf(commanded);
        }
        assertThat(line.bill()).isEqualTo(undisturbed);
        line.assertIdentitiesHold();
    }

    private static void awaitReadiness(Watch watch, int status, String text)
            throws InterruptedException {
        String[] last = {""};
        Line.await(
                () -> {
                    try {
                        HttpResponse<String> answer = Scrape.get(watch.url() + "/ready");
                        last[0] = answer.statusCode() + " " + answer.body();
                        return answer.statusCode() == status && answer.body().contains(text);
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                () -> "readiness is " + last[0] + ", not " + status);
    }

    @Test
    void theBrokerGoesAway() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.in(directory.resolve("kafka"), 0).start();
                Line line =
                        new Line(kafka.bootstrapServers(), SharedParts.newDatabase(), "broker")) {
            assertSurvives(
                    line,
                    (said, unready) -> {
                        kafka.stop();
                        Line.await(
                                () -> said.getAsDouble() > 0,
                                () -> "no log line says that the broker is unavailable");
                        unready.await("kafka: ");
                        kafka.start();
                    });
        }
    }

    @Test
    void theDatabaseGoesAway() throws Exception {
        try (EmbeddedDatabase database =
                        EmbeddedDatabase.in(directory.resolve("postgres"), 0).start();
                Line line =
                        new Line(
                                SharedParts.kafka().bootstrapServers(),
                                database.jdbcUrl(),
                                SharedParts.uniqueName())) {
            assertSurvives(
                    line,
                    (said, unready) -> {
                        assertThat(line.tally(line.topics.inbound(SiloInput.READINGS)).received())
                                .as("the outage comes in the middle")
                                .isLessThan(
                                        silos.stream().mapToLong(s -> s.readings().size()).sum());
                        database.stop();
                        // Also the attempts to find out where to go on fail once.
                        Line.await(
                                () -> said.getAsDouble() > 12,
                                () -> "no log line says that the database is unavailable");
                        unready.await("postgres: ");
                        database.start();
                    });
        }
    }

    @Test
    void theChainGoesAwayAndOnceLosesItsState() throws Exception {
        EvmNode first =
                EvmNode.start(
                        EvmNode.Options.defaults().withStateFile(directory.resolve("chain.json")));
        EvmNode.Options same = EvmNode.Options.defaults().withPort(first.port());
        EvmNode node = first;
        try (Line line =
                new Line(
                        SharedParts.kafka().bootstrapServers(),
                        SharedParts.newDatabase(),
                        SharedParts.uniqueName())) {
            Plant.setUp(line.engine, silos);
            char[] key = EvmNode.PUBLIC_DEV_KEY.toCharArray();
            String contract = EvmAnchor.deploy(node.chain(), key);
            long neverDeepEnough = 1_000;
            try (Anchor anchor = EvmAnchor.connect(node.chain(), contract, key);
                    UsanceService service =
                            line.start(line.settings(500, neverDeepEnough), Optional.of(anchor))) {
                int records = line.feed(service, silos);
                awaitAnchored(line, service, 1);
                node.close();
                Line.await(
                        service,
                        () -> line.received() == records,
                        () -> "billing waits for the chain");
                // It comes back with its state: nothing is sent twice.
                node = EvmNode.start(same.withStateFile(directory.resolve("chain.json")));
                awaitAnchored(line, service, 8);
                List<Batch> before = line.engine.internals().readModels().batches();
                node.close();
                // It comes back without its state: the same contract is deployed again, the batches
                // are
                // sent again.
                node = EvmNode.start(same);
                assertThat(EvmAnchor.deploy(node.chain(), key)).isEqualTo(contract);
                Line.await(
                        service,
                        () -> anchor.find(8).isPresent(),
                        () -> "batch 8 is not anchored again");
                for (Batch batch : before.subList(0, 8)) {
                    assertThat(anchor.find(batch.batchNo()).orElseThrow().root())
                            .hasToString(batch.root());
                }
                assertThat(service.failure()).isEmpty();
            }
            try (Anchor anchor = EvmAnchor.connect(node.chain(), contract, key);
                    UsanceService service =
                            line.start(line.settings(500, 1), Optional.of(anchor))) {
                line.awaitSettled(service, line.received(), true);
            }
            assertThat(line.bill()).isEqualTo(undisturbed);
            line.assertIdentitiesHold();
        } finally {
            node.close();
        }
    }

    private static void awaitAnchored(Line line, UsanceService service, long batches)
            throws InterruptedException {
        Line.await(
                service,
                () ->
                        line.engine.internals().readModels().batches().stream()
                                        .filter(b -> b.state().equals("ANCHORED"))
                                        .count()
                                >= batches,
                () -> "anchored: " + line.engine.internals().readModels().batches());
    }
}
