package io.usance.subscription;

/** A handler has ended the transaction that it ran in, past the guard of its connection. */
final class HandlerEndedTransactionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long position;

    /**
     * @param position of the event that it handled
     */
    HandlerEndedTransactionException(long position, Throwable cause) {
        super(
                "the handler of the event at %d has ended the transaction that it ran in, or released a savepoint that is not its own; what it and those before it in the same step wrote may be committed and comes again: leave commit and rollback to the subscription"
                        .formatted(position),
                cause);
        this.position = position;
    }

    long position() {
        return position;
    }
}
