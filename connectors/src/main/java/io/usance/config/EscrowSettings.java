package io.usance.config;

import io.usance.anchor.evm.EvmEscrow;
import io.usance.escrow.PackedMoves;
import io.usance.netting.EscrowBook;
import java.util.Currency;
import java.util.Map;

/**
 * An escrow contract of one currency: a key of the section {@code anchor.escrows}.
 *
 * @param contract address, 0x and 40 hexadecimal digits
 * @param addressByAccount accounts as contracts name them, to addresses
 */
public record EscrowSettings(
        Currency currency, String contract, Map<String, String> addressByAccount) {

    /** Most moves of one transaction, by default: half of what a block has room for. */
    static final int MOVES_MAX = PackedMoves.CHUNK_MOVES_MAX / 2;

    /** The escrow, spoken to with the anchor's key; sends no request yet. */
    EscrowBook open(AnchorSettings.Chain chain) {
        return new EscrowBook(
                EvmEscrow.connect(chain.chain(), contract, chain.key().reveal().toCharArray()),
                currency,
                addressByAccount,
                MOVES_MAX);
    }
}
