package io.usance.anchor.evm;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorUnavailableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/** The account that signs and pays. Not thread-safe: one transaction at a time. */
final class EvmAccount {
    private static final int KEY_DIGITS = 64;

    /** Room above the estimate, for a state that changes until the transaction is run. */
    private static final BigInteger GAS_MARGIN_PERCENT = BigInteger.valueOf(125);

    private final EvmChain chain;
    private final EvmRpc rpc;
    private final Credentials credentials;

    EvmAccount(EvmChain chain, EvmRpc rpc, char[] privateKey) {
        this.chain = chain;
        this.rpc = rpc;
        this.credentials = credentials(privateKey);
    }

    private static Credentials credentials(char[] privateKey) {
        String digits = Numeric.cleanHexPrefix(new String(privateKey).strip());
        if (digits.length() != KEY_DIGITS
                || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new AnchorConfigurationException(
                    "the private key is not "
                            + KEY_DIGITS
                            + " hexadecimal digits; it has "
                            + digits.length()
                            + " characters");
        }
        return Credentials.create(ECKeyPair.create(new BigInteger(digits, 16)));
    }

    /** 0x and 40 lower-case digits. */
    String address() {
        return credentials.getAddress().toLowerCase(Locale.ROOT);
    }

    /**
     * Signs and sends an EIP-1559 transaction.
     *
     * <p>Design note: the fee cap itself is offered as the maximum. Only base fee and tip are ever
     * paid, and a transaction that offers its ceiling from the start never has to be replaced by a
     * better paid one.
     *
     * @param to null to create a contract
     * @return the transaction's hash
     */
    String send(@Nullable String to, String data) {
        BigInteger gasLimit = gasLimit(to, data);
        requireAffordable(gasLimit);
        BigInteger nonce =
                rpc.require(
                                rpc.node()
                                        .ethGetTransactionCount(
                                                address(), DefaultBlockParameterName.PENDING))
                        .getTransactionCount();
        RawTransaction transaction =
                RawTransaction.createTransaction(
                        chain.chainId(),
                        nonce,
                        gasLimit,
                        to,
                        BigInteger.ZERO,
                        data,
                        chain.tipWei().min(chain.feeCapWei()),
                        chain.feeCapWei());
        String signed =
                Numeric.toHexString(TransactionEncoder.signMessage(transaction, credentials));
        EthSendTransaction sent = rpc.send(rpc.node().ethSendRawTransaction(signed));
        if (sent.hasError()) {
            String reason = sent.getError().getMessage().toLowerCase(Locale.ROOT);
            if (reason.contains("insufficient funds")) {
                throw outOfGasMoney(sent.getError().getMessage());
            }
            throw rpc.refused("eth_sendRawTransaction", sent);
        }
        return sent.getTransactionHash();
    }

    /** The receipt of a transaction that is in a block and did what it should. */
    Optional<TransactionReceipt> mined(String transaction) {
        Optional<TransactionReceipt> receipt =
                rpc.require(rpc.node().ethGetTransactionReceipt(transaction))
                        .getTransactionReceipt();
        if (receipt.isPresent() && !receipt.get().isStatusOK()) {
            throw new AnchorUnavailableException(
                    "transaction %s was reverted in block %s; the next attempt will say why"
                            .formatted(transaction, receipt.get().getBlockNumber()));
        }
        return receipt;
    }

    private BigInteger gasLimit(@Nullable String to, String data) {
        Transaction call = Transaction.createEthCallTransaction(address(), to, data);
        return rpc.require(rpc.node().ethEstimateGas(call))
                .getAmountUsed()
                .multiply(GAS_MARGIN_PERCENT)
                .divide(BigInteger.valueOf(100));
    }

    private void requireAffordable(BigInteger gasLimit) {
        BigInteger baseFeeWei = baseFeeWei();
        if (baseFeeWei.compareTo(chain.feeCapWei()) > 0) {
            throw new AnchorUnavailableException(
                    "the chain's base fee of %s gwei is above the cap of %s gwei; nothing is sent"
                                    .formatted(gwei(baseFeeWei), gwei(chain.feeCapWei()))
                            + " until it falls or the cap is raised");
        }
        BigInteger balanceWei =
                rpc.require(rpc.node().ethGetBalance(address(), DefaultBlockParameterName.LATEST))
                        .getBalance();
        BigInteger neededWei = gasLimit.multiply(chain.feeCapWei());
        if (balanceWei.compareTo(neededWei) < 0) {
            throw outOfGasMoney(
                    "it holds %s gwei, a transaction may need %s (%s gas at the cap of %s gwei)"
                            .formatted(
                                    gwei(balanceWei),
                                    gwei(neededWei),
                                    gasLimit,
                                    gwei(chain.feeCapWei())));
        }
    }

    private BigInteger baseFeeWei() {
        String raw =
                rpc.require(rpc.node().ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                        .getBlock()
                        .getBaseFeePerGasRaw();
        if (raw == null) {
            throw new AnchorConfigurationException(
                    "chain %d has no base fee (EIP-1559), which the anchor's transactions need;"
                                    .formatted(chain.chainId())
                            + " use another chain");
        }
        return Numeric.decodeQuantity(raw);
    }

    private AnchorConfigurationException outOfGasMoney(String reason) {
        return new AnchorConfigurationException(
                "out of gas money: account %s on chain %d cannot pay: %s; send it funds or lower"
                                .formatted(address(), chain.chainId(), reason)
                        + " the fee cap");
    }

    private static String gwei(BigInteger wei) {
        return new BigDecimal(wei).movePointLeft(9).stripTrailingZeros().toPlainString();
    }
}
