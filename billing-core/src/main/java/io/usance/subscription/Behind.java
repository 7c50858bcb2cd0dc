package io.usance.subscription;

/**
 * What a subscription has before it.
 *
 * @param positions of the log that it has not looked at; events it does not want among them, so the
 *     number of events for its handlers is at most that
 * @param setAside events that could not be handled or wait behind such a one, count
 * @param parked of them those that wait for {@link Subscription#retry} or {@link
 *     Subscription#skip}, count; one per contract
 */
public record Behind(long positions, long setAside, long parked) {

    /** True if nothing is left to do. */
    public boolean isNothing() {
        return positions == 0 && setAside == 0;
    }
}
