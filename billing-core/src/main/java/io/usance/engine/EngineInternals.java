package io.usance.engine;

import io.usance.contract.ContractEvent;
import io.usance.contract.state.ChargingCommand;
import io.usance.engine.form.EventForms;
import io.usance.engine.internal.Internals;
import io.usance.metering.MeterKinds;
import io.usance.reconciliation.ReadModels;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.NettingEvent;
import io.usance.settlement.stage.Charging;
import io.usance.settlement.stage.IndexUsers;
import io.usance.store.EventLog;
import io.usance.store.Follower;
import io.usance.store.Positions;
import io.usance.store.PostgresEventStorageEngine;
import io.usance.store.RecordedEvent;
import io.usance.store.SchemaName;
import io.usance.store.StreamLocks;
import io.usance.store.Transactions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** An engine's inside, put together from its settings. */
final class EngineInternals implements Internals {
    final java.time.Clock clock;
    final MeterKinds kinds;
    final EventForms forms;
    final StagedEventStore events;
    final Meters meters;
    final ContractStreams contracts;
    final Indices indices;
    private final Transactions transactions;
    private final Positions positions;
    private final EventLog log;
    private final AggregateCache cache;
    private final ReadModels readModels;
    private final IndexUsers indexUsers;
    private final Follower charging;
    private final Follower projecting;

    EngineInternals(EngineBuilder builder, SchemaName schema) {
        clock = builder.clock;
        kinds = builder.kinds;
        forms = new EventForms(kinds);
        transactions = new Transactions(builder.dataSource, schema, builder.hostTransactions);
        transactions.learnDatabase();
        builder.hostTransactions.accompanied();
        positions = new Positions(transactions);
        log = new EventLog(transactions, forms);
        events =
                StagedEventStore.on(
                        new PostgresEventStorageEngine(transactions, forms),
                        transactions,
                        builder.clock);
        cache = new AggregateCache(builder.aggregatesCachedMax);
        SnapshotPace pace = new SnapshotPace(builder.eventsPerSnapshot);
        StreamLocks locks = new StreamLocks(transactions, builder.waitMax);
        meters = new Meters(kinds, events, locks, builder.aggregatesCachedMax, pace);
        contracts = new ContractStreams(events, locks, cache, pace);
        readModels = new ReadModels(transactions, positions, log, kinds, builder.readingAhead);
        indices = new Indices(events);
        indexUsers = new IndexUsers(transactions);
        charging =
                new Follower(
                        Charging.NAME,
                        forms.requireNames(Charging.events(kinds)),
                        transactions,
                        positions,
                        log,
                        Charging::whole,
                        new Charging(new ChargingDesk(contracts, indices), indexUsers)::handle);
        projecting = readModels.follower();
    }

    @Override
    public Transactions transactions() {
        return transactions;
    }

    @Override
    public EventLog log() {
        return log;
    }

    @Override
    public Positions positions() {
        return positions;
    }

    @Override
    public ReadModels readModels() {
        return readModels;
    }

    @Override
    public Follower charging() {
        return charging;
    }

    @Override
    public Follower projecting() {
        return projecting;
    }

    @Override
    public Follower follower(
            String name, Set<String> types, Consumer<List<RecordedEvent>> handler) {
        return new Follower(name, forms.requireNames(types), transactions, positions, log, handler);
    }

    @Override
    public void advance(List<Positions.Advance> advances) {
        positions.advance(advances);
    }

    @Override
    public void append(List<BatchEvent> seen, BatchEvent next) {
        append("Batch", BatchEvent.streamId(next.batchNo()), seen.size(), next);
    }

    @Override
    public void append(List<NettingEvent> seen, NettingEvent next) {
        append("Netting", NettingEvent.streamId(next.batchNo()), seen.size(), next);
    }

    private void append(String type, String streamId, long sequence, Object event) {
        transactions.execute(() -> {
            events.append(type, streamId, sequence, event);
            return Boolean.TRUE;
        });
    }

    @Override
    public List<ContractEvent> charge(ChargingCommand command) {
        return transactions.atomically(() -> contracts.charge(command));
    }

    @Override
    public List<BatchEvent> batch(long batchNo) {
        return stored(BatchEvent.streamId(batchNo), BatchEvent.class);
    }

    @Override
    public List<NettingEvent> netting(long batchNo) {
        return stored(NettingEvent.streamId(batchNo), NettingEvent.class);
    }

    private <E> List<E> stored(String streamId, Class<E> type) {
        return transactions.execute(() -> events.all(streamId, type));
    }

    @Override
    public List<String> indexUsers(String series) {
        return indexUsers.of(series);
    }

    @Override
    public void evictCached() {
        meters.forget();
        cache.removeAll();
    }

    @Override
    public int aggregatesCached() {
        return meters.cached() + cache.size();
    }
}
