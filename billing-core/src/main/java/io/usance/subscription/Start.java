package io.usance.subscription;

/** Where a subscription begins that has no position yet. Once it has one, that counts. */
public sealed interface Start {

    /** With the first event ever recorded. */
    Start BEGINNING = new After(0);

    /** With what is recorded after it was built. */
    Start NOW = new Now();

    /**
     * With the event behind a position.
     *
     * @param position of an event, {@link Delivery#position()}; 0 for the beginning
     * @throws SubscriptionException if it is negative
     */
    static Start after(long position) {
        return new After(position);
    }

    /**
     * Behind a position.
     *
     * @param position 0 or a position in the log
     */
    record After(long position) implements Start {
        public After {
            if (position < 0) {
                throw new SubscriptionException(
                        "from: position %d is negative; positions begin with 1, write 0 for all"
                                .formatted(position));
            }
        }
    }

    /** Behind the last event there is. */
    record Now() implements Start {}
}
