package io.usance.anchor.evm;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Hash32;
import io.usance.escrow.Mandate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.web3j.crypto.Hash;

/** What {@code UsanceEscrow.sol} understands, as call data. */
final class EscrowCalls {
    private static final String RESOURCE = "UsanceEscrow.json";

    /** The chain of a batch before its first chunk. */
    static final Hash32 NO_CHUNKS = Hash32.of(new byte[Hash32.BYTES]);

    private EscrowCalls() {}

    /** Data that create the contract. */
    static String creation(String token, int minorDecimals, String owner, String operator) {
        try (InputStream in = EscrowCalls.class.getResourceAsStream(RESOURCE)) {
            return new ObjectMapper().readTree(in).path("bytecode").textValue()
                    + AbiWords.encode(token, minorDecimals, owner, operator);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    static String deposit(String payee, long amountMinor) {
        return AbiWords.call("deposit(address,uint256)", payee, amountMinor);
    }

    static String fund(String payee, long amountMinor) {
        return AbiWords.call("fund(address,uint256)", payee, amountMinor);
    }

    static String withdraw(String payee, long amountMinor, String to) {
        return AbiWords.call("withdraw(address,uint256,address)", payee, amountMinor, to);
    }

    static String collect(long amountMinor, String to) {
        return AbiWords.call("collect(uint256,address)", amountMinor, to);
    }

    static String setMandate(String payee, Mandate mandate) {
        return AbiWords.call(
                "setMandate(address,uint256,uint16,uint32)",
                payee,
                mandate.capMinor(),
                mandate.periodHours(),
                mandate.expiresAt().getEpochSecond());
    }

    static String revokeMandate(String payee) {
        return AbiWords.call("revokeMandate(address)", payee);
    }

    static String settle(long batchId, Hash32 root, int count, byte[] moves) {
        return AbiWords.call("settle(uint64,bytes32,uint32,bytes)", batchId, root, count, moves);
    }

    static String begin(long batchId, Hash32 root, int count, int chunks, Hash32 chunksHash) {
        return AbiWords.call(
                "begin(uint64,bytes32,uint32,uint16,bytes32)",
                batchId,
                root,
                count,
                chunks,
                chunksHash);
    }

    static String append(long batchId, int chunk, byte[] moves) {
        return AbiWords.call("append(uint64,uint16,bytes)", batchId, chunk, moves);
    }

    static String finalise(long batchId) {
        return AbiWords.call("finalise(uint64)", batchId);
    }

    static String rollBack(long batchId, int chunk, Hash32 chainBefore, byte[] moves) {
        return AbiWords.call(
                "rollBack(uint64,uint16,bytes32,bytes)", batchId, chunk, chainBefore, moves);
    }

    static String abandon(long batchId) {
        return AbiWords.call("abandon(uint64)", batchId);
    }

    static String verify(Hash32 valuesHash, List<Hash32> proof, long batchId) {
        return AbiWords.call("verify(bytes32,bytes32[],uint64)", valuesHash, proof, batchId);
    }

    /** What the contract remembers of these chunks: each hashed onto the one before. */
    static Hash32 chain(List<byte[]> chunks) {
        Hash32 chain = NO_CHUNKS;
        for (byte[] chunk : chunks) {
            byte[] both = new byte[2 * Hash32.BYTES];
            System.arraycopy(chain.bytes(), 0, both, 0, Hash32.BYTES);
            System.arraycopy(Hash.sha3(chunk), 0, both, Hash32.BYTES, Hash32.BYTES);
            chain = Hash32.of(Hash.sha3(both));
        }
        return chain;
    }
}
