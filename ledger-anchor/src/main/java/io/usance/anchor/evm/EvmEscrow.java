package io.usance.anchor.evm;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowAccount;
import io.usance.escrow.EscrowLog;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusedException;
import io.usance.escrow.EscrowTransaction;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.escrow.OpenBatch;
import io.usance.escrow.PackedMoves;
import io.usance.escrow.Relation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.EthLog;

/**
 * A {@code UsanceEscrow} contract, read and written to. Every call asks the node.
 *
 * <p>All methods may throw {@link AnchorUnavailableException} (try again later, after asking
 * whether the first attempt got there) and {@link AnchorConfigurationException} (a person has to
 * act). Those that send throw {@link EscrowRefusedException} if the contract refuses; they ask
 * before they send, and return when the transaction is in a block, which may still be reorganised.
 *
 * <p>Addresses are 0x and 40 hexadecimal digits, amounts are in the currency's minor unit.
 */
public final class EvmEscrow implements AutoCloseable {
    /** Most blocks of one call of {@link #events}. */
    public static final long EVENT_BLOCKS_MAX = 10_000;

    private static final String NO_CALLER = "0x" + "0".repeat(40);

    private final long chainId;
    private final EvmRpc rpc;
    private final @Nullable EscrowSender sender;
    private final EscrowView view;

    private EvmEscrow(EvmChain chain, String address, EvmRpc rpc, @Nullable EvmAccount account) {
        this.chainId = chain.chainId();
        this.rpc = rpc;
        this.sender = account == null ? null : new EscrowSender(chain, rpc, account);
        String caller = account == null ? NO_CALLER : account.address();
        this.view = new EscrowView(chain, rpc, address, caller);
    }

    /**
     * A contract to be asked and sent to in the name of this key. The node is asked for nothing
     * yet.
     *
     * @param privateKey 64 hexadecimal digits; may be cleared afterwards
     */
    public static EvmEscrow connect(EvmChain chain, String contract, char[] privateKey) {
        String address = address(contract);
        EvmRpc rpc = new EvmRpc(chain);
        return new EvmEscrow(chain, address, rpc, new EvmAccount(chain, rpc, privateKey));
    }

    /** A contract to be asked and not sent to. */
    public static EvmEscrow reading(EvmChain chain, String contract) {
        return new EvmEscrow(chain, address(contract), new EvmRpc(chain), null);
    }

    /**
     * Creates a new contract and waits until it is there.
     *
     * @param token ERC-20 contract of the e-money
     * @param minorDecimals of the currency, ISO 4217: 2 for EUR; at most the token's decimals
     * @param owner may pause and replace the operator, never touch money
     * @param operator may settle within the mandates
     * @return the contract's address
     */
    public static String deploy(
            EvmChain chain,
            char[] privateKey,
            String token,
            int minorDecimals,
            String owner,
            String operator) {
        try (EvmRpc rpc = new EvmRpc(chain)) {
            EvmAccount account = new EvmAccount(chain, rpc, privateKey);
            rpc.requireChain();
            String data =
                    EscrowCalls.creation(
                            address(token), minorDecimals, address(owner), address(operator));
            EvmAccount.Sent sent = account.send(null, data);
            return rpc.await("contract creation, " + sent, () -> account.mined(sent))
                    .getContractAddress()
                    .toLowerCase(Locale.ROOT);
        }
    }

    private static String address(String given) {
        if (!given.matches("0x[0-9a-fA-F]{40}")) {
            throw new AnchorConfigurationException(
                    "an address is 0x and 40 hexadecimal digits, not " + given);
        }
        return given.toLowerCase(Locale.ROOT);
    }

    /** EIP-155 number of the chain. */
    public long chainId() {
        return chainId;
    }

    /** Address of the contract. */
    public String contract() {
        return view.address();
    }

    // ---- payers and payees ----

    /** Lets the contract take this much of the token from the caller, for {@link #deposit}. */
    public EscrowTransaction approve(long amountMinor) {
        BigInteger units = unitsPerMinor().multiply(BigInteger.valueOf(amountMinor));
        String data = AbiWords.call("approve(address,uint256)", contract(), units);
        return send(view.ask(1, "token()").address(0), data);
    }

