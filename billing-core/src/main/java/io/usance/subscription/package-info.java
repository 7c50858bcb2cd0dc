/**
 * Subscriptions of a host: its handlers get the stored events by class, one at a time, each in one
 * transaction with what the handler writes on the connection it is given.
 *
 * <p>{@link io.usance.subscription.SubscriptionBuilder} says what is wanted, {@link
 * io.usance.subscription.Subscription} handles it when it is stepped, {@link
 * io.usance.subscription.StepRunner} steps it in a thread of the host's.
 */
@org.jspecify.annotations.NullMarked
package io.usance.subscription;
