package io.usance.anchor.evm;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorReference;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.anchor.RootConflictException;
import io.usance.anchor.evm.AnchorContract.Refusal;
import io.usance.anchor.evm.AnchorContract.StoredBatch;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.EthGetBalance;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/**
 * Anchors batches in a {@code UsanceAnchor} contract. Every call asks the node; nothing about
 * batches is remembered here, so two instances, or one after a restart, see the same.
 */
public final class EvmAnchor implements Anchor {
    private static final Logger LOG = LoggerFactory.getLogger(EvmAnchor.class);

    /** In whose name an anchor without a key asks. */
    private static final String NO_CALLER = "0x" + "0".repeat(40);

    /** A root for a call that is tried and never sent. */
    private static final Hash32 PROBE = Hash32.parse("0x" + "0".repeat(63) + "1");

    private final EvmChain chain;
    private final EvmRpc rpc;
    private final @Nullable EvmAccount account;
    private final DeployedContract contract;

    private EvmAnchor(EvmChain chain, String address, EvmRpc rpc, @Nullable EvmAccount account) {
        this.chain = chain;
        this.rpc = rpc;
        this.account = account;
        this.contract =
                new DeployedContract(
                        chain, rpc, address, account == null ? NO_CALLER : account.address());
    }

    /**
     * An anchor that signs with this key. The node is asked for nothing yet, so it may be down.
     *
     * @param contract address of the contract, 0x and 40 hexadecimal digits
     * @param privateKey 64 hexadecimal digits of the operator's key; may be cleared afterwards
     * @throws AnchorConfigurationException if address or key is malformed
     */
    public static EvmAnchor connect(EvmChain chain, String contract, char[] privateKey) {
        requireAddress(contract);
        EvmRpc rpc = new EvmRpc(chain);
        return new EvmAnchor(
                chain,
                contract.toLowerCase(Locale.ROOT),
                rpc,
                new EvmAccount(chain, rpc, privateKey));
    }

    /**
     * An anchor that can be asked and not written to, for callers without a key. Sends no request
     * yet.
     *
     * @param contract address of the contract, 0x and 40 hexadecimal digits
     * @throws AnchorConfigurationException if the address is malformed
     */
    public static EvmAnchor reading(EvmChain chain, String contract) {
        requireAddress(contract);
        return new EvmAnchor(chain, contract.toLowerCase(Locale.ROOT), new EvmRpc(chain), null);
    }

    private static void requireAddress(String contract) {
        if (!contract.matches("0x[0-9a-fA-F]{40}")) {
            throw new AnchorConfigurationException(
                    "a contract's address is 0x and 40 hexadecimal digits, not " + contract);
        }
    }

    /**
     * Creates a new contract whose operator is the owner of this key, and waits until it is there.
     *
     * @return its address, 0x and 40 lower-case hexadecimal digits
     * @throws AnchorUnavailableException if the node is down or the wait is over
     * @throws AnchorConfigurationException if key, chain id or funds are wrong
     */
    public static String deploy(EvmChain chain, char[] privateKey) {
        try (EvmRpc rpc = new EvmRpc(chain)) {
            EvmAccount account = new EvmAccount(chain, rpc, privateKey);
            rpc.requireChain();
            EvmAccount.Sent sent = account.send(null, AnchorContract.bytecode());
            TransactionReceipt receipt =
                    rpc.await("contract creation, " + sent, () -> account.mined(sent));
            return receipt.getContractAddress().toLowerCase(Locale.ROOT);
        }
    }

    /** Address of the contract, 0x and 40 lower-case hexadecimal digits. */
    public String contract() {
        return contract.address();
    }

    /** Address of the account that signs, 0x and 40 lower-case hexadecimal digits. */
    public String account() {
        return operator().address();
    }

    /** Number of the node's newest block. */
    public long head() {
        return rpc.read(
                rpc.node().ethBlockNumber(), answer -> answer.getBlockNumber().longValueExact());
    }

    /** What the account that signs has for gas, in wei. */
    public BigInteger balanceWei() {
        return rpc.read(
                rpc.node().ethGetBalance(account(), DefaultBlockParameterName.LATEST),
                EthGetBalance::getBalance);
    }

    private EvmAccount operator() {
        if (account == null) {
            throw new AnchorConfigurationException(
                    "this anchor was opened for reading; give it the operator's key");
        }
        return account;
    }

