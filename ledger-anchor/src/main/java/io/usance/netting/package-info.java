/**
 * Batches as money: what companies owe one another is netted and moved in escrow, once.
 *
 * <p>{@link io.usance.netting.BatchNetting} is the loop, {@link io.usance.netting.EscrowBook} one
 * currency's escrow by the names of our accounts. What is due between two accounts is all that was
 * commanded less all that has moved, as the chain finally says: so whatever a batch leaves behind,
 * for want of money or of a mandate, is part of the next.
 */
@org.jspecify.annotations.NullMarked
package io.usance.netting;
