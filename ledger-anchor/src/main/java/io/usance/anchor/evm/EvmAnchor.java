package io.usance.anchor.evm;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorReference;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.anchor.RootConflictException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthEstimateGas;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/**
 * Anchors batches in a {@code UsanceAnchor} contract. Every question goes to the node anew; nothing
 * about batches is remembered here, so two instances, or one after a restart, see the same.
 */
public final class EvmAnchor implements Anchor {
    private static final Logger LOG = LoggerFactory.getLogger(EvmAnchor.class);
    private static final long POLL_MS = 200;

    /** Room above the estimate, for a state that changes until the transaction is run. */
    private static final BigInteger GAS_MARGIN_PERCENT = BigInteger.valueOf(125);

    private final EvmChain chain;
    private final String contract;
    private final EvmRpc rpc;
    private final EvmAccount operator;

    private EvmAnchor(EvmChain chain, String contract, EvmRpc rpc, EvmAccount operator) {
        this.chain = chain;
        this.contract = contract.toLowerCase(Locale.ROOT);
        this.rpc = rpc;
        this.operator = operator;
    }

    /**
     * An anchor that signs with this key. The node is asked for nothing yet, so it may be down.
     *
     * @param contract address of the contract, 0x and 40 hexadecimal digits
     * @param privateKey 64 hexadecimal digits of the operator's key; may be cleared afterwards
     * @throws AnchorConfigurationException if address or key is malformed
     */
    public static EvmAnchor connect(EvmChain chain, String contract, char[] privateKey) {
        if (!contract.matches("0x[0-9a-fA-F]{40}")) {
            throw new AnchorConfigurationException(
                    "a contract's address is 0x and 40 hexadecimal digits, not " + contract);
        }
        EvmRpc rpc = new EvmRpc(chain);
        return new EvmAnchor(chain, contract, rpc, new EvmAccount(chain, rpc, privateKey));
    }

    /**
     * Creates a new contract whose operator is the owner of this key, and waits until it is there.
     *
     * @return its address, 0x and 40 lower-case hexadecimal digits
     */
    public static String deploy(EvmChain chain, char[] privateKey) {
        try (EvmRpc rpc = new EvmRpc(chain)) {
            EvmAccount account = new EvmAccount(chain, rpc, privateKey);
            EvmAnchor none = new EvmAnchor(chain, "", rpc, account);
            none.requireChain();
            String bytecode = AnchorContract.bytecode();
            BigInteger gas =
                    none.estimate(
                            Transaction.createEthCallTransaction(
                                    account.address(), null, bytecode));
            String transaction = account.send(null, bytecode, gas);
            TransactionReceipt receipt =
                    none.await("contract creation " + transaction, () -> none.receipt(transaction));
            return receipt.getContractAddress().toLowerCase(Locale.ROOT);
        }
    }

    /** Address of the contract, 0x and 40 lower-case hexadecimal digits. */
    public String contract() {
        return contract;
    }

    /** Address of the account that signs, 0x and 40 lower-case hexadecimal digits. */
    public String account() {
        return operator.address();
    }

    @Override
    public Optional<AnchorPosition> find(long batchNo) {
        requireChain();
        AnchorContract.StoredBatch batch = stored(batchNo);
        if (batch.count() == 0) {
            return Optional.empty();
        }
        Log event = event(batchNo, batch.blockNumber());
        long head = rpc.require(rpc.node().ethBlockNumber()).getBlockNumber().longValueExact();
        return Optional.of(
                new AnchorPosition(
                        batchNo,
                        batch.root(),
                        batch.count(),
                        new AnchorReference(
                                AnchorReference.EVM,
                                chain.chainId(),
                                contract,
                                Hash32.parse(event.getTransactionHash()),
                                batch.blockNumber(),
                                Hash32.parse(event.getBlockHash())),
                        Math.max(0, head - batch.blockNumber() + 1)));
    }

    @Override
    public synchronized AnchorPosition submit(long batchNo, Hash32 root, int count) {
        Optional<AnchorPosition> present = find(batchNo);
        if (present.isPresent()) {
            return requireSame(present.get(), root, count);
        }
        String data = AnchorContract.anchorCall(batchNo, root, count);
        String transaction = null;
        if (!waitsInPool(data, batchNo, root, count)) {
            BigInteger gas =
                    estimate(
                            Transaction.createEthCallTransaction(
                                    operator.address(), contract, data));
            transaction = operator.send(contract, data, gas);
            LOG.info("batch {} sent as transaction {}", batchNo, transaction);
        }
        return requireSame(awaitBatch(batchNo, transaction), root, count);
    }

    /**
     * Lets the contract itself check a proof against the root that it holds.
     *
     * @throws AnchorUnavailableException also if no such batch is anchored
     */
    public boolean verifyOnChain(Hash32 leaf, List<Hash32> proof, long batchNo) {
        requireChain();
        return AnchorContract.verified(call(AnchorContract.verifyCall(leaf, proof, batchNo)))
                .orElseThrow(this::notOurContract);
    }

