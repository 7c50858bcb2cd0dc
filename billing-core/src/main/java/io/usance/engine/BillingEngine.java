package io.usance.engine;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;
import static io.usance.failure.Checks.id;
import static java.util.Objects.requireNonNull;

import io.usance.contract.ContractAggregate;
import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.finance.Finance;
import io.usance.intake.RecordQuarantined;
import io.usance.metering.Decision;
import io.usance.metering.MeterCommand;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.pricing.IndexValuesPublished;
import io.usance.query.Queries;
import io.usance.reconciliation.ReadModels;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.Charging;
import io.usance.settlement.IndexUsers;
import io.usance.settlement.NettingEvent;
import io.usance.store.EventLog;
import io.usance.store.Follower;
import io.usance.store.PositionMovedException;
import io.usance.store.Positions;
import io.usance.store.PostgresEventStorageEngine;
import io.usance.store.RecordedEvent;
import io.usance.store.SchemaName;
import io.usance.store.Transactions;
import io.usance.subscription.Stepped;
import io.usance.subscription.SubscriptionBuilder;
import io.usance.subscription.Subscriptions;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The billing engine on a Postgres database: hand it a {@link DataSource}, send it commands, let
 * its stages run, read what came of it.
 *
 * <p>It starts no threads (but see {@link EngineBuilder#readingAhead()}), holds no global state and
 * needs no framework. Commands are handled in the calling thread, in one transaction each, many in
 * one with {@link #unitOfWork}, or in the host's transaction that the thread is in. The stages that
 * follow the log ({@link #charging()}, {@link #projecting()}) run when their owner steps them;
 * {@link #catchUp()} does it for all of them until nothing is left. Thread-safe.
 *
 * <p>Every method throws {@link io.usance.store.StoreUnavailableException} when the database cannot
 * be reached.
 */
public final class BillingEngine {
    private final Transactions transactions;
    private final Positions positions;
    private final EventLog log;
    private final StagedEventStore events;
    private final AggregateCache cache;
    private final MeterKinds kinds;
    private final Meters meters;
    private final ContractStreams contracts;
    private final ReadModels readModels;
    private final Indices indices;
    private final IndexUsers indexUsers;
    private final Queries queries;
    private final Follower charging;
    private final Follower projecting;
    private final Finance finance;
    private final EventForms forms;
    private final Subscriptions subscriptions;

    BillingEngine(EngineBuilder builder, SchemaName schema) {
        kinds = builder.kinds;
        forms = new EventForms(kinds);
        transactions = new Transactions(builder.dataSource, schema, builder.hostTransactions);
        positions = new Positions(transactions);
        log = new EventLog(transactions, forms);
        events =
                StagedEventStore.on(
                        new PostgresEventStorageEngine(transactions, forms),
                        transactions,
                        builder.clock);
        cache = new AggregateCache(builder.aggregatesCachedMax);
        SnapshotPace pace = new SnapshotPace(builder.eventsPerSnapshot);
        meters = new Meters(kinds, events, builder.aggregatesCachedMax, pace);
        contracts = new ContractStreams(events, cache, pace);
        readModels = new ReadModels(transactions, positions, log, kinds, builder.readingAhead);
        queries = new Queries(transactions, readModels);
        indices = new Indices(events);
        indexUsers = new IndexUsers(transactions);
        charging =
                follower(
                        Charging.NAME,
                        Charging.events(kinds),
                        new Charging(new ChargingDesk(contracts, indices), indexUsers)::handle);
        projecting = readModels.follower();
        finance = Finance.of(transactions, log, positions, new FinanceEvents(events), contracts);
        subscriptions =
                new Subscriptions(
                        transactions,
                        log,
                        forms.classes(),
                        listener -> events.onAppended(listener)::close);
    }

    /** Starts building an engine on this database. */
    public static EngineBuilder builder(DataSource dataSource) {
        return new EngineBuilder(dataSource);
    }

    /**
     * Signs a contract and puts its meters under it, in one transaction; nothing happens if it was
     * signed with the same terms before. A contract of one period ends with it, and its meters
     * leave it then.
     *
     * @throws io.usance.contract.ContractConflictException if it was signed with other terms
     * @throws UnknownMeterException if one of its meters is not registered
     * @throws MeterQuantityException if one of its meters does not measure what the tariff prices
     * @throws io.usance.metering.MeterConflictException if one of its meters is under another
     *     contract
     */
    public void signContract(ContractTerms terms, Instant at) {
        SignContract command = new SignContract(terms, at);
        checkIds(terms, "signContract.terms");
        transactions.atomically(() -> {
            // Signed before, its meters are or were under it: one that has left it stays away.
            if (!handle(command).isEmpty()) {
                meters.assign(terms, at);
            }
            return Boolean.TRUE;
        });
    }

    /**
     * Agrees on the next version of a contract. Periods that a new price touches are rated again,
     * and the difference is charged and settled; meters that are new come under the contract, and
     * those that have an end leave it then, in the same transaction. Nothing happens if it was
     * agreed before.
     *
     * @param terms with the next version number and all prices there were, see {@link
     *     ContractTerms#tariffs()}
     * @throws io.usance.contract.ContractTermsException if they cannot follow the signed ones, or a
     *     meter cannot leave then
     * @throws UnknownMeterException if a new meter is not registered
     * @throws MeterQuantityException if a new meter does not measure what the tariff prices
     * @throws io.usance.metering.MeterConflictException if a new meter is under another contract
     * @throws io.usance.contract.UnknownContractException if the contract is not signed
     */
    public List<ContractEvent> amendContract(ContractTerms terms, Instant at) {
        AmendContract command = new AmendContract(terms, at);
        checkIds(terms, "amendContract.terms");
        return amend(command);
    }

    private static void checkIds(ContractTerms terms, String path) {
        id(terms.contractId(), path + ".contractId");
        for (ContractMeter meter : terms.meters()) {
            id(meter.meterId(), path + ".meters");
        }
    }

    private List<ContractEvent> amend(AmendContract command) {
        return transactions.atomically(() -> {
            ContractTerms before = contracts.terms(command.contractId());
            List<ContractEvent> events = contracts.handle(command);
            meters.amend(requireNonNull(before), command.terms(), command.at());
            return events;
        });
    }

    /**
     * Ends a contract with a billing period, and what its meters meter under it, in one
     * transaction; they are free for another contract from then on. Nothing happens if it ends then
     * already.
     *
     * @param endsAt end of its last period; every meter's open period or a later one
     * @param reason for people
     * @throws io.usance.contract.ContractTermsException if it cannot end then
     * @throws io.usance.contract.UnknownContractException if the contract is not signed
     */
    public List<ContractEvent> terminateContract(
            String contractId, Instant endsAt, String reason, Instant at) {
        TerminateContract command = new TerminateContract(contractId, endsAt, reason, at);
        id(contractId, "terminateContract.contractId");
        return transactions.atomically(() -> {
            List<ContractEvent> events = contracts.handle(command);
            meters.endAll(requireNonNull(contracts.terms(contractId)), endsAt, at);
            return events;
        });
    }

    /**
     * Makes values of an index known. The charging stage re-rates what waits for them, or was rated
     * by values they correct.
     */
    public void publishIndexValues(IndexValuesPublished values) {
        given(values, "publishIndexValues.values");
        transactions.retrying(() -> {
            indices.publish(values);
            return Boolean.TRUE;
        });
    }

    /** All values published of an index, by day; empty if there are none. */
    public NavigableMap<LocalDate, BigDecimal> indexValues(String series) {
        given(series, "indexValues.series");
        return transactions.execute(() -> indices.values(series));
    }

    /** The contracts that have, or once had, a price by an index, in the order of their ids. */
    public List<String> indexUsers(String series) {
        given(series, "indexUsers.series");
        return indexUsers.of(series);
    }

    /** Invoices, payments, goods movements and reports. */
    public Finance finance() {
        return finance;
    }

    /** The terms of a contract as they hold now; null if it is not signed. */
    public @Nullable ContractTerms contractTerms(String contractId) {
        id(contractId, "contractTerms.contractId");
        return transactions.ask(() -> contracts.terms(contractId));
    }

    /**
     * Handles a command to a meter.
     *
     * @return what became of it; of an unknown meter everything is refused
     * @throws IllegalArgumentException for a command that is part of signing a contract, or of a
     *     kind of meter that the engine was not built with
     * @throws io.usance.metering.MeterConflictException if a meter is set up again with other
     *     values
     * @throws io.usance.failure.ConflictException if others have written to the meter faster than
     *     it could be loaded, for some seconds; at once in a host's transaction or a unit of work,
     *     which has to be run again
     */
    public <E extends MeterEvent> Decision<E> handle(MeterCommand<E> command) {
        id(given(command, "handle.command").meterId(), "handle.command.meterId");
        return transactions.retrying(() -> meters.handle(command));
    }

    /**
     * Closes a period of a meter that has been silent since its end, with what is known.
     *
     * @param kind name of the kind of meter
     * @return without events if it is closed already, or its end has not been reached
     */
    public Decision<?> closePeriod(String kind, String meterId, String periodId, Instant at) {
        given(kind, "closePeriod.kind");
        id(meterId, "closePeriod.meterId");
        id(periodId, "closePeriod.periodId");
        given(at, "closePeriod.at");
        return transactions.retrying(() -> meters.close(kind, meterId, periodId, at));
    }

    /**
     * Handles a command to a contract.
     *
     * @return what happened; empty if it had been done before
     * @throws io.usance.contract.UnknownContractException if the contract is not signed
     * @throws io.usance.failure.ConflictException as for a command to a meter
     */
    public List<ContractEvent> handle(ContractCommand command) {
        id(given(command, "handle.command").contractId(), "handle.command.contractId");
        return command instanceof AmendContract amendment
                ? amend(amendment)
                : transactions.atomically(() -> contracts.handle(command));
    }

    /** Keeps a refused record, byte for byte. */
    public void quarantine(RecordQuarantined record) {
        given(record, "quarantine.record");
        transactions.execute(() -> {
            events.append(record);
            return Boolean.TRUE;
        });
    }

    /**
     * Appends the next event of a batch, decided on what the caller has read of it.
     *
     * @param seen all events of the batch that the caller knows, from {@link #batch}; empty to
     *     begin the batch
     * @throws io.usance.store.StaleStateException if there are others by now; nothing is written
     */
    public void append(List<BatchEvent> seen, BatchEvent next) {
        all(seen, "append.seen");
        given(next, "append.next");
        append("Batch", BatchEvent.streamId(next.batchNo()), seen.size(), next);
    }

    /** Appends the next event of a batch's netting; as {@link #append(List, BatchEvent)}. */
    public void append(List<NettingEvent> seen, NettingEvent next) {
        all(seen, "append.seen");
        given(next, "append.next");
        append("Netting", NettingEvent.streamId(next.batchNo()), seen.size(), next);
    }

    private void append(String type, String streamId, long sequence, Object event) {
        transactions.execute(() -> {
            events.append(type, streamId, sequence, event);
            return Boolean.TRUE;
        });
    }

    /** Events of a batch's netting so far, in order; empty if it was not netted yet. */
    public List<NettingEvent> netting(long batchNo) {
        return stored(NettingEvent.streamId(batchNo), NettingEvent.class);
    }

    /**
     * Events of a meter so far, in order, all in memory; empty if it is not known.
     *
     * @param kind one that the engine was built with
     */
    public <E extends MeterEvent> List<E> meterEvents(MeterKind<?, ?, E> kind, String meterId) {
        given(kind, "meterEvents.kind");
        id(meterId, "meterEvents.meterId");
        return stored(kind.streamId(meterId), kind.eventType());
    }

    /** The kinds of meters the engine was built with. */
    public MeterKinds meterKinds() {
        return kinds;
    }

    /** Events of a contract so far, in order, all in memory; empty if it is not signed. */
    public List<ContractEvent> contractEvents(String contractId) {
        id(contractId, "contractEvents.contractId");
        return stored(ContractAggregate.streamId(contractId), ContractEvent.class);
    }

    /** Events of a batch so far, in order; empty if there is no such batch. */
    public List<BatchEvent> batch(long batchNo) {
        return stored(BatchEvent.streamId(batchNo), BatchEvent.class);
    }

    /** The events of a stream from its beginning on; snapshots are left aside. */
    private <E> List<E> stored(String streamId, Class<E> type) {
        return transactions.execute(() -> events.all(streamId, type));
    }

    /**
     * Runs several commands in one transaction: committed when the work returns, rolled back when
     * it throws. It is run again, from its beginning, if another writer was faster; so it must do
     * nothing that a rollback does not undo.
     *
     * <p>In a host's transaction, or within another unit of work, it is a part of that: what it
     * brought is undone if it fails, and written when the whole is committed.
     *
     * @throws io.usance.failure.ConflictException if other writers have been faster for some
     *     seconds; at once in a host's transaction, which the host then has to run again
     */
    public <T extends @Nullable Object> T unitOfWork(Callable<T> work) {
        given(work, "unitOfWork.work");
        return transactions.nested(work);
    }

    /**
     * As {@link #unitOfWork}; the work gets the transaction's connection, so that the rows of a
     * host without a transaction manager are committed with the commands. On it {@code commit},
     * {@code rollback} and {@code close} are refused.
     *
     * @throws SQLException what the work threw; nothing was written
     */
    public <T extends @Nullable Object> T unitOfWorkOn(WorkOnConnection<T> work)
            throws SQLException {
        given(work, "unitOfWorkOn.work");
        return WorkOnConnection.run(transactions, work);
    }

    /**
     * Says which commands to meters the running unit of work, or the host's transaction, will have,
     * so that the meters that are not in memory are loaded together. Those of commands that are not
     * named are loaded one by one.
     *
     * @param commands in about their order; unknown meters do not matter
     * @throws io.usance.store.NoTransactionException if the thread is in neither
     */
    public void expect(Collection<? extends MeterCommand<?>> commands) {
        all(commands, "expect.commands");
        transactions.within("expect(...)", () -> meters.want(commands));
    }

    /**
     * Moves consumer positions in the running unit of work.
     *
     * @throws PositionMovedException if another instance moved one of them; everything is rolled
     *     back
     */
    public void advance(List<Positions.Advance> advances) {
        all(advances, "advance.advances");
        transactions.run(() -> positions.advance(advances));
    }

    /**
     * Drops everything cached, after other instances may have written to the same silos or
     * contracts.
     */
    public void evictCached() {
        meters.forget();
        cache.removeAll();
    }

    /** Silos and contracts in memory, count. */
    public int aggregatesCached() {
        return meters.cached() + cache.size();
    }

    /** The stage that turns consumption into charges and settlements. */
    public Follower charging() {
        return charging;
    }

    /** The stage that keeps the read models. */
    public Follower projecting() {
        return projecting;
    }

    /**
     * Begins to build a subscription: the caller's handlers get the events of the classes they are
     * for, each once, in one transaction with what they write.
     *
     * @param name stable and unique in the database; its position is stored under it
     * @throws io.usance.subscription.SubscriptionException if it is no name, or the engine's own
     */
    public SubscriptionBuilder subscribe(String name) {
        return subscriptions.subscribe(name);
    }

    /**
     * A follower whose handler gets stretches of the log, each in one transaction with its
     * position; for stages of the engine. A host has {@link #subscribe}.
     *
     * @param name stable and unique
     * @param types stored names of the wanted events, see {@link EventForms#names()}
     * @throws IllegalArgumentException if there is no event of such a name
     */
    public Follower follower(
            String name, Set<String> types, Consumer<List<RecordedEvent>> handler) {
        given(name, "follower.name");
        all(types, "follower.types");
        given(handler, "follower.handler");
        return new Follower(name, forms.requireNames(types), transactions, positions, log, handler);
    }

    /**
     * Has a listener told whenever this engine has appended events, so that a follower of the log
     * need not poll. Appends of other engines on the same database are not reported.
     *
     * @param listener runs in the thread that appended, after the commit and outside of its
     *     transaction, so that it may send commands; must not block or throw
     * @return ends it when closed
     */
    public Listening onAppended(Runnable listener) {
        given(listener, "onAppended.listener");
        return events.onAppended(listener);
    }

    /** All stages, for a {@link io.usance.subscription.StepRunner}. */
    public Stepped stages() {
        return new Stages(charging, projecting, events);
    }

    /**
     * Steps all stages until they have handled everything that was in the log; where another
     * instance does so, waits for it.
     */
    public void catchUp() {
        charging.catchUp(log.head());
        // What charging has appended is projected as well.
        projecting.catchUp(log.head());
    }

    public EventLog log() {
        return log;
    }

    public Positions positions() {
        return positions;
    }

    /** Questions to the read models, by filters and pages. */
    public Queries queries() {
        return queries;
    }

    public ReadModels readModels() {
        return readModels;
    }

    public Transactions transactions() {
        return transactions;
    }
}
