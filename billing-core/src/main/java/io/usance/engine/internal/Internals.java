package io.usance.engine.internal;

import io.usance.contract.ContractEvent;
import io.usance.contract.state.ChargingCommand;
import io.usance.reconciliation.ReadModels;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.NettingEvent;
import io.usance.store.EventLog;
import io.usance.store.Follower;
import io.usance.store.Positions;
import io.usance.store.RecordedEvent;
import io.usance.store.Transactions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What is inside an engine, for Usance's own modules: its log, stages, tables and caches. */
public interface Internals {
    Transactions transactions();

    EventLog log();

    Positions positions();

    ReadModels readModels();

    /** The stage that turns consumption into charges and settlements. */
    Follower charging();

    /** The stage that keeps the read models. */
    Follower projecting();

    /**
     * A follower whose handler gets stretches of the log, each in one transaction with its
     * position; for stages of the engine. A host has {@code subscribe}.
     *
     * @param name stable and unique
     * @param types stored names of the wanted events
     * @throws IllegalArgumentException if there is no event of such a name
     */
    Follower follower(String name, Set<String> types, Consumer<List<RecordedEvent>> handler);

    /**
     * Moves consumer positions in the running unit of work.
     *
     * @throws io.usance.store.PositionMovedException if another instance moved one of them;
     *     everything is rolled back
     */
    void advance(List<Positions.Advance> advances);

    /**
     * Appends the next event of a batch, decided on what the caller has read of it.
     *
     * @param seen all events of the batch that the caller knows, from {@link #batch}; empty to
     *     begin the batch
     * @throws io.usance.store.StaleStateException if there are others by now; nothing is written
     */
    void append(List<BatchEvent> seen, BatchEvent next);

    /** Appends the next event of a batch's netting; as {@link #append(List, BatchEvent)}. */
    void append(List<NettingEvent> seen, NettingEvent next);

    /**
     * Tells a contract what the charging stage would have found in the log; for tests and tools
     * that have contracts without meters.
     *
     * @throws io.usance.contract.UnknownContractException if the contract is not signed
     */
    List<ContractEvent> charge(ChargingCommand command);

    /** Events of a batch so far, in order; empty if there is no such batch. */
    List<BatchEvent> batch(long batchNo);

    /** Events of a batch's netting so far, in order; empty if it was not netted yet. */
    List<NettingEvent> netting(long batchNo);

    /** The contracts that have, or once had, a price by an index, in the order of their ids. */
    List<String> indexUsers(String series);

    /**
     * Drops everything cached, after other instances may have written to the same meters or
     * contracts.
     */
    void evictCached();

    /** Meters and contracts in memory, count. */
    int aggregatesCached();
}
