package io.usance.anchor.evm;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorUnavailableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthEstimateGas;
import org.web3j.protocol.core.methods.response.EthGetBalance;
import org.web3j.protocol.core.methods.response.EthGetTransactionCount;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/** The account that signs and pays. Not thread-safe: one transaction at a time. */
final class EvmAccount {
    private static final Logger LOG = LoggerFactory.getLogger(EvmAccount.class);
    private static final int KEY_DIGITS = 64;

    /** Room above the estimate, for a state that changes until the transaction is run. */
    private static final BigInteger GAS_MARGIN_PERCENT = BigInteger.valueOf(125);

    private final EvmChain chain;
    private final EvmRpc rpc;
    private final Credentials credentials;
    private @Nullable Sent last;

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
     * A transaction under one nonce, and all the hashes it was sent with: the same call, each time
     * better paid. At most one of them can be in a block.
     */
    static final class Sent {
        private final BigInteger nonce;
        private final @Nullable String to;
        private final String data;
        private final BigInteger gasLimit;
        private final List<String> hashes = new ArrayList<>();
        private BigInteger feeWei;
        private BigInteger tipWei;
        private long sentAtNs;

        private Sent(
                BigInteger nonce,
                @Nullable String to,
                String data,
                BigInteger gasLimit,
                BigInteger feeWei,
                BigInteger tipWei) {
            this.nonce = nonce;
            this.to = to;
            this.data = data;
            this.gasLimit = gasLimit;
            this.feeWei = feeWei;
            this.tipWei = tipWei;
        }

        /** Of the newest form. */
        @Override
        public String toString() {
            return "transaction " + hashes.getLast();
        }
    }

    /**
     * Signs and sends an EIP-1559 transaction.
     *
     * <p>Design note: offered are twice the base fee, so that it may rise for six blocks, but never
     * more than the cap. What is in no block after a quarter of the wait is sent once more with an
     * eighth more of both fees, which satisfies nodes that want a tenth; and so on up to the cap.
     *
     * @param to null to create a contract
     */
    Sent send(@Nullable String to, String data) {
        BigInteger gasLimit = gasLimit(to, data);
        BigInteger baseFeeWei = requireAffordable(gasLimit);
        BigInteger nonce = count(DefaultBlockParameterName.PENDING);
        BigInteger tipWei = chain.tipWei().min(chain.feeCapWei());
        BigInteger feeWei = baseFeeWei.shiftLeft(1).add(tipWei).min(chain.feeCapWei());
        Sent sent = new Sent(nonce, to, data, gasLimit, feeWei, tipWei);
        EthSendTransaction answer = transmit(sent);
        if (answer.hasError()) {
            String reason = String.valueOf(answer.getError().getMessage());
            if (reason.toLowerCase(Locale.ROOT).contains("insufficient funds")) {
                throw outOfGasMoney(reason);
            }
            throw rpc.refused("eth_sendRawTransaction", answer);
        }
        last = sent;
        return sent;
    }

    /** The last transaction, if it was this call and may still get into a block. */
    Optional<Sent> waiting(String to, String data) {
        Sent sent = last;
        return sent != null
                        && to.equals(sent.to)
                        && data.equals(sent.data)
                        && count(DefaultBlockParameterName.LATEST).compareTo(sent.nonce) <= 0
                ? Optional.of(sent)
                : Optional.empty();
    }

    /**
     * Signs the transaction as it is offered now and sends it. Its hash is remembered before, so
     * that an answer that is lost loses nothing.
     */
    private EthSendTransaction transmit(Sent sent) {
        RawTransaction transaction =
                RawTransaction.createTransaction(
                        chain.chainId(),
                        sent.nonce,
                        sent.gasLimit,
                        sent.to,
                        BigInteger.ZERO,
                        sent.data,
                        sent.tipWei,
                        sent.feeWei);
        String signed =
                Numeric.toHexString(TransactionEncoder.signMessage(transaction, credentials));
        String hash = Hash.sha3(signed);
        if (!sent.hashes.contains(hash)) {
            sent.hashes.add(hash);
        }
        sent.sentAtNs = System.nanoTime();
        last = sent;
        return rpc.send(rpc.node().ethSendRawTransaction(signed));
    }

