package io.usance.escrow;

import io.usance.anchor.Hash32;
import java.time.Instant;

/**
 * The batch whose chunks are being applied; not visible as settled yet.
 *
 * @param chunks how many there will be
 * @param applied how many are; also the number of the next one
 * @param rollingBack whether it is being undone and can only be undone to the end
 * @param chain what the contract remembers of the chunks applied
 */
public record OpenBatch(
        long batchId,
        Hash32 root,
        int chunks,
        int applied,
        Instant openedAt,
        boolean rollingBack,
        Hash32 chain) {}
