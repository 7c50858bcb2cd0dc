package io.usance.anchor.evm;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.Hash32;
import io.usance.anchor.evm.AnchorContract.Refusal;
import io.usance.anchor.evm.AnchorContract.StoredBatch;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;

/**
 * Questions to the contract at one address; nothing here changes the chain.
 *
 * @param caller the account in whose name calls are tried
 */
record DeployedContract(EvmChain chain, EvmRpc rpc, String address, String caller) {

    /** What is stored under a batch number in the newest block; count 0 if nothing is. */
    StoredBatch batch(long batchNo) {
        EthCall answer =
                call(AnchorContract.batchesCall(batchNo), DefaultBlockParameterName.LATEST);
        if (answer.hasError() && !answer.isReverted()) {
            throw rpc.refused("eth_call", answer);
        }
        Optional<StoredBatch> batch =
                answer.hasError()
                        ? Optional.empty()
                        : rpc.read("eth_call", () -> AnchorContract.batch(answer.getValue()));
        return batch.orElseThrow(this::notOurs);
    }

    /** Where an event stands. */
    record Place(Hash32 transactionHash, Hash32 blockHash) {}

    /** The log entry of a batch that is stored with this block number. */
    Place event(long batchNo, long blockNumber) {
        DefaultBlockParameter block =
                DefaultBlockParameter.valueOf(BigInteger.valueOf(blockNumber));
        EthFilter filter = new EthFilter(block, block, address);
        filter.addSingleTopic(AnchorContract.BATCH_ANCHORED);
        filter.addSingleTopic(AnchorContract.topic(batchNo));
        List<Place> found =
                rpc.read(
                        rpc.node().ethGetLogs(filter),
                        answer -> answer.getLogs().stream().map(DeployedContract::place).toList());
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new AnchorUnavailableException(
                "the chain changed while batch %d was read: block %d holds %d events of it"
                        .formatted(batchNo, blockNumber, found.size()));
    }

    private static Place place(EthLog.LogResult<?> log) {
        Log entry = ((EthLog.LogObject) log).get();
        return new Place(
                Hash32.parse(entry.getTransactionHash()), Hash32.parse(entry.getBlockHash()));
    }

    /** False as well if no such batch is anchored. */
    boolean verify(Hash32 leaf, List<Hash32> proof, long batchNo) {
        EthCall answer =
                call(
                        AnchorContract.verifyCall(leaf, proof, batchNo),
                        DefaultBlockParameterName.LATEST);
        if (!answer.hasError()) {
            return rpc.read("eth_call", () -> AnchorContract.verified(answer.getValue()))
                    .orElseThrow(this::notOurs);
        }
        if (refusal(answer) instanceof Refusal.UnknownBatch) {
            return false;
        }
        throw rpc.refused("eth_call", answer);
    }

    /**
     * Why a call would be refused on top of what waits in the node's pool; empty if it would not.
     */
    Optional<Refusal> tryOnPending(String data) {
        EthCall answer = call(data, DefaultBlockParameterName.PENDING);
        return answer.hasError() ? Optional.of(refusal(answer)) : Optional.empty();
    }

    private Refusal refusal(EthCall answer) {
        return rpc.read("eth_call", () -> AnchorContract.refusal(answer.getError()));
    }

    private EthCall call(String data, DefaultBlockParameter block) {
        Transaction call = Transaction.createEthCallTransaction(caller, address, data);
        return rpc.send(rpc.node().ethCall(call, block));
    }

    private AnchorConfigurationException notOurs() {
        String code =
                rpc.read(
                        rpc.node().ethGetCode(address, DefaultBlockParameterName.LATEST),
                        answer -> answer.getCode().strip());
        String problem =
                code.length() <= 2
                        ? "no contract code at address " + address
                        : "the contract at address " + address + " is not a UsanceAnchor";
        return new AnchorConfigurationException(
                "%s on chain %d; deploy the contract or correct its address, and if it was there"
                                .formatted(problem, chain.chainId())
                        + " before, find out whether the chain was reset");
    }
}
