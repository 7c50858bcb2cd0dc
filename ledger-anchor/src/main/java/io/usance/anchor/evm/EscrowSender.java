package io.usance.anchor.evm;

import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusedException;
import io.usance.escrow.EscrowTransaction;
import java.util.Optional;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** Sends one transaction at a time and says why one was refused. */
final class EscrowSender {
    private final EvmChain chain;
    private final EvmRpc rpc;
    private final EvmAccount account;

    EscrowSender(EvmChain chain, EvmRpc rpc, EvmAccount account) {
        this.chain = chain;
        this.rpc = rpc;
        this.account = account;
    }

    /**
     * Tries the call, sends it, and waits until it is in a block.
     *
     * @throws EscrowRefusedException before anything is sent, or if another transaction was faster
     */
    synchronized EscrowTransaction send(String to, String data) {
        rpc.requireChain();
        EscrowView target = new EscrowView(chain, rpc, to, account.address());
        // What an earlier attempt has sent is waited for, and paid better, rather than sent twice.
        EvmAccount.Sent sent =
                account.waiting(to, data).orElseGet(() -> sendTried(target, to, data));
        TransactionReceipt receipt = rpc.await(sent.toString(), () -> account.receipt(sent));
        if (!receipt.isStatusOK()) {
            throw reverted(target, data, receipt);
        }
        return new EscrowTransaction(
                Hash32.parse(receipt.getTransactionHash()),
                receipt.getBlockNumber().longValueExact(),
                receipt.getGasUsed().longValueExact());
    }

    private EvmAccount.Sent sendTried(EscrowView target, String to, String data) {
        Optional<EscrowRefusal> refusal = target.tryOn(DefaultBlockParameterName.PENDING, data);
        if (refusal.isPresent()) {
            throw new EscrowRefusedException(refusal.get());
        }
        return account.send(to, data);
    }

    /** Something was faster, such as a withdrawal: the contract is asked again for the reason. */
    private static RuntimeException reverted(
            EscrowView target, String data, TransactionReceipt receipt) {
        DefaultBlockParameter block = DefaultBlockParameter.valueOf(receipt.getBlockNumber());
        Optional<EscrowRefusal> refusal = target.tryOn(block, data);
        return refusal.isPresent()
                ? new EscrowRefusedException(refusal.get())
                : new AnchorUnavailableException(
                        "transaction %s was reverted in block %s and would pass now; try again"
                                .formatted(receipt.getTransactionHash(), receipt.getBlockNumber()));
    }
}
