package io.usance.finance;

import io.usance.reconciliation.ContractHistory;
import io.usance.store.EventLog;
import io.usance.store.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Reads and appends finance's streams, and makes those who decide on one wait for each other. */
final class FinanceStreams {
    private final Transactions transactions;
    private final EventLog log;
    private final FinanceLog append;

    FinanceStreams(Transactions transactions, EventLog log, FinanceLog append) {
        this.transactions = transactions;
        this.log = log;
        this.append = append;
    }

    /** Decides in one transaction, or as a part of the running one. */
    <T> T decide(Supplier<T> decision) {
        return transactions.withRows(decision::get);
    }

    /**
     * Decides when all that others have decided under the same name is in the tables, and keeps
     * others waiting until the transaction ends.
     *
     * @param lock a stream's id, or another name
     */
    <T> T decideAlone(String lock, Supplier<T> decision) {
        return transactions.withRows(() -> {
            lock(lock);
            return decision.get();
        });
    }

    private void lock(String name) {
        transactions.read(sql -> {
            // A decision may take its time, and no other work waits for what this one holds. What
            // follows in the transaction, which may be a host's, waits as long as it did before.
            Object before = sql.fetchValue("select current_setting('lock_timeout')");
            sql.execute("set local lock_timeout = 0");
            sql.fetch(
                    "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                    transactions.schema().lock(name));
            return sql.execute("select set_config('lock_timeout', ?, true)", before);
        });
    }

    /** All events of a stream in their order, those of the running unit of work included. */
    List<FinanceEvent> events(String streamId) {
        List<FinanceEvent> found = new ArrayList<>();
        ContractHistory.pages(log, streamId, event -> found.add((FinanceEvent) event.payload()));
        found.addAll(append.staged(streamId));
        return found;
    }

    /** At most {@code max} events behind a sequence number. */
    List<FinanceEvent> events(String streamId, long after, int max) {
        return log.stream(streamId, after, max).stream()
                .map(event -> (FinanceEvent) event.payload())
                .toList();
    }

    void append(FinanceEvent event, long sequence) {
        append.append(event, sequence);
    }
}
