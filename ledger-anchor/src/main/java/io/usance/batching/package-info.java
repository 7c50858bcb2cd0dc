/**
 * Settlements become batches, batches are anchored, anchored batches give receipts.
 *
 * <p>A batch is sealed before anything is sent: its content, its root and the seed of its salts are
 * an event. What goes to the chain can therefore always be sent again, after any crash, and is the
 * same.
 */
@org.jspecify.annotations.NullMarked
package io.usance.batching;