    /**
     * Tries the call on top of what waits in the node's pool. True if the very batch waits there
     * already, sent by an attempt that did not live to see it mined. A node that does not look into
     * its pool says no; then a second transaction is sent, of which the contract accepts one.
     */
    private boolean waitsInPool(String data, long batchNo, Hash32 root, int count) {
        Transaction call = Transaction.createEthCallTransaction(operator.address(), contract, data);
        EthCall answer = rpc.send(rpc.node().ethCall(call, DefaultBlockParameterName.PENDING));
        if (!answer.hasError()) {
            return false;
        }
        String errorData = answer.getError().getData();
        return switch (AnchorContract.refusal(
                errorData == null ? "" : errorData, answer.getError().getMessage())) {
            case AnchorContract.Refusal.AlreadyAnchored() -> true;
            case AnchorContract.Refusal.RootConflict(Hash32 waiting) ->
                    throw new RootConflictException(batchNo, waiting, count, root, count);
            case AnchorContract.Refusal.NotOperator(String caller, String allowed) ->
                    throw new AnchorConfigurationException(
                            "operator not authorised: account %s may not anchor in contract %s, whose operator is %s; use the operator's key, or let the operator hand over with transferOperator"
                                    .formatted(caller, contract, allowed));
            case AnchorContract.Refusal.Other(String text) ->
                    throw new AnchorUnavailableException(
                            "the node refuses batch %d: %s".formatted(batchNo, text));
        };
    }

    private static AnchorPosition requireSame(AnchorPosition found, Hash32 root, int count) {
        if (!found.root().equals(root) || found.count() != count) {
            throw new RootConflictException(
                    found.batchNo(), found.root(), found.count(), root, count);
        }
        return found;
    }

    private AnchorPosition awaitBatch(long batchNo, @Nullable String transaction) {
        String what =
                "batch " + batchNo + (transaction == null ? "" : ", transaction " + transaction);
        return await(
                what,
                () -> {
                    if (transaction != null && receipt(transaction).isEmpty()) {
                        return Optional.empty();
                    }
                    return find(batchNo);
                });
    }

    /** The receipt of a transaction that is in a block and did what it should. */
    private Optional<TransactionReceipt> receipt(String transaction) {
        Optional<TransactionReceipt> receipt =
                rpc.require(rpc.node().ethGetTransactionReceipt(transaction))
                        .getTransactionReceipt();
        receipt.filter(found -> !found.isStatusOK())
                .ifPresent(found -> {
                    throw new AnchorUnavailableException(
                            "transaction %s was reverted in block %s; the next attempt will say why"
                                    .formatted(transaction, found.getBlockNumber()));
                });
        return receipt;
    }

    private <T> T await(String what, Supplier<Optional<T>> question) {
        long deadlineNs = System.nanoTime() + chain.inclusionTimeout().toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AnchorUnavailableException(
                        "%s is in no block after %d ms; it may still get there, ask again later"
                                .formatted(what, chain.inclusionTimeout().toMillis()));
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                throw EvmRpc.interrupted("the wait for " + what, e);
            }
        }
    }

    private BigInteger estimate(Transaction call) {
        EthEstimateGas estimate = rpc.require(rpc.node().ethEstimateGas(call));
        return estimate.getAmountUsed()
                .multiply(GAS_MARGIN_PERCENT)
                .divide(BigInteger.valueOf(100));
    }

    private void requireChain() {
        long actual = rpc.require(rpc.node().ethChainId()).getChainId().longValueExact();
        if (actual != chain.chainId()) {
            throw new AnchorConfigurationException(
                    "wrong chain id: the node at %s is on chain %d, configured is %d; correct the node's address or the chain id"
                            .formatted(chain.shownUrl(), actual, chain.chainId()));
        }
    }

    private AnchorContract.StoredBatch stored(long batchNo) {
        return AnchorContract.batch(call(AnchorContract.batchesCall(batchNo)))
                .orElseThrow(this::notOurContract);
    }

    private String call(String data) {
        Transaction call = Transaction.createEthCallTransaction(operator.address(), contract, data);
        return rpc.require(rpc.node().ethCall(call, DefaultBlockParameterName.LATEST)).getValue();
    }

    private AnchorConfigurationException notOurContract() {
        String code =
                rpc.require(rpc.node().ethGetCode(contract, DefaultBlockParameterName.LATEST))
                        .getCode();
        String problem =
                code.length() <= 2
                        ? "no contract code at address " + contract
                        : "the contract at address " + contract + " is not a UsanceAnchor";
        return new AnchorConfigurationException(
                "%s on chain %d; deploy the contract or correct its address, and if it was there before, find out whether the chain was reset"
                        .formatted(problem, chain.chainId()));
    }

    private Log event(long batchNo, long blockNumber) {
        DefaultBlockParameter block =
                DefaultBlockParameter.valueOf(BigInteger.valueOf(blockNumber));
        EthFilter filter = new EthFilter(block, block, contract);
        filter.addSingleTopic(AnchorContract.BATCH_ANCHORED);
        filter.addSingleTopic(AnchorContract.topic(batchNo));
        EthLog logs = rpc.require(rpc.node().ethGetLogs(filter));
        List<?> found = logs.getLogs();
        if (found.size() == 1 && found.getFirst() instanceof EthLog.LogObject log) {
            return log.get();
        }
        throw new AnchorUnavailableException(
                "the chain changed while batch %d was read: block %d holds %d events of it; ask again"
                        .formatted(batchNo, blockNumber, found.size()));
    }

    @Override
    public void close() {
        rpc.close();
    }
}
