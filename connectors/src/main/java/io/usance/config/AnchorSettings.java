package io.usance.config;

import io.usance.anchor.evm.EvmChain;
import io.usance.netting.EscrowBook;
import io.usance.tlog.LogSigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where batches go: the section {@code anchor} of a configuration. */
public sealed interface AnchorSettings {

    /**
     * A contract on a chain.
     *
     * @param contract address, 0x and 40 hexadecimal digits
     * @param key private key of the operator, 64 hexadecimal digits
     * @param escrows that hold money on the same chain, one per currency; none: no money moves
     */
    record Chain(EvmChain chain, String contract, Secret key, List<EscrowSettings> escrows)
            implements AnchorSettings {}

    /**
     * A transparency log.
     *
     * @param directory of the log, absolute
     * @param key signs its checkpoints; its name is the log's origin
     */
    record Log(Path directory, LogSigningKey key) implements AnchorSettings {}

    /** Opens the escrows; the caller closes them. */
    default List<EscrowBook> openEscrows() {
        return switch (this) {
            case Chain on -> on.escrows().stream().map(escrow -> escrow.open(on)).toList();
            case Log in -> List.of();
        };
    }

    /** Currencies whose money moves in escrow, ISO 4217. */
    default Set<String> escrowCurrencies() {
        return switch (this) {
            case Chain on ->
                    on.escrows().stream()
                            .map(escrow -> escrow.currency().getCurrencyCode())
                            .collect(Collectors.toUnmodifiableSet());
            case Log in -> Set.of();
        };
    }

    /** What receipts name, for a person to read. */
    default String place() {
        return switch (this) {
            case Chain on -> on.contract() + " on chain " + on.chain().chainId();
            case Log in -> "the log " + in.key().publicKey().name();
        };
    }
}
