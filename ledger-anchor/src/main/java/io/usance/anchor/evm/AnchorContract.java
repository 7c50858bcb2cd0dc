package io.usance.anchor.evm;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Hash32;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.Response;
import org.web3j.utils.Numeric;

/** What {@code UsanceAnchor.sol} understands and answers, as call data and back. */
final class AnchorContract {
    private static final String RESOURCE = "UsanceAnchor.json";
    private static final int SELECTOR_CHARS = 2 + 2 * 4;

    /** Topic of {@code BatchAnchored(uint64 indexed batchNo, bytes32 root, uint32 count)}. */
    static final String BATCH_ANCHORED =
            EventEncoder.buildEventSignature("BatchAnchored(uint64,bytes32,uint32)");

    private static final List<TypeReference<?>> BATCH =
            List.of(
                    new TypeReference<Bytes32>() {},
                    new TypeReference<Uint32>() {},
                    new TypeReference<Uint64>() {});

    private static final List<TypeReference<?>> VERIFIED = List.of(new TypeReference<Bool>() {});

    /** A batch as stored by the contract. */
    record StoredBatch(Hash32 root, int count, long blockNumber) {}

    /** Why the contract reverted. */
    sealed interface Refusal {
        record NotOperator(String caller, String operator) implements Refusal {}

        record AlreadyAnchored() implements Refusal {}

        record RootConflict(Hash32 anchoredRoot, int anchoredCount) implements Refusal {}

        record UnknownBatch() implements Refusal {}

        record Other(String text) implements Refusal {}
    }

    private AnchorContract() {}

    /** Bytecode that creates the contract. */
    static String bytecode() {
        try (InputStream in = AnchorContract.class.getResourceAsStream(RESOURCE)) {
            return new ObjectMapper().readTree(in).path("bytecode").textValue();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    static String anchorCall(long batchNo, Hash32 root, int count) {
        return FunctionEncoder.encode(
                new Function(
                        "anchor",
                        List.of(new Uint64(batchNo), new Bytes32(root.bytes()), new Uint32(count)),
                        List.of()));
    }

    static String batchesCall(long batchNo) {
        return FunctionEncoder.encode(new Function("batches", List.of(new Uint64(batchNo)), BATCH));
    }

    /** Empty if this is not what {@code batches} returns. A count of 0 means absent. */
    static Optional<StoredBatch> batch(String returned) {
        List<Type<?>> values = decode(returned, BATCH);
        return values.size() != BATCH.size()
                ? Optional.empty()
                : Optional.of(
                        new StoredBatch(
                                Hash32.of((byte[]) values.get(0).getValue()),
                                ((BigInteger) values.get(1).getValue()).intValueExact(),
                                ((BigInteger) values.get(2).getValue()).longValueExact()));
    }

    static String verifyCall(Hash32 leaf, List<Hash32> proof, long batchNo) {
        List<Bytes32> hashes = proof.stream().map(hash -> new Bytes32(hash.bytes())).toList();
        return FunctionEncoder.encode(
                new Function(
                        "verify",
                        List.of(
                                new Bytes32(leaf.bytes()),
                                new DynamicArray<>(Bytes32.class, hashes),
                                new Uint64(batchNo)),
                        VERIFIED));
    }

    /** Empty if this is not what {@code verify} returns. */
    static Optional<Boolean> verified(String returned) {
        List<Type<?>> values = decode(returned, VERIFIED);
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of((Boolean) values.getFirst().getValue());
    }

    /** A batch number as an event topic. */
    static String topic(long batchNo) {
        return Numeric.toHexStringWithPrefixZeroPadded(BigInteger.valueOf(batchNo), 64);
    }

    /** Reads an error that a call ended with: a custom error of the contract, or anything else. */
    static Refusal refusal(Response.Error error) {
        String message = error.getMessage();
        String hex = error.getData() == null ? "" : error.getData().replace("\"", "");
        if (hex.length() < SELECTOR_CHARS) {
            return new Refusal.Other(message);
        }
        String selector = hex.substring(0, SELECTOR_CHARS);
        String arguments = hex.substring(SELECTOR_CHARS);
        if (selector.equals(selector("NotOperator(address,address)"))) {
            List<Type<?>> values =
                    decode(
                            arguments,
                            List.of(
                                    new TypeReference<Address>() {},
                                    new TypeReference<Address>() {}));
            return new Refusal.NotOperator(values.get(0).toString(), values.get(1).toString());
        }
        if (selector.equals(selector("AlreadyAnchored(uint64,uint64)"))) {
            return new Refusal.AlreadyAnchored();
        }
        if (selector.equals(selector("RootConflict(uint64,bytes32,uint32)"))) {
            List<Type<?>> values =
                    decode(
                            arguments,
                            List.of(
                                    new TypeReference<Uint64>() {},
                                    new TypeReference<Bytes32>() {},
                                    new TypeReference<Uint32>() {}));
            return new Refusal.RootConflict(
                    Hash32.of((byte[]) values.get(1).getValue()),
                    ((BigInteger) values.get(2).getValue()).intValueExact());
        }
        if (selector.equals(selector("UnknownBatch(uint64)"))) {
            return new Refusal.UnknownBatch();
        }
        return new Refusal.Other(message + " (" + selector + ")");
    }

    private static String selector(String error) {
        return Hash.sha3String(error).substring(0, SELECTOR_CHARS);
    }

    /** The client's decoder wants raw types. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static List<Type<?>> decode(String data, List<TypeReference<?>> types) {
        return (List) FunctionReturnDecoder.decode(data, (List) types);
    }
}
