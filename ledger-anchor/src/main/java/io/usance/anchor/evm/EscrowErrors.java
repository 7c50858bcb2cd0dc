package io.usance.anchor.evm;

import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.EscrowRefusal.MoveRefused.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.web3j.protocol.core.Response;

/** The custom errors of {@code UsanceEscrow.sol} and of the parts it uses, as plain refusals. */
final class EscrowErrors {

    /**
     * An error and how to read it.
     *
     * @param signature as Solidity declares it
     */
    private record Known(String signature, Function<AbiWords, EscrowRefusal> reader) {
        int words() {
            return parameters(signature).size();
        }
    }

    private static final Map<String, Known> BY_SELECTOR =
            Stream.concat(typed(), told())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    known -> AbiWords.selector(known.signature()),
                                    Function.identity()));

    private EscrowErrors() {}

    private static Stream<Known> typed() {
        return Stream.of(
                new Known(
                        "NoMandate(uint256,uint32,uint32)",
                        words -> move(Reason.NO_MANDATE, words, 0, 0)),
                new Known(
                        "MandateExpired(uint256,uint32,uint32,uint32)",
                        words -> move(Reason.MANDATE_EXPIRED, words, 0, 0)),
                new Known(
                        "MandateExceeded(uint256,uint32,uint32,uint256,uint256)",
                        words ->
                                move(
                                        Reason.MANDATE_EXCEEDED,
                                        words,
                                        words.number(3),
                                        words.number(4))),
                new Known(
                        "InsufficientEscrow(uint256,uint32,uint32,uint256,uint256)",
                        words ->
                                move(
                                        Reason.INSUFFICIENT_ESCROW,
                                        words,
                                        words.number(3),
                                        words.number(4))),
                new Known(
                        "AlreadySettled(uint64)",
                        words -> new EscrowRefusal.AlreadySettled(words.number(0))),
                new Known(
                        "RootConflict(uint64,bytes32)",
                        words -> new EscrowRefusal.RootConflict(words.number(0), words.hash(1))),
                new Known(
                        "BatchOpen(uint64)", words -> new EscrowRefusal.BatchOpen(words.number(0))),
                new Known(
                        "ChunkOutOfOrder(uint64,uint16,uint16)",
                        words ->
                                new EscrowRefusal.ChunkOutOfOrder(
                                        words.number(0),
                                        words.smallNumber(1),
                                        words.smallNumber(2))),
                new Known(
                        "NotOperator(address,address)",
                        words -> new EscrowRefusal.NotOperator(words.address(0), words.address(1))),
                new Known("IsPaused()", words -> new EscrowRefusal.IsPaused()));
    }

    /** The first two carry no amounts. */
    private static MoveRefused move(Reason reason, AbiWords words, long available, long needed) {
        return new MoveRefused(
                reason,
                words.smallNumber(0),
                words.smallNumber(1),
                words.smallNumber(2),
                available,
                needed);
    }

    private static Stream<Known> told() {
        return Stream.of(
                told(
                        "NotPendingOperator(address,address)",
                        "account %s may not take over, nominated is %s"),
                told("MayNotPause(address)", "account %s is neither owner nor operator"),
                told("OwnerNeeded()", "the contract cannot be without an owner; transfer it"),
                told("ZeroAddress()", "an address is missing, or is the contract itself"),
                told(
                        "UnsuitableDecimals(uint8,uint8)",
                        "the token has %s decimals, which do not hold the currency's %s"),
                told("AmountOutOfRange(uint256)", "an amount is 1 to 2^56 - 1 minor units, not %s"),
                told(
                        "HeldOutOfRange(uint256,uint256)",
                        "the contract holds %s minor units; %s more would be over 2^56 - 1"),
                told(
                        "UnexpectedTokenMove(uint256,uint256)",
                        "the token was asked to move %s units and moved %s; tokens that take a fee"
                                + " cannot be used"),
                told("SelfRelation(address)", "account %s would pay itself"),
                told("UnknownAccount(address)", "address %s has no account in the contract"),
                told(
                        "InsufficientBalance(uint256,uint256)",
                        "%s minor units are available, asked for were %s"),
                told(
                        "MandateOutOfRange(uint256,uint16,uint32)",
                        "a mandate has a cap, a period and an end in the future; given were %s minor"
                                + " units per %s hours until second %s"),
                told(
                        "EmptyBatch(uint64)",
                        "batch %s has no root or no settlements; seal at least one"),
                told("UnknownBatch(uint64)", "no batch %s is settled"),
                told("NotOpen(uint64)", "batch %s is not open; begin it first"),
                told("IsRollingBack(uint64)", "batch %s is being rolled back; roll back the rest"),
                told(
                        "ChunksMissing(uint64,uint16,uint16)",
                        "batch %s has %s chunks, of which %s are applied; append the rest first"),
                told(
                        "ChunksDiffer(uint64,bytes32,bytes32)",
                        "the chunks of batch %s hash to %s, given was %s; they are not the ones"
                                + " announced or applied"),
                told(
                        "ChunksApplied(uint64,uint16)",
                        "batch %s still has %s chunks applied; roll them back, the last one first"),
                told(
                        "RollBackTooEarly(uint64,uint256)",
                        "batch %s may be undone by others than the operator from second %s on"),
                told("MovesMalformed(uint256)", "the packed moves cannot be read at byte %s"),
                told(
                        "MovesNotAscending(uint256)",
                        "the packed moves list an account twice or out of order at byte %s"),
                told("OwnableUnauthorizedAccount(address)", "account %s is not the owner"),
                told("OwnableInvalidOwner(address)", "%s cannot be the owner"),
                told(
                        "SafeERC20FailedOperation(address)",
                        "the token %s did not transfer; it may refuse this account"),
                told("ReentrancyGuardReentrantCall()", "the token called back into the contract"),
                told(
                        "ERC20InsufficientBalance(address,uint256,uint256)",
                        "account %s holds %s units of the token, needed are %s"),
                told(
                        "ERC20InsufficientAllowance(address,uint256,uint256)",
                        "account %s may take %s units of the token, needed are %s; approve it"),
                told("Panic(uint256)", "the contract failed an internal check, code %s"));
    }

    private static Known told(String signature, String template) {
        List<String> types = parameters(signature);
        String name = signature.substring(0, signature.indexOf('('));
        return new Known(
                signature,
                words -> {
                    List<Object> arguments = new ArrayList<>();
                    for (int i = 0; i < types.size(); i++) {
                        arguments.add(
                                switch (types.get(i)) {
                                    case "address" -> words.address(i);
                                    case "bytes32" -> words.hash(i);
                                    default -> words.uint(i);
                                });
                    }
                    return new EscrowRefusal.Other(name, template.formatted(arguments.toArray()));
                });
    }

    private static List<String> parameters(String signature) {
        String inside = signature.substring(signature.indexOf('(') + 1, signature.length() - 1);
        return inside.isEmpty() ? List.of() : List.of(inside.split(","));
    }

    /** Signatures of all errors that are read. */
    static List<String> signatures() {
        return BY_SELECTOR.values().stream().map(Known::signature).toList();
    }

    /** Name of the error in these data; empty if it is none known here. */
    static Optional<String> nameOf(String data) {
        Known known =
                data.length() < AbiWords.SELECTOR_CHARS
                        ? null
                        : BY_SELECTOR.get(data.substring(0, AbiWords.SELECTOR_CHARS));
        return Optional.ofNullable(known)
                .map(Known::signature)
                .map(signature -> signature.substring(0, signature.indexOf('(')));
    }

    /** Why a call was refused. The data come from a node and may be anything. */
    static EscrowRefusal refusal(Response.Error error) {
        String message = error.getMessage() == null ? "(no message)" : error.getMessage();
        String data = error.getData() == null ? "" : error.getData().replace("\"", "");
        return refusal(data).orElseGet(() -> new EscrowRefusal.Other(message, message));
    }

    /** Empty if the data are no error known here. */
    static Optional<EscrowRefusal> refusal(String data) {
        if (data.length() < AbiWords.SELECTOR_CHARS || !data.matches("0x[0-9a-f]*")) {
            return Optional.empty();
        }
        Known known = BY_SELECTOR.get(data.substring(0, AbiWords.SELECTOR_CHARS));
        AbiWords words = AbiWords.of("a call", "0x" + data.substring(AbiWords.SELECTOR_CHARS));
        return known == null || words.count() < known.words()
                ? Optional.empty()
                : Optional.of(known.reader().apply(words));
    }
}