    /** The receipt, in whichever form it got into a block; sends it again if that takes long. */
    Optional<TransactionReceipt> receipt(Sent sent) {
        for (String hash : sent.hashes) {
            Optional<TransactionReceipt> receipt =
                    rpc.read(
                            rpc.node().ethGetTransactionReceipt(hash),
                            answer -> answer.getTransactionReceipt().map(EvmAccount::whole));
            if (receipt.isPresent()) {
                if (!hash.equals(receipt.get().getTransactionHash())) {
                    throw new AnchorUnavailableException(
                            "the node at %s answers for transaction %s with the receipt of %s; nothing it says is believed"
                                    .formatted(
                                            chain.shownUrl(),
                                            hash,
                                            receipt.get().getTransactionHash()));
                }
                return receipt;
            }
        }
        if (System.nanoTime() - sent.sentAtNs > chain.replaceAfter().toNanos()) {
            sendAgain(sent);
        }
        return Optional.empty();
    }

    /** What is asked of a receipt later on is in it. */
    private static TransactionReceipt whole(TransactionReceipt receipt) {
        receipt.isStatusOK();
        receipt.getBlockNumber().longValueExact();
        receipt.getGasUsed().longValueExact();
        return receipt;
    }

    /** Whatever the node answers, the next look for a receipt tells. */
    private void sendAgain(Sent sent) {
        BigInteger feeWei = raised(sent.feeWei);
        if (feeWei.compareTo(chain.feeCapWei()) <= 0) {
            sent.feeWei = feeWei.max(baseFeeWei().shiftLeft(1)).min(chain.feeCapWei());
            sent.tipWei = raised(sent.tipWei).min(sent.feeWei);
            LOG.warn(
                    "{} is in no block; sent again for up to {} gwei, {} of them tip",
                    sent,
                    gwei(sent.feeWei),
                    gwei(sent.tipWei));
        } else {
            LOG.warn(
                    "{} is in no block, and its fee cannot be raised above the cap of {} gwei; sent again as it was",
                    sent,
                    gwei(chain.feeCapWei()));
        }
        transmit(sent);
    }

    /** An eighth more. */
    private static BigInteger raised(BigInteger wei) {
        return wei.add(wei.shiftRight(3)).add(BigInteger.ONE);
    }

    private BigInteger count(DefaultBlockParameterName at) {
        return rpc.read(
                rpc.node().ethGetTransactionCount(address(), at),
                EthGetTransactionCount::getTransactionCount);
    }

    /** The receipt of a transaction that is in a block and did what it should. */
    Optional<TransactionReceipt> mined(Sent sent) {
        Optional<TransactionReceipt> receipt = receipt(sent);
        if (receipt.isPresent() && !receipt.get().isStatusOK()) {
            throw new AnchorUnavailableException(
                    "%s was reverted in block %s; the next attempt will say why"
                            .formatted(sent, receipt.get().getBlockNumber()));
        }
        return receipt;
    }

    private BigInteger gasLimit(@Nullable String to, String data) {
        Transaction call = Transaction.createEthCallTransaction(address(), to, data);
        return rpc.read(rpc.node().ethEstimateGas(call), EthEstimateGas::getAmountUsed)
                .multiply(GAS_MARGIN_PERCENT)
                .divide(BigInteger.valueOf(100));
    }

    /** The base fee now. */
    private BigInteger requireAffordable(BigInteger gasLimit) {
        BigInteger baseFeeWei = baseFeeWei();
        if (baseFeeWei.compareTo(chain.feeCapWei()) > 0) {
            throw new AnchorUnavailableException(
                    "the chain's base fee of %s gwei is above the cap of %s gwei; nothing is sent"
                                    .formatted(gwei(baseFeeWei), gwei(chain.feeCapWei()))
                            + " until it falls or the cap is raised");
        }
        BigInteger balanceWei =
                rpc.read(
                        rpc.node().ethGetBalance(address(), DefaultBlockParameterName.LATEST),
                        EthGetBalance::getBalance);
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
        return baseFeeWei;
    }

    private BigInteger baseFeeWei() {
        Optional<BigInteger> fee =
                rpc.read(
                        rpc.node().ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false),
                        answer ->
                                Optional.ofNullable(answer.getBlock().getBaseFeePerGasRaw())
                                        .map(Numeric::decodeQuantity));
        return fee.orElseThrow(() ->
                new AnchorConfigurationException(
                        "chain %d has no base fee (EIP-1559), which the anchor's transactions need;"
                                        .formatted(chain.chainId())
                                + " use another chain"));
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
