package io.usance.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.usance.batching.BatchAnchoring;
import io.usance.batching.BatchSealer;
import io.usance.config.ServiceSettings;
import io.usance.engine.BillingEngine;
import io.usance.kafka.IntakeRole;
import io.usance.reconciliation.MonitoringQueries;
import io.usance.reconciliation.ReadModels;
import io.usance.settlement.stage.Charging;
import io.usance.watch.LabelledGauges;
import io.usance.watch.Measure;
import io.usance.watch.SettableGauge;
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
final class StoreProbe implements Runnable {
    /** Tables that take long to go through are left alone for so many probes. */
    private static final int LONG_EVERY = 12;

    private static final long LONG_NS = 50_000_000;

    private final BillingEngine engine;
    private final MonitoringQueries queries;
    private final KafkaProbe kafka;
    private final Supplier<OptionalLong> published;
    private final @Nullable NodeProbe node;
    private final Duration silentAfter;
    private final Clock clock;

    /** By inbound topic. */
    private final Map<String, SettableGauge> lags = new LinkedHashMap<>();

    private final SettableGauge head;
    private final SettableGauge charging;
    private final SettableGauge projecting;
    private final SettableGauge outbox;
    private final SettableGauge waiting;
    private final SettableGauge newest;
    private final SettableGauge sealed;
    private final SettableGauge anchored;
    private final SettableGauge confirmed;
    private final SettableGauge silosHeard;
    private final SettableGauge silosSilent;
    private final SettableGauge chargesHeld;
    private final SettableGauge settlementsHeld;
    private final SettableGauge movesHeld;
    private final SettableGauge exceptionsOpen;
    private final LabelledGauges quarantine;
    private volatile @Nullable Instant oldestUnanchored;
    private volatile boolean probed;
    private long probes;
    private long tablesTookNs;

    /**
     * @param inbound names of the topics that are read
     * @param published up to where the log is published, if this instance publishes
     * @param node tells how deep batches are; null without a chain
     */
    StoreProbe(
            BillingEngine engine,
            ServiceSettings settings,
            List<String> inbound,
            KafkaProbe kafka,
            Supplier<OptionalLong> published,
            @Nullable NodeProbe node,
            Clock clock,
            MeterRegistry meters) {
        this.engine = engine;
        this.queries = new MonitoringQueries(engine.internals().transactions());
        this.kafka = kafka;
        this.published = published;
        this.node = node;
        this.silentAfter = settings.closeSilentAfter();
        this.clock = clock;
        inbound.forEach(topic -> lags.put(topic, Measure.INTAKE_LAG.settable(meters, topic)));
        head = Measure.LOG_HEAD.settable(meters);
        charging = Measure.FOLLOWER_LAG.settable(meters, Charging.NAME);
        projecting = Measure.FOLLOWER_LAG.settable(meters, ReadModels.NAME);
        outbox = Measure.FOLLOWER_LAG.settable(meters, "outbox");
        waiting = Measure.SETTLEMENTS_WAITING.settable(meters);
        newest = Measure.SETTLEMENTS_LAST.settable(meters);
        sealed = Measure.BATCHES.settable(meters, "sealed");
        anchored = Measure.BATCHES.settable(meters, "anchored");
        confirmed = Measure.BATCHES.settable(meters, "confirmed");
        silosHeard = Measure.SILOS.settable(meters, "heard");
        silosSilent = Measure.SILOS.settable(meters, "silent");
        chargesHeld = Measure.HELD.settable(meters, "charge");
        settlementsHeld = Measure.HELD.settable(meters, "settlement");
        movesHeld = Measure.HELD.settable(meters, "move");
        exceptionsOpen = Measure.HELD.settable(meters, "exception");
        quarantine = Measure.QUARANTINE.labelled(meters);
        Measure.SETTLEMENTS_UNANCHORED_AGE.gauge(meters, this::unanchoredAgeS);
        Measure.AGGREGATES_CACHED.gauge(meters, engine.internals()::aggregatesCached);
    }

    @Override
    public void run() {
        Map<String, Map<Integer, Long>> positions = queries.positions();
        long logHead = engine.internals().log().head();
        head.set(logHead);
        stages(positions, logHead);
        settlements(positions);
        long projected = position(positions, ReadModels.NAME);
        quarantine.set(
                queries.quarantineByReason(projected).entrySet().stream()
                        .collect(Collectors.toMap(e -> List.of(e.getKey()), Map.Entry::getValue)));
        if (probes++ % LONG_EVERY == 0 || tablesTookNs < LONG_NS) {
            long startedNs = System.nanoTime();
            tables();
            tablesTookNs = System.nanoTime() - startedNs;
        }
        probed = true;
    }

    private void stages(Map<String, Map<Integer, Long>> positions, long logHead) {
        lags.forEach((topic, gauge) -> lag(gauge, topic, positions));
        charging.set(Math.max(0, logHead - position(positions, Charging.NAME)));
        projecting.set(Math.max(0, logHead - position(positions, ReadModels.NAME)));
        OptionalLong upTo = published.get();
        outbox.set(upTo.isPresent() ? Math.max(0, logHead - upTo.getAsLong()) : Double.NaN);
    }

    private void lag(SettableGauge gauge, String topic, Map<String, Map<Integer, Long>> positions) {
        kafka.lag(topic, positions.getOrDefault(IntakeRole.positionName(topic), Map.of()))
                .ifPresent(gauge::set);
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
            node.pairs(queries.nettedPairs(LabelledGauges.SERIES_MAX / 2));
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
        exceptionsOpen.set(held.exceptions());
    }

    private double unanchoredAgeS() {
        if (!probed) {
            return Double.NaN;
        }
        Instant oldest = oldestUnanchored;
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1e3);
    }
}
