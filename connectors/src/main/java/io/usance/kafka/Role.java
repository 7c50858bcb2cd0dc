package io.usance.kafka;

/**
 * Long-running work as a loop of small steps. One thread steps a role; another may ask for its
 * name.
 */
public interface Role extends AutoCloseable {

    /** For logs and metrics. */
    String name();

    /**
     * Does a bounded piece of work.
     *
     * @return true if there may be more to do at once
     * @throws RuntimeException if it could not be done; the role can be stepped again after a while
     *     and then goes on from what is durable
     */
    boolean step();

    /** Lets go of connections. */
    @Override
    default void close() {}
}
