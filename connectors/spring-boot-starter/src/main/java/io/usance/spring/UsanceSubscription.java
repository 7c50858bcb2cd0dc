package io.usance.spring;

import io.usance.subscription.SubscriptionBuilder;

/**
 * A bean that subscribes to the engine's events. The starter builds the subscription when the
 * application has started, and runs it in a thread of its own until the application stops.
 */
public interface UsanceSubscription {

    /** Stable and unique: the subscription's position is stored under it. */
    String name();

    /** Says which events are handled how, and where to begin. */
    void configure(SubscriptionBuilder subscription);
}
