package io.usance.escrow;

import io.usance.anchor.Hash32;

/** A transaction that is in a block and did what it should. */
public record EscrowTransaction(Hash32 transactionHash, long blockNumber, long gasUsed) {}
