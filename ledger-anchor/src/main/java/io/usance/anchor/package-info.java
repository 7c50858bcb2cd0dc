/**
 * Batches of settlements as Merkle trees, receipts with their offline verifier, and the port to
 * whatever holds the roots.
 *
 * <p>Read in order: {@code SettlementLeaf}, {@code MerkleTree}, {@code Receipt}, {@code
 * ReceiptVerifier}, {@code Anchor}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.anchor;
