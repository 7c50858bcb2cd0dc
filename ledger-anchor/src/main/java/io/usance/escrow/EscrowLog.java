package io.usance.escrow;

import io.usance.anchor.Hash32;

/**
 * An event and where the chain holds it.
 *
 * @param logIndex position in the block, from 0
 */
public record EscrowLog(
        long blockNumber,
        Hash32 blockHash,
        Hash32 transactionHash,
        int logIndex,
        EscrowEvent event) {}
