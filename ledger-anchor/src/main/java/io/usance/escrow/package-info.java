/**
 * What moves on chain: net moves within mandates, and what the settlement contract holds, refuses
 * and reports. Knows no chain client; {@code io.usance.anchor.evm.EvmEscrow} speaks to the
 * contract.
 *
 * <p>Read in order: {@code Move}, {@code PackedMoves}, {@code Relation}, {@code EscrowRefusal},
 * {@code EscrowEvent}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.escrow;