    /** Pays into the caller's escrow for a payee, after {@link #approve}. */
    public EscrowTransaction deposit(String payee, long amountMinor) {
        return send(EscrowCalls.deposit(address(payee), amountMinor));
    }

    /** Moves from what the caller received into its escrow for a payee. */
    public EscrowTransaction fund(String payee, long amountMinor) {
        return send(EscrowCalls.fund(address(payee), amountMinor));
    }

    /** Takes back escrow that no batch has taken. */
    public EscrowTransaction withdraw(String payee, long amountMinor, String to) {
        return send(EscrowCalls.withdraw(address(payee), amountMinor, address(to)));
    }

    /** Takes out what the caller received. */
    public EscrowTransaction collect(long amountMinor, String to) {
        return send(EscrowCalls.collect(amountMinor, address(to)));
    }

    /** Gives or changes the caller's mandate for a payee. */
    public EscrowTransaction setMandate(String payee, Mandate mandate) {
        return send(EscrowCalls.setMandate(address(payee), mandate));
    }

    /** Revokes the caller's mandate for a payee. */
    public EscrowTransaction revokeMandate(String payee) {
        return send(EscrowCalls.revokeMandate(address(payee)));
    }

    // ---- the operator ----

    /**
     * Settles a batch in one transaction.
     *
     * @param batchId from 0
     * @param root over the batch's settlements
     * @param count how many settlements
     * @param moves net, at most {@link PackedMoves#CHUNK_MOVES_MAX}; may be none
     */
    public EscrowTransaction settle(long batchId, Hash32 root, int count, List<Move> moves) {
        return send(EscrowCalls.settle(batchId, root, count, PackedMoves.pack(moves)));
    }

    /** Why {@link #settle} would be refused on top of what waits in the node's pool. */
    public Optional<EscrowRefusal> trySettle(
            long batchId, Hash32 root, int count, List<Move> moves) {
        String data = EscrowCalls.settle(batchId, root, count, PackedMoves.pack(moves));
        return view.tryOn(DefaultBlockParameterName.PENDING, data);
    }

    /**
     * Settles a batch in as many transactions as it takes. If it broke off, the same call goes on
     * where it stopped; if a chunk is refused, the batch stays open: settle again when the cause is
     * gone, or {@link #rollBack} it.
     *
     * @param chunks as {@link PackedMoves#chunks} cut them
     * @return the transaction that made the batch final
     */
    public EscrowTransaction settleInChunks(
            long batchId, Hash32 root, int count, List<byte[]> chunks) {
        Optional<OpenBatch> open = view.openBatch();
        boolean begun = open.isPresent() && open.get().batchId() == batchId;
        if (!begun) {
            Hash32 hash = EscrowCalls.chain(chunks);
            send(EscrowCalls.begin(batchId, root, count, chunks.size(), hash));
        }
        for (int i = begun ? requireSame(open.get(), root, chunks) : 0; i < chunks.size(); i++) {
            send(EscrowCalls.append(batchId, i, chunks.get(i)));
        }
        return send(EscrowCalls.finalise(batchId));
    }

    /** The chunk to go on with. */
    private static int requireSame(OpenBatch open, Hash32 root, List<byte[]> chunks) {
        boolean same =
                open.root().equals(root)
                        && open.chunks() == chunks.size()
                        && open.chain()
                                .equals(EscrowCalls.chain(chunks.subList(0, open.applied())));
        if (!same) {
            throw new IllegalStateException(
                    "batch %d is open with root %s and %d chunks, which are not those given; roll it"
                                    .formatted(open.batchId(), open.root(), open.chunks())
                            + " back or give the same again");
        }
        return open.applied();
    }

    /**
     * Undoes the open batch, as if it had never begun. Does nothing if that batch is not open.
     *
     * @param chunks as they were given to {@link #settleInChunks}; {@link #events} has them too
     */
    public void rollBack(long batchId, List<byte[]> chunks) {
        Optional<OpenBatch> open = view.openBatch();
        if (open.isEmpty() || open.get().batchId() != batchId) {
            return;
        }
        for (int i = open.get().applied() - 1; i >= 0; i--) {
            Hash32 before = EscrowCalls.chain(chunks.subList(0, i));
            send(EscrowCalls.rollBack(batchId, i, before, chunks.get(i)));
        }
        send(EscrowCalls.abandon(batchId));
    }

