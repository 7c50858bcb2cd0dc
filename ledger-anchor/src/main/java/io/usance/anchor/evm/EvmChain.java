package io.usance.anchor.evm;

import io.usance.anchor.AnchorConfigurationException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;

/**
 * How to reach a chain and what to spend there at most.
 *
 * @param url of the node's JSON-RPC, http or https; may hold an access token, so it is never shown
 *     beyond host and port
 * @param chainId EIP-155 number the node must answer with
 * @param feeCapWei most wei per unit of gas, base fee and tip together; a transaction waits rather
 *     than pay more
 * @param tipWei wei per unit of gas on top of the base fee for the block's producer, within the cap
 * @param callTimeout longest time for one call to the node
 * @param inclusionTimeout longest time to wait until a transaction is in a block
 */
public record EvmChain(
        String url,
        long chainId,
        BigInteger feeCapWei,
        BigInteger tipWei,
        Duration callTimeout,
        Duration inclusionTimeout) {

    /** Wei in a gwei, the usual unit of gas prices. */
    public static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

    /** Offers of one transaction while it is waited for. */
    private static final int REPLACEMENTS_MAX = 4;

    private static final BigInteger FEE_CAP_DEFAULT = GWEI.multiply(BigInteger.valueOf(100));

    public EvmChain {
        if (!url.matches("https?://[^/]+.*")) {
            throw new AnchorConfigurationException(
                    "a node's address starts with http:// or https:// and a host; the one given"
                            + " does not");
        }
    }

    /** A chain with a cap of 100 gwei, a tip of 1 gwei, 10 s for a call and 60 s for inclusion. */
    public static EvmChain at(String url, long chainId) {
        return new EvmChain(
                url,
                chainId,
                FEE_CAP_DEFAULT,
                GWEI,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }

    public EvmChain withFeeCapWei(BigInteger capWei) {
        return new EvmChain(url, chainId, capWei, tipWei, callTimeout, inclusionTimeout);
    }

    public EvmChain withTipWei(BigInteger newTipWei) {
        return new EvmChain(url, chainId, feeCapWei, newTipWei, callTimeout, inclusionTimeout);
    }

    public EvmChain withTimeouts(Duration call, Duration inclusion) {
        return new EvmChain(url, chainId, feeCapWei, tipWei, call, inclusion);
    }

    /** How long a transaction may wait before it is offered again, better paid. */
    Duration replaceAfter() {
        return inclusionTimeout.dividedBy(REPLACEMENTS_MAX);
    }

    /** Scheme, host and port of the node; leaves out path and user, which may be secret. */
    String shownUrl() {
        try {
            URI uri = URI.create(url);
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return uri.getScheme() + "://" + uri.getHost() + port;
        } catch (IllegalArgumentException e) {
            return "(a malformed address)";
        }
    }

    @Override
    public String toString() {
        return "EvmChain[" + shownUrl() + ", chain id " + chainId + "]";
    }
}
