package io.usance.subscription;

import io.usance.failure.DatabaseException;
import io.usance.failure.WorkFailedException;
import io.usance.store.AbortedTransactionException;
import io.usance.store.GuardedConnection;
import io.usance.store.RecordedEvent;
import io.usance.store.StoreUnavailableException;
import io.usance.store.Transactions;
import java.sql.Connection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has handlers handle events within the running transaction. What a handler that fails has written,
 * or told the engine, is undone by a savepoint, also if it left the transaction aborted.
 */
final class Attempts {
    private static final String ADVICE =
            "what the handler writes is committed by the subscription, together with its position;"
                    + " return from the handler to commit, throw to roll back";

    private final Transactions transactions;
    private final SubscriptionTables tables;
    private final Handlers handlers;
    private final Map<Long, Throwable> blamed;
    private @Nullable Long last;

    /**
     * @param blamed by position, failures that kept a transaction from being committed; these
     *     events are not attempted but have failed
     */
    Attempts(
            Transactions transactions,
            SubscriptionTables tables,
            Handlers handlers,
            Map<Long, Throwable> blamed) {
        this.transactions = transactions;
        this.tables = tables;
        this.handlers = handlers;
        this.blamed = blamed;
    }

    /** Position of the last event that a handler was called for; null if there was none. */
    @Nullable Long last() {
        return last;
    }

    /**
     * Attempts to handle an event.
     *
     * @return what the handler threw; null if it is handled
     * @throws HandlerEndedTransactionException if the handler has ended the transaction
     * @throws IllegalStateException if the thread was interrupted
     */
    @Nullable Throwable failureOf(Attempt attempt) {
        Throwable known = blamed.get(attempt.event().position());
        if (known != null) {
            return known;
        }
        last = attempt.event().position();
        tables.savepoint();
        Throwable failure = handle(attempt);
        if (failure == null) {
            failure = release();
        }
        if (failure != null) {
            undo(failure);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(
                        "interrupted while the event at %d was handled; it is handled again"
                                .formatted(last),
                        failure);
            }
        }
        return failure;
    }

    private @Nullable Throwable handle(Attempt attempt) {
        GuardedConnection guarded = transactions.guarded(ADVICE);
        Delivery delivery = delivery(attempt, guarded.connection());
        try {
            transactions.atomically(() -> {
                handlers.handle(attempt, delivery);
                return Boolean.TRUE;
            });
            return null;
        } catch (VirtualMachineError e) {
            if (e instanceof StackOverflowError) {
                return e;
            }
            throw e;
        } catch (Exception | Error e) {
            return thrown(e);
        } finally {
            guarded.end();
        }
    }

    /** A checked exception has been wrapped on its way. */
    private static Throwable thrown(Throwable caught) {
        Throwable cause = caught.getCause();
        Throwable thrown = caught instanceof WorkFailedException && cause != null ? cause : caught;
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return thrown;
    }

    private static Delivery delivery(Attempt attempt, Connection connection) {
        RecordedEvent event = attempt.event();
        return new Delivery(
                event.position(),
                event.recordedAt(),
                event.streamId(),
                event.sequence(),
                event.eventId(),
                attempt.contractId(),
                attempt.attempts() + 1,
                connection);
    }

    /** A handler that caught an error of SQL, and went on, has written nothing. */
    private @Nullable Throwable release() {
        try {
            tables.release();
            return null;
        } catch (DatabaseException | AbortedTransactionException e) {
            return new IllegalStateException(
                    "the handler returned after an error of SQL that had aborted its transaction;"
                            + " set a savepoint before a statement that may fail",
                    e);
        }
    }

    private void undo(Throwable failure) {
        try {
            tables.undo();
        } catch (DatabaseException e) {
            HandlerEndedTransactionException ended =
                    new HandlerEndedTransactionException(
                            Objects.requireNonNull(last, "attempted"), e);
            ended.addSuppressed(failure);
            throw ended;
        } catch (StoreUnavailableException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }
}
