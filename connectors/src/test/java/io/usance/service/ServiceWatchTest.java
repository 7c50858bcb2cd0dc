package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usance.config.ServiceSettings;
import io.usance.config.WatchSettings;
import io.usance.embedded.SharedParts;
import io.usance.kafka.TopicSetup;
import io.usance.record.kinds.StandardInputs;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import io.usance.watch.Scrape;
import io.usance.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gauges say what is so: against a real broker and database, and what the engine knows. */
@Tag("slow")
class ServiceWatchTest {
    private static final Duration EVERY = Duration.ofMillis(100);

    @Test
    void lagQuarantineConflictsAndBatchesAreTheRealOnes() throws Exception {
        List<SimulatedSilo> silos = Plant.simulate(2);
        try (Line line =
                        new Line(
                                SharedParts.kafka().bootstrapServers(),
                                SharedParts.newDatabase(),
                                SharedParts.uniqueName());
                Watch watch = ServiceWatch.open(WatchSettings.local(0))) {
            Plant.setUp(line.engine, silos);
            ServiceSettings settings = line.settings(500, 1);
            TopicSetup.create(settings.kafka(), line.topics, StandardInputs.all(), 2, (short) 1);
            int records = Plant.readings(silos, line.topics).size();
            line.send(Plant.readings(silos, line.topics));
            assertLagBefore(line, settings, records);

            try (UsanceService service = line.start(settings, watch, EVERY)) {
                line.awaitSettled(service, records, false);
                String topic = "{topic=\"" + line.topics.inbound(SiloInput.READINGS) + "\"}";
                await(watch, "usance_intake_lag_records" + topic, lag -> lag == 0);
                for (String follower : List.of("charging", "read-models", "outbox")) {
                    await(
                            watch,
                            "usance_follower_lag_events{follower=\"" + follower + "\"}",
                            lag -> lag == 0);
                }
                assertNumbers(line, watch);
                assertConflictsAreCounted(line, watch);
                assertThat(Scrape.get(watch.url() + "/ready").statusCode()).isEqualTo(200);
            }
            assertThat(Scrape.get(watch.url() + "/health").statusCode()).isEqualTo(503);
        }
    }

    /** Before anything is stored, all of the topic is lag. */
    private static void assertLagBefore(Line line, ServiceSettings settings, int records) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        List<String> inbound = line.topics.inbound(StandardInputs.all());
        try (KafkaProbe kafka = new KafkaProbe(settings.kafka(), inbound)) {
            StoreProbe store =
                    new StoreProbe(
                            line.engine,
                            settings,
                            inbound,
                            kafka,
                            java.util.OptionalLong::empty,
                            null,
                            Clock.systemUTC(),
                            meters);
            store.run();
            assertThat(lag(line, meters)).as("Kafka has not been asked").isNaN();
            kafka.run();
            store.run();
            assertThat(lag(line, meters)).isEqualTo(records);
        }
    }

    private static double lag(Line line, SimpleMeterRegistry meters) {
        return meters.get("usance.intake.lag")
                .tag("topic", line.topics.inbound(SiloInput.READINGS))
                .gauge()
                .value();
    }

    private static void assertNumbers(Line line, Watch watch) throws Exception {
        Map<String, Long> reasons = line.engine.internals().readModels().quarantineByReason();
        assertThat(reasons).containsKey("BLANK_VALUE");
        long head = line.engine.internals().log().head();
        long batches = line.engine.internals().readModels().batches().size();
        await(watch, "usance_log_head_events", seen -> seen == head);
        await(watch, "usance_batches{state=\"sealed\"}", seen -> seen == batches);
        Scrape scrape = Scrape.of(watch.url());
        for (Map.Entry<String, Long> reason : reasons.entrySet()) {
            assertThat(
                            scrape.value(
                                    "usance_quarantine_records{reason=\"%s\"}"
                                            .formatted(reason.getKey())))
                    .isEqualTo(reason.getValue().doubleValue());
        }
        Tally tally = line.tally(line.topics.inbound(SiloInput.READINGS));
        String records =
                "usance_intake_records_total{outcome=\"%s\",topic=\""
                        + line.topics.inbound(SiloInput.READINGS)
                        + "\"}";
        assertThat(scrape.value(records.formatted("recorded"))).isEqualTo(tally.recorded());
        assertThat(scrape.value(records.formatted("duplicate"))).isEqualTo(tally.duplicate());
        assertThat(scrape.value(records.formatted("quarantined"))).isEqualTo(tally.quarantined());
        // Nothing is anchored here: what was settled first is the oldest that waits.
        assertThat(scrape.value("usance_batches{state=\"anchored\"}")).isZero();
        assertThat(scrape.value("usance_settlements_unanchored_age_seconds")).isPositive();
        assertThat(scrape.value("usance_settlements_waiting")).isZero();
        long now = System.currentTimeMillis() / 1_000;
        assertThat(scrape.value("usance_settlements_last_timestamp_seconds"))
                .isBetween(now - 3_600.0, now + 60.0);
        assertThat(scrape.value("usance_intake_unit_of_work_seconds_count")).isPositive();
        assertThat(scrape.value("usance_intake_unit_of_work_seconds_bucket{le=\"10.0\"}"))
                .isPositive();
        assertThat(scrape.value("usance_aggregates_cached")).isPositive();
        await(watch, "usance_silos{state=\"heard\"}", seen -> seen == 2);
        assertThat(scrape.value("usance_silos{state=\"silent\"}")).isZero();
    }

    /** A role that moves a position from where it no longer is. */
    private static void assertConflictsAreCounted(Line line, Watch watch) throws Exception {
        line.engine.internals().positions().readOrStart("race", 0, 7);
        AtomicInteger steps = new AtomicInteger();
        RoleRunner loser =
                new RoleRunner(
                        StageRole.of(
                                "loser",
                                () -> {
                                    steps.incrementAndGet();
                                    line.engine.unitOfWork(() -> {
                                        line.engine
                                                .internals()
                                                .advance(
                                                        List.of(
                                                                new Advance(
                                                                        "race",
                                                                        0,
                                                                        6,
                                                                        8,
                                                                        Tally.NONE)));
                                        return true;
                                    });
                                    return true;
                                }),
                        Duration.ZERO,
                        new Backoff(10, Duration.ofSeconds(1)),
                        watch.meters(),
                        failure -> {});
        Thread thread = Thread.ofPlatform().start(loser);
        Line.await(() -> steps.get() >= 3, () -> steps + " steps");
        loser.stop();
        thread.join();
        Scrape scrape = Scrape.of(watch.url());
        assertThat(scrape.value("usance_role_conflicts_total{role=\"loser\"}"))
                .isEqualTo(steps.get());
        assertThat(scrape.value("usance_role_failures_total{role=\"loser\"}")).isZero();
    }

    private static void await(Watch watch, String sample, DoublePredicate wanted)
            throws InterruptedException {
        double[] seen = {Double.NaN};
        Line.await(
                () -> {
                    try {
                        seen[0] = Scrape.of(watch.url()).samples().getOrDefault(sample, Double.NaN);
                    } catch (java.io.IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return wanted.test(seen[0]);
                },
                () -> sample + " is " + seen[0]);
    }
}
