package io.usance.store;

import org.axonframework.messaging.Message;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;

/** A unit of work of which memory can be rolled back when Axon would not do it. */
final class UndoableUnitOfWork extends DefaultUnitOfWork<Message<?>> {
    UndoableUnitOfWork() {
        super(null);
    }

    /** Runs what was to be run on a rollback, unless that has been done. */
    void undo() {
        changePhase(Phase.ROLLBACK, Phase.CLOSED);
    }
}
