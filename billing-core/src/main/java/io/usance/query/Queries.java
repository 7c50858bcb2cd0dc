package io.usance.query;

import io.usance.engine.internal.Internals;
import io.usance.reconciliation.ReadModels;
import io.usance.store.Transactions;

/**
 * Questions to the read models. They are as new as the projecting stage has come: {@link
 * #isCurrent()} says whether it has handled every event. Within a transaction the answers are that
 * transaction's. Thread-safe; a query is not.
 */
public final class Queries {
    private final Transactions transactions;
    private final ReadModels readModels;

    /** Those of an engine; {@code BillingEngine.queries()}. */
    public Queries(Internals engine) {
        transactions = engine.transactions();
        readModels = engine.readModels();
    }

    /** Settlement commands. */
    public SettlementQuery settlements() {
        return new SettlementQuery(transactions);
    }

    /** What contracts owe for their billing periods. */
    public ContractPeriodQuery contractPeriods() {
        return new ContractPeriodQuery(transactions);
    }

    /** The balances of meters in their billing periods. */
    public MeterPeriodQuery meterPeriods() {
        return new MeterPeriodQuery(transactions);
    }

    /** What is not to be trusted until a person has looked, open and ended. */
    public ExceptionQuery exceptions() {
        return new ExceptionQuery(transactions);
    }

    /** Contracts. */
    public ContractQuery contracts() {
        return new ContractQuery(transactions);
    }

    /** True if the answers reflect every event in the log. */
    public boolean isCurrent() {
        return readModels.isCurrent();
    }
}
