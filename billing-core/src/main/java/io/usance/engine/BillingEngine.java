package io.usance.engine;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;
import static io.usance.failure.Checks.id;
import static io.usance.failure.Checks.time;
import static java.util.Objects.requireNonNull;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.EndException;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractCommand.SettleDue;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.state.ContractAggregate;
import io.usance.engine.internal.Internals;
import io.usance.finance.Finance;
import io.usance.intake.RecordQuarantined;
import io.usance.metering.Decision;
import io.usance.metering.MeterCommand;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.pricing.IndexValuesPublished;
import io.usance.query.Queries;
import io.usance.store.Transactions;
import io.usance.subscription.Stepped;
import io.usance.subscription.SubscriptionBuilder;
import io.usance.subscription.Subscriptions;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The billing engine on a Postgres database: hand it a {@link DataSource}, send it commands, let
 * its stages run, read what came of it.
 *
 * <p>It starts no threads (but see {@link EngineBuilder#readingAhead()}), holds no global state and
 * needs no framework. Commands are handled in the calling thread, in one transaction each, many in
 * one with {@link #unitOfWork}, or in the host's transaction that the thread is in. The stages that
 * follow the log, charging and projecting, run when their owner steps them ({@link #stages()});
 * {@link #catchUp()} does it until nothing is left. Thread-safe.
 *
 * <p>Every method throws {@link io.usance.failure.UnavailableException} when the database cannot be
 * reached.
 */
public final class BillingEngine {
    private final EngineInternals internals;
    private final Transactions transactions;
    private final StagedEventStore events;
    private final MeterKinds kinds;
    private final Meters meters;
    private final ContractStreams contracts;
    private final Indices indices;
    private final Queries queries;
    private final Finance finance;
    private final Subscriptions subscriptions;

    BillingEngine(EngineInternals internals) {
        this.internals = internals;
        transactions = internals.transactions();
        events = internals.events;
        kinds = internals.kinds;
        meters = internals.meters;
        contracts = internals.contracts;
        indices = internals.indices;
        queries = new Queries(internals);
        finance = Finance.of(internals, new FinanceEvents(events), contracts);
        subscriptions =
                new Subscriptions(
                        internals,
                        internals.forms.classes(),
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
        sign(command);
    }

    private List<ContractEvent> sign(SignContract command) {
        return transactions.atomically(() -> {
            List<ContractEvent> events = contracts.handle(command);
            // Signed before, its meters are or were under it: one that has left it stays away.
            if (!events.isEmpty()) {
                meters.assign(command.terms(), command.at());
            }
            return events;
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
        checkParty(terms.supplier(), path + ".supplier");
        checkParty(terms.customer(), path + ".customer");
        for (ContractMeter meter : terms.meters()) {
            id(meter.meterId(), path + ".meters");
        }
    }

    private static void checkParty(Party party, String path) {
        given(party, path);
        given(party.partyId(), path + ".partyId");
        given(party.name(), path + ".name");
        given(party.account(), path + ".account");
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
        return terminate(command);
    }

    private List<ContractEvent> terminate(TerminateContract command) {
        return transactions.atomically(() -> {
            List<ContractEvent> events = contracts.handle(command);
            ContractTerms terms = requireNonNull(contracts.terms(command.contractId()));
            meters.endAll(terms, command.endsAt(), command.at());
            return events;
        });
    }

    /**
     * Makes values of an index known. The charging stage re-rates what waits for them, or was rated
     * by values they correct.
     */
    public void publishIndexValues(IndexValuesPublished values) {
        given(values, "publishIndexValues.values");
        given(values.source(), "publishIndexValues.values.source");
        time(values.at(), "publishIndexValues.values.at");
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
        time(at, "closePeriod.at");
        return transactions.retrying(() -> meters.close(kind, meterId, periodId, at));
    }

    /**
     * Handles a command to a contract; what concerns its meters too, signing, amending and
     * terminating, as {@link #signContract}, {@link #amendContract} and {@link #terminateContract}.
     *
     * @return what happened; empty if it had been done before
     * @throws io.usance.contract.UnknownContractException if the contract is not signed
     * @throws io.usance.failure.ConflictException as for a command to a meter
     */
    public List<ContractEvent> handle(ContractCommand command) {
        id(given(command, "handle.command").contractId(), "handle.command.contractId");
        return switch (command) {
            case SignContract sign -> sign(sign);
            case AmendContract amendment -> amend(amendment);
            case TerminateContract end -> terminate(end);
            case RecordPayment payment -> transactions.atomically(() -> contracts.handle(payment));
            case SettleDue due -> transactions.atomically(() -> contracts.handle(due));
            case EndException end -> transactions.atomically(() -> contracts.handle(end));
        };
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
     * @throws io.usance.failure.WorkFailedException if the work throws a checked exception, which
     *     is its cause; others come out as they were thrown
     * @throws io.usance.failure.ConflictException if other writers have been faster for some
     *     seconds; at once in a host's transaction, which the host then has to run again
     */
    public <T extends @Nullable Object> T unitOfWork(Callable<T> work) {
        given(work, "unitOfWork.work");
        return transactions.nested(work);
    }

    /**
     * As {@link #unitOfWork}, for work without a result. It has a name of its own because a lambda
     * that ends with a command could be meant as either.
     */
    public void inUnitOfWork(Runnable work) {
        given(work, "inUnitOfWork.work");
        transactions.nested(() -> {
            work.run();
            return Boolean.TRUE;
        });
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
        return ConnectionWork.run(transactions, work);
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

    /**
     * The clock that the engine was built with: nothing is received later than it says, and a
     * reading sampled later is refused.
     */
    public Clock clock() {
        return internals.clock;
    }

    /** All stages, for a {@link io.usance.subscription.StepRunner}. */
    public Stepped stages() {
        return new Stages(internals.charging(), internals.projecting(), events);
    }

    /**
     * Steps all stages until they have handled everything that was in the log; where another
     * instance does so, waits for it.
     */
    public void catchUp() {
        internals.charging().catchUp(internals.log().head());
        // What charging has appended is projected as well.
        internals.projecting().catchUp(internals.log().head());
    }

    /** How far the stages have come. */
    public StageProgress progress() {
        // The positions first: they may have moved on to what is appended meanwhile.
        long charged = internals.charging().position();
        long projected = internals.projecting().position();
        long head = internals.log().head();
        return new StageProgress(head, Math.max(0, head - charged), Math.max(0, head - projected));
    }

    /** Questions to the read models, by filters and pages. */
    public Queries queries() {
        return queries;
    }

    /**
     * What is inside, for Usance's own modules; a host has no use for it and, on the module path,
     * cannot name its type.
     */
    public Internals internals() {
        return internals;
    }
}
