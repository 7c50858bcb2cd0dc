/**
 * A transparency log: an append-only Merkle tree in plain files, with signed checkpoints and proofs
 * that an entry is in it and that nothing was ever taken out. It knows nothing of batches.
 *
 * <p>Hashes and proofs are those of RFC 9162, sections 2.1.1 to 2.1.4; checkpoints are C2SP's
 * {@code tlog-checkpoint} in a {@code signed-note} with an Ed25519 key. Others' tools verify both.
 *
 * <p>Read in order: {@code TransparencyLog}, {@code LogTree}, {@code InclusionProof}, {@code
 * ConsistencyProof}, {@code SignedCheckpoint}, {@code LogSigningKey}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.tlog;
