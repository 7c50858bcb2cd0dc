/**
 * The Postgres event store: one append-only log, snapshots and consumer positions.
 *
 * <p>Four decisions make it what it is.
 *
 * <ol>
 *   <li><b>A unit of work is one transaction</b>, the engine's own or the host's. {@link
 *       io.usance.store.Transactions} binds its connection to Axon's unit of work; its events go
 *       out in one multi-row statement, together with the consumer's position.
 *   <li><b>Positions are contiguous and become visible in order.</b> The append takes its range of
 *       positions from the one row of {@code event_head}, whose lock lasts until the commit. A
 *       reader that sees position n sees everything up to n: no gaps, no skips, no gap-tracking
 *       tokens. The price is that appends queue for the length of one insert and commit; they are
 *       multi-row and last in their transaction, so that is short.
 *   <li><b>Consumers are fenced by their position.</b> {@link io.usance.store.Positions} moves a
 *       position only from the value that was read. A writer with stale state, a frozen instance or
 *       a second one, loses its whole transaction.
 *   <li><b>A stream has neither duplicates nor gaps.</b> (stream, sequence) is unique, and an event
 *       whose predecessor is not stored is refused; a loser gets a {@link
 *       io.usance.store.StaleStateException}.
 * </ol>
 */
@org.jspecify.annotations.NullMarked
package io.usance.store;
