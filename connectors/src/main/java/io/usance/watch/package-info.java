/**
 * What an operator sees: {@link io.usance.watch.Measure} declares every meter there is, {@link
 * io.usance.watch.Watch} serves them with health and readiness, {@link io.usance.watch.LogLines}
 * writes the log.
 *
 * <p>Knows nothing of what is watched: roles and parts are handed to it.
 */
@org.jspecify.annotations.NullMarked
package io.usance.watch;
