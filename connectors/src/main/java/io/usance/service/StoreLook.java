package io.usance.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.usance.batching.BatchAnchoring;
import io.usance.batching.BatchSealer;
import io.usance.config.ServiceSettings;
import io.usance.engine.BillingEngine;
import io.usance.kafka.IntakeRole;
import io.usance.reconciliation.MonitoringQueries;
import io.usance.reconciliation.ReadModels;
import io.usance.settlement.Charging;
import io.usance.watch.Measure;
import io.usance.watch.Needle;
import io.usance.watch.NeedleRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks Postgres where the engine stands: a handful of short statements, and once in a while two
 * that go through a table.
 */
final class StoreLook implements Runnable {
    /** Tables that take long to go through are left alone for so many looks. */
    private static final int LONG_EVERY = 12;

    private static final long LONG_NS = 50_000_000;

    private final BillingEngine engine;
    private final MonitoringQueries queries;
    private final KafkaLook kafka;
    private final Supplier<OptionalLong> published;
    private final @Nullable NodeLook node;
    private final Duration silentAfter;
    private final Clock clock;

    /** By inbound topic. */
    private final Map<String, Needle> lags = new LinkedHashMap<>();

    private final Needle head;
    private final Needle charging;
    private final Needle projecting;
    private final Needle outbox;
    private final Needle waiting;
    private final Needle newest;
    private final Needle sealed;
    private final Needle anchored;
    private final Needle confirmed;
    private final Needle silosHeard;
    private final Needle silosSilent;
    private final Needle chargesHeld;
    private final Needle settlementsHeld;
    private final Needle movesHeld;
    private final NeedleRow quarantine;
    private volatile @Nullable Instant oldestUnanchored;
    private volatile boolean looked;
    private long looks;
    private long tablesTookNs;

    /**
     * @param inbound names of the topics that are read
     * @param published up to where the log is published, if this instance publishes
     * @param node tells how deep batches are; null without a chain
     */
    StoreLook(
            BillingEngine engine,
            ServiceSettings settings,
            List<String> inbound,
            KafkaLook kafka,
            Supplier<OptionalLong> published,
            @Nullable NodeLook node,
            Clock clock,
            MeterRegistry meters) {
        this.engine = engine;
        this.queries = new MonitoringQueries(engine.transactions());
        this.kafka = kafka;
        this.published = published;
        this.node = node;
        this.silentAfter = settings.closeSilentAfter();
        this.clock = clock;
        inbound.forEach(topic -> lags.put(topic, Measure.INTAKE_LAG.needle(meters, topic)));
        head = Measure.LOG_HEAD.needle(meters);
        charging = Measure.FOLLOWER_LAG.needle(meters, Charging.NAME);
        projecting = Measure.FOLLOWER_LAG.needle(meters, ReadModels.NAME);
        outbox = Measure.FOLLOWER_LAG.needle(meters, "outbox");
        waiting = Measure.SETTLEMENTS_WAITING.needle(meters);
        newest = Measure.SETTLEMENTS_LAST.needle(meters);
        sealed = Measure.BATCHES.needle(meters, "sealed");
        anchored = Measure.BATCHES.needle(meters, "anchored");
        confirmed = Measure.BATCHES.needle(meters, "confirmed");
        silosHeard = Measure.SILOS.needle(meters, "heard");
        silosSilent = Measure.SILOS.needle(meters, "silent");
        chargesHeld = Measure.HELD.needle(meters, "charge");
        settlementsHeld = Measure.HELD.needle(meters, "settlement");
        movesHeld = Measure.HELD.needle(meters, "move");
        quarantine = Measure.QUARANTINE.needles(meters);
        Measure.SETTLEMENTS_UNANCHORED_AGE.gauge(meters, this::unanchoredAgeS);
        Measure.AGGREGATES_CACHED.gauge(meters, engine::aggregatesCached);
    }

    @Override
    public void run() {
        Map<String, Map<Integer, Long>> positions = queries.positions();
        long logHead = engine.log().head();
        head.set(logHead);
        stages(positions, logHead);
        settlements(positions);
        long projected = position(positions, ReadModels.NAME);
        quarantine.set(
                queries.quarantineByReason(projected).entrySet().stream()
                        .collect(Collectors.toMap(e -> List.of(e.getKey()), Map.Entry::getValue)));
        if (looks++ % LONG_EVERY == 0 || tablesTookNs < LONG_NS) {
            long startedNs = System.nanoTime();
            tables();
            tablesTookNs = System.nanoTime() - startedNs;
        }
        looked = true;
    }

    private void stages(Map<String, Map<Integer, Long>> positions, long logHead) {
        lags.forEach((topic, needle) -> lag(needle, topic, positions));
        charging.set(Math.max(0, logHead - position(positions, Charging.NAME)));
        projecting.set(Math.max(0, logHead - position(positions, ReadModels.NAME)));
        OptionalLong upTo = published.get();
        outbox.set(upTo.isPresent() ? Math.max(0, logHead - upTo.getAsLong()) : Double.NaN);
    }

    private void lag(Needle needle, String topic, Map<String, Map<Integer, Long>> positions) {
        kafka.lag(topic, positions.getOrDefault(IntakeRole.positionName(topic), Map.of()))
                .ifPresent(needle::set);
    }

    private static long position(Map<String, Map<Integer, Long>> positions, String consumer) {
        return positions.getOrDefault(consumer, Map.of()).getOrDefault(0, 0L);
    }

    private void settlements(Map<String, Map<Integer, Long>> positions) {
        long last = position(positions, BatchAnchoring.CONFIRMED);
        MonitoringQueries.BatchesInFlight batches = queries.batchesAfter(last);
        sealed.set(position(positions, BatchSealer.LAST_BATCH));
        anchored.set(last + batches.anchored());
        confirmed.set(last);
        waiting.set(queries.settlementsAfter(position(positions, BatchSealer.SEALED_UP_TO)));
        Instant commanded = queries.newestSettlement();
        newest.set(commanded == null ? Double.NaN : commanded.toEpochMilli() / 1e3);
        oldestUnanchored = queries.oldestSettlementAfter(batches.anchoredUpTo());
        if (node != null) {
            node.oldestBlock(batches.oldestBlock());
            node.pairs(queries.nettedPairs(NeedleRow.SERIES_MAX / 2));
        }
    }

    private void tables() {
        MonitoringQueries.Meters all = queries.meters(clock.instant().minus(silentAfter));
        silosHeard.set(all.known() - all.silent());
        silosSilent.set(all.silent());
        MonitoringQueries.Held held = queries.held();
        chargesHeld.set(held.charges());
        settlementsHeld.set(held.settlements());
        movesHeld.set(held.moves());
    }

    private double unanchoredAgeS() {
        if (!looked) {
            return Double.NaN;
        }
        Instant oldest = oldestUnanchored;
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1e3);
    }
}
