package io.usance.subscription;

/**
 * What a host does with an event. Called for one event at a time, in the order of the log.
 *
 * @param <E> the events it is for
 */
@FunctionalInterface
public interface EventHandler<E> {

    /**
     * Handles an event. What is written on the connection of the delivery, and what the engine is
     * told meanwhile, is committed together with the subscription's position.
     *
     * @throws NotNowException if it is not the event's fault; all events wait then
     * @throws Exception if it cannot be handled; what it wrote is undone, and it is attempted again
     */
    void handle(E event, Delivery delivery) throws Exception;
}
