package io.usance.subscription;

/** What follows the log step by step: a subscription, or the engine's stages. Thread-safe. */
public interface Stepped {

    /** For people and logs. */
    String name();

    /**
     * Handles what comes next, in transactions of its own.
     *
     * @throws io.usance.failure.UnavailableException if the database cannot be reached; step again
     *     later
     */
    Step step();

    /**
     * Has a listener told when there may be more to do; it must not block or throw.
     *
     * @return ends that
     */
    Runnable onMore(Runnable listener);
}
