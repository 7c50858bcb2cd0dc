package io.usance.engine;

/**
 * How far the stages of an engine have come, in events.
 *
 * @param events appended since the beginning, by all instances
 * @param chargingBehind those that are not charged yet
 * @param projectingBehind those that {@link BillingEngine#queries()} do not reflect yet
 */
public record StageProgress(long events, long chargingBehind, long projectingBehind) {}
