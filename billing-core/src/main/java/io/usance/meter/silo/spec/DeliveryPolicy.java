package io.usance.meter.silo.spec;

/** What a rise of the level counts without a delivery note. The names are stored and published. */
public enum DeliveryPolicy {
    /**
     * Nothing: deliveries come with notes. A rise that has none by the period's close is an
     * exception, and its note counts it whenever it comes.
     */
    NOTED,
    /** What the level shows, with the uncertainty of that. */
    ESTIMATED
}