    // ---- authority ----

    /** The owner names the next operator. */
    public EscrowTransaction nominateOperator(String successor) {
        return send(AbiWords.call("nominateOperator(address)", address(successor)));
    }

    /** The caller takes over as operator. */
    public EscrowTransaction acceptOperator() {
        return send(AbiWords.call("acceptOperator()"));
    }

    /** Stops settling and paying in. */
    public EscrowTransaction pause() {
        return send(AbiWords.call("pause()"));
    }

    /** Ends a pause. */
    public EscrowTransaction unpause() {
        return send(AbiWords.call("unpause()"));
    }

    // ---- questions ----

    /** Number of the newest block. */
    public long head() {
        return rpc.read(
                rpc.node().ethBlockNumber(), answer -> answer.getBlockNumber().longValueExact());
    }

    /** Who may settle. */
    public String operator() {
        return view.ask(1, "operator()").address(0);
    }

    /** Whether settling and paying in are stopped. */
    public boolean paused() {
        return view.ask(1, "paused()").bool(0);
    }

    /** Sum of all escrow and accounts. */
    public long heldMinor() {
        return view.ask(1, "heldMinor()").number(0);
    }

    /** Token units in one minor unit. */
    public BigInteger unitsPerMinor() {
        return view.ask(1, "unitsPerMinor()").uint(0);
    }

    /** The account of an address; empty if it never had anything to do with this contract. */
    public Optional<EscrowAccount> account(String owner) {
        return view.account(address(owner));
    }

    /** The account with this number. */
    public Optional<EscrowAccount> account(int accountNo) {
        return view.account(accountNo);
    }

    /** Escrow and mandate of a payer for a payee, by account number; all zero if there are none. */
    public Relation relation(int payerNo, int payeeNo) {
        return view.relation(payerNo, payeeNo);
    }

    /** Root of a settled batch; empty for one that is open. */
    public Optional<Hash32> batchRoot(long batchId) {
        return view.batchRoot(batchId);
    }

    /** The batch whose chunks are being applied. */
    public Optional<OpenBatch> openBatch() {
        return view.openBatch();
    }

    /**
     * Lets the contract check a proof against the root of a settled batch.
     *
     * @param valuesHash the leaf before its second hash, {@code SettlementLeaf.valuesHash()}
     */
    public boolean verify(Hash32 valuesHash, List<Hash32> proof, long batchId) {
        return view.verify(valuesHash, proof, batchId);
    }

    /**
     * What happened, in order.
     *
     * @param fromBlock first, and
     * @param toBlock last block, at most {@link #EVENT_BLOCKS_MAX} in all
     */
    public List<EscrowLog> events(long fromBlock, long toBlock) {
        if (fromBlock < 0 || toBlock < fromBlock || toBlock - fromBlock >= EVENT_BLOCKS_MAX) {
            throw new IllegalArgumentException(
                    "at most %d blocks at a time, from 0; asked for were %d to %d"
                            .formatted(EVENT_BLOCKS_MAX, fromBlock, toBlock));
        }
        EthFilter filter =
                new EthFilter(
                        DefaultBlockParameter.valueOf(BigInteger.valueOf(fromBlock)),
                        DefaultBlockParameter.valueOf(BigInteger.valueOf(toBlock)),
                        contract());
        return rpc.read(rpc.node().ethGetLogs(filter), EvmEscrow::logs);
    }

    private static List<EscrowLog> logs(EthLog answer) {
        List<EscrowLog> logs = new ArrayList<>();
        for (EthLog.LogResult<?> found : answer.getLogs()) {
            if (found instanceof EthLog.LogObject log) {
                EscrowLogs.log(log.get()).ifPresent(logs::add);
            }
        }
        return List.copyOf(logs);
    }

    // ---- sending ----

    private EscrowTransaction send(String data) {
        return send(contract(), data);
    }

    private EscrowTransaction send(String to, String data) {
        if (sender == null) {
            throw new AnchorConfigurationException(
                    "this contract was opened for reading; give a key to sign with");
        }
        return sender.send(to, data);
    }

    @Override
    public void close() {
        rpc.close();
    }
}
