/**
 * The anchor on a chain that speaks Ethereum's JSON-RPC, and a local node for demos and tests.
 *
 * <p>Read in order: {@code EvmChain}, {@code EvmAnchor}, {@code AnchorContract}, {@code EvmNode};
 * the contract itself is {@code evm/contracts/UsanceAnchor.sol}. Money moves in another contract,
 * {@code evm/contracts/UsanceEscrow.sol}: {@code EvmEscrow}, {@code EscrowView}, {@code
 * EscrowCalls}, {@code EscrowErrors}, {@code EscrowLogs}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.anchor.evm;
