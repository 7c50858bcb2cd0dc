package io.usance.anchor.evm;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowAccount;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusedException;
import io.usance.escrow.OpenBatch;
import io.usance.escrow.Relation;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;

/**
 * Questions to the settlement contract at one address; nothing here changes the chain.
 *
 * @param caller the account in whose name calls are tried
 */
record EscrowView(EvmChain chain, EvmRpc rpc, String address, String caller) {

    Optional<EscrowAccount> account(String owner) {
        int accountNo = ask(1, "accountNo(address)", owner).smallNumber(0);
        return accountNo == 0 ? Optional.empty() : Optional.of(account(accountNo, owner));
    }

    Optional<EscrowAccount> account(int accountNo) {
        String owner = ask(1, "accountOwner(uint32)", accountNo).address(0);
        return new BigInteger(owner.substring(2), 16).signum() == 0
                ? Optional.empty()
                : Optional.of(account(accountNo, owner));
    }

    private EscrowAccount account(int accountNo, String owner) {
        AbiWords words = ask(2, "account(uint32)", accountNo);
        return new EscrowAccount(accountNo, owner, words.number(0), words.number(1));
    }

    Relation relation(int payerNo, int payeeNo) {
        AbiWords words = ask(6, "relation(uint32,uint32)", payerNo, payeeNo);
        return new Relation(
                payerNo,
                payeeNo,
                words.number(0),
                words.number(1),
                words.number(2),
                words.time(3),
                words.smallNumber(4),
                words.time(5));
    }

    Optional<Hash32> batchRoot(long batchId) {
        Hash32 root = ask(1, "batchRoot(uint64)", batchId).hash(0);
        return root.equals(EscrowCalls.NO_CHUNKS) ? Optional.empty() : Optional.of(root);
    }

    Optional<OpenBatch> openBatch() {
        AbiWords words = ask(8, "openBatch()");
        return words.bool(0)
                ? Optional.of(
                        new OpenBatch(
                                words.number(1),
                                words.hash(2),
                                words.smallNumber(3),
                                words.smallNumber(4),
                                words.time(5),
                                words.bool(6),
                                words.hash(7)))
                : Optional.empty();
    }

    boolean verify(Hash32 valuesHash, List<Hash32> proof, long batchId) {
        return answer(1, "verify", EscrowCalls.verify(valuesHash, proof, batchId)).bool(0);
    }

    /** Asks a function without side effects; the answer has at least so many words. */
    AbiWords ask(int wordsMin, String signature, Object... arguments) {
        return answer(wordsMin, signature, AbiWords.call(signature, arguments));
    }

    private AbiWords answer(int wordsMin, String what, String data) {
        EthCall answer = call(data, DefaultBlockParameterName.LATEST);
        if (answer.hasError()) {
            if (!answer.isReverted()) {
                throw rpc.refused("eth_call", answer);
            }
            EscrowRefusal refusal = refusal(answer);
            throw refusal instanceof EscrowRefusal.Other(String error, String message)
                            && error.equals(message)
                    ? notOurs()
                    : new EscrowRefusedException(refusal);
        }
        AbiWords words = AbiWords.of(what, answer.getValue());
        if (words.count() < wordsMin) {
            throw notOurs();
        }
        return words;
    }

    /** Why a call would be refused on the state of a block; empty if it would not. */
    Optional<EscrowRefusal> tryOn(DefaultBlockParameter block, String data) {
        EthCall answer = call(data, block);
        if (answer.hasError() && !answer.isReverted()) {
            throw rpc.refused("eth_call", answer);
        }
        return answer.hasError() ? Optional.of(refusal(answer)) : Optional.empty();
    }

    private EscrowRefusal refusal(EthCall answer) {
        return rpc.read("eth_call", () -> EscrowErrors.refusal(answer.getError()));
    }

    private EthCall call(String data, DefaultBlockParameter block) {
        Transaction call = Transaction.createEthCallTransaction(caller, address, data);
        return rpc.send(rpc.node().ethCall(call, block));
    }

    private AnchorConfigurationException notOurs() {
        return new AnchorConfigurationException(
                "there is no UsanceEscrow at address %s on chain %d; deploy it or correct the address,"
                                .formatted(address, chain.chainId())
                        + " and if it was there before, find out whether the chain was reset");
    }
}
