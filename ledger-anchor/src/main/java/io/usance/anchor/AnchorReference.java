package io.usance.anchor;

/**
 * Where a batch is anchored on a chain, as a receipt names it.
 *
 * @param kind {@link #EVM}
 * @param chainId EIP-155 number of the chain
 * @param contract address of the anchoring contract: 0x and 40 lower-case hexadecimal digits
 * @param transactionHash of the transaction that wrote the root
 * @param blockNumber height of the block the transaction is in
 * @param blockHash that block's hash; another hash at this height means the chain was reorganised
 */
public record AnchorReference(
        String kind,
        long chainId,
        String contract,
        Hash32 transactionHash,
        long blockNumber,
        Hash32 blockHash)
        implements AnchorPlace {

    /** A contract on a chain that speaks Ethereum's JSON-RPC. */
    public static final String EVM = "evm";
}
