package io.usance.subscription;

/**
 * How far {@link Subscription#catchUp} has come.
 *
 * @param complete if all that was in the log when it began is handled, and nothing is set aside
 * @param behind what was left when it ended, events recorded meanwhile included
 */
public record CatchUp(boolean complete, Behind behind) {}