    /**
     * Asks the node whether batches could be anchored: its chain, the contract, and whether this
     * account is the contract's operator. Nothing is sent.
     *
     * @throws AnchorUnavailableException if the node is down
     * @throws AnchorConfigurationException if chain, contract or account are wrong
     */
    @Override
    public void requireReady() {
        rpc.requireChain();
        contract.batch(0);
        Optional<Refusal> refusal =
                contract.tryOnPending(AnchorContract.anchorCall(Long.MAX_VALUE, PROBE, 1));
        if (refusal.isPresent() && refusal.get() instanceof Refusal.NotOperator no) {
            throw notOperator(no);
        }
    }

    @Override
    public Optional<AnchorPosition> find(long batchNo) {
        requireBatchNo(batchNo);
        rpc.requireChain();
        StoredBatch batch = contract.batch(batchNo);
        if (batch.count() == 0) {
            return Optional.empty();
        }
        DeployedContract.Place event = contract.event(batchNo, batch.blockNumber());
        long head = head();
        return Optional.of(
                new AnchorPosition(
                        batchNo,
                        batch.root(),
                        batch.count(),
                        new AnchorReference(
                                AnchorReference.EVM,
                                chain.chainId(),
                                contract.address(),
                                event.transactionHash(),
                                batch.blockNumber(),
                                event.blockHash()),
                        Math.max(0, head - batch.blockNumber() + 1)));
    }

    @Override
    public synchronized AnchorPosition submit(long batchNo, Hash32 root, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("batch " + batchNo + " has " + count + " leaves");
        }
        EvmAccount operator = operator();
        Optional<AnchorPosition> present = find(batchNo);
        if (present.isPresent()) {
            return requireSame(present.get(), root, count);
        }
        String call = AnchorContract.anchorCall(batchNo, root, count);
        Optional<EvmAccount.Sent> before = operator.waiting(contract.address(), call);
        if (before.isEmpty() && waitsInPool(call, batchNo, root, count)) {
            return requireSame(rpc.await("batch " + batchNo, () -> find(batchNo)), root, count);
        }
        EvmAccount.Sent sent = before.orElseGet(() -> operator.send(contract.address(), call));
        LOG.atInfo().addKeyValue("batch", batchNo).log("batch {} sent as {}", batchNo, sent);
        AnchorPosition position =
                rpc.await(
                        "batch " + batchNo + ", " + sent,
                        () -> operator.mined(sent).flatMap(mined -> find(batchNo)));
        return requireSame(position, root, count);
    }

    /**
     * Lets the contract itself check a proof against the root that it holds.
     *
     * @return false as well if no such batch is anchored
     */
    public boolean verifyOnChain(Hash32 leaf, List<Hash32> proof, long batchNo) {
        requireBatchNo(batchNo);
        rpc.requireChain();
        return contract.verify(leaf, proof, batchNo);
    }

    /**
     * Tries the call on top of what waits in the node's pool. True if the very batch waits there
     * already, sent by an attempt that did not live to see it mined. A node that does not look into
     * its pool says no; then a second transaction is sent, of which the contract accepts one.
     */
    private boolean waitsInPool(String call, long batchNo, Hash32 root, int count) {
        Optional<Refusal> refusal = contract.tryOnPending(call);
        if (refusal.isEmpty()) {
            return false;
        }
        return switch (refusal.get()) {
            case Refusal.AlreadyAnchored() -> true;
            case Refusal.RootConflict(Hash32 waitingRoot, int waitingCount) ->
                    throw new RootConflictException(
                            batchNo, waitingRoot, waitingCount, root, count);
            case Refusal.NotOperator no -> throw notOperator(no);
            case Refusal.UnknownBatch() -> throw refused(batchNo, "unknown batch");
            case Refusal.Other(String text) -> throw refused(batchNo, text);
        };
    }

    private AnchorConfigurationException notOperator(Refusal.NotOperator refusal) {
        return new AnchorConfigurationException(
                "operator not authorised: account %s may not anchor in contract %s,"
                                .formatted(refusal.caller(), contract.address())
                        + " whose operator is "
                        + refusal.operator()
                        + "; use the operator's key, or let the operator hand over"
                        + " with transferOperator");
    }

    private static AnchorUnavailableException refused(long batchNo, String reason) {
        return new AnchorUnavailableException(
                "the node refuses batch %d: %s".formatted(batchNo, reason));
    }

    private static AnchorPosition requireSame(AnchorPosition found, Hash32 root, int count) {
        if (!found.root().equals(root) || found.count() != count) {
            throw new RootConflictException(
                    found.batchNo(), found.root(), found.count(), root, count);
        }
        return found;
    }

    private static void requireBatchNo(long batchNo) {
        if (batchNo < 0) {
            throw new IllegalArgumentException("batches are numbered from 0, not " + batchNo);
        }
    }

    @Override
    public void close() {
        rpc.close();
    }
}
