package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.anchor.Hash32;
import io.usance.anchor.MerkleTree;
import io.usance.anchor.SampleBatch;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.EscrowRefusal.MoveRefused.Reason;
import io.usance.escrow.EscrowRefusedException;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.Hash;

/** What must not be possible in {@code UsanceEscrow}, tried on a real node. */
@Tag("slow")
class EscrowAttacksTest {
    private static EvmNode node;

    private EscrowRig rig;
    private String payer;
    private String other;
    private String payee;

    @BeforeAll
    static void start() {
        node = EvmNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void deploy() {
        rig = EscrowRig.on(node);
        payer = rig.person(1);
        other = rig.person(2);
        payee = rig.person(3);
    }

    @AfterEach
    void letGo() {
        // Whatever was tried: what is on the books is what is held.
        long held = rig.view.ask(1, "heldMinor()").number(0);
        long booked = 0;
        int accounts = rig.view.ask(1, "accounts()").smallNumber(0);
        for (int i = 1; i <= accounts; i++) {
            var account = rig.view.account(i).orElseThrow();
            booked += account.balanceMinor() + account.pendingMinor();
            for (int j = 1; j <= accounts; j++) {
                booked += rig.view.relation(i, j).balanceMinor();
            }
        }
        assertThat(booked).isEqualTo(held);
        assertThat(rig.heldTokens()[0]).isGreaterThanOrEqualTo(BigInteger.valueOf(held));
        rig.close();
    }

    private static MoveRefused refused(Reason reason, int index, Move move, long available) {
        boolean amounts = available >= 0;
        return new MoveRefused(
                reason,
                index,
                move.payerNo(),
                move.payeeNo(),
                amounts ? available : 0,
                amounts ? move.amountMinor() : 0);
    }

    private static String errorOf(EscrowRefusal refusal) {
        return refusal instanceof EscrowRefusal.Other(String error, String message)
                ? error
                : refusal.getClass().getSimpleName();
    }

    @Test
    void aBatchMovesOnceWhateverIsSentAgain() {
        rig.open(payer, payee, 1000, 900);
        Move move = rig.move(payer, payee, 300);
        rig.ok(rig.operator(), rig.settle(7, move));

        assertThat(rig.refused(rig.operator(), rig.settle(7, move)))
                .isEqualTo(new EscrowRefusal.AlreadySettled(7));
        Move tampered = rig.move(payer, payee, 301);
        assertThat(rig.refused(rig.operator(), rig.settle(7, tampered)))
                .isEqualTo(new EscrowRefusal.AlreadySettled(7));
        byte[] moves = PackedMoves.pack(List.of(move));
        assertThat(rig.refused(rig.operator(), EscrowCalls.settle(7, EscrowRig.root(8), 1, moves)))
                .isEqualTo(new EscrowRefusal.RootConflict(7, EscrowRig.root(7)));
        assertThat(
                        rig.refused(
                                rig.operator(),
                                EscrowCalls.begin(7, EscrowRig.root(8), 1, 1, EscrowRig.root(0))))
                .isEqualTo(new EscrowRefusal.RootConflict(7, EscrowRig.root(7)));

        assertThat(rig.account(payee).balanceMinor()).isEqualTo(300);
        assertThat(rig.relation(payer, payee).balanceMinor()).isEqualTo(700);
        assertThat(rig.relation(payer, payee).spentMinor()).isEqualTo(300);
    }

    @Test
    void aBatchHasARootAndSettlements() {
        byte[] none = {};
        assertThat(
                        errorOf(
                                rig.refused(
                                        rig.operator(),
                                        EscrowCalls.settle(1, EscrowCalls.NO_CHUNKS, 1, none))))
                .isEqualTo("EmptyBatch");
        assertThat(
                        errorOf(
                                rig.refused(
                                        rig.operator(),
                                        EscrowCalls.settle(1, EscrowRig.root(1), 0, none))))
                .isEqualTo("EmptyBatch");
        // Everything netted to zero: only the root is kept.
        rig.ok(rig.operator(), EscrowCalls.settle(1, EscrowRig.root(1), 10, none));
        assertThat(rig.view.batchRoot(1)).contains(EscrowRig.root(1));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    MovesMalformed,    00
                    MovesMalformed,    000000020001
                    MovesMalformed,    000000020001 00000001 0000000000000a 00
                    MovesMalformed,    000000020000
                    MovesMalformed,    000000020001 00000001 00000000000000
                    MovesMalformed,    000000020002 00000001 0000000000000a
                    MovesNotAscending, 000000020002 00000001 0000000000000a 00000001 0000000000000a
                    MovesNotAscending, 000000020001 00000000 0000000000000a
                    MovesNotAscending, 000000000001 00000001 0000000000000a
                    MovesNotAscending, 000000020001 00000001 0000000000000a 000000020001 00000001 0000000000000a
                    NoMandate,         000000030001 00000001 0000000000000a
                    NoMandate,         000000010001 00000002 0000000000000a
                    MandateExceeded,   000000020001 00000001 ffffffffffffff
                    """)
    void movesThatAreNoneAreRefused(String error, String hex) {
        rig.open(payer, payee, 1000, 900);
        assertThat(List.of(rig.no(payer), rig.no(payee))).isEqualTo(List.of(1, 2));
        byte[] moves = HexFormat.of().parseHex(hex.replace(" ", ""));
        EscrowRefusal refusal =
                rig.refused(rig.operator(), EscrowCalls.settle(1, EscrowRig.root(1), 1, moves));
        assertThat(refusal instanceof MoveRefused move ? name(move) : errorOf(refusal))
                .isEqualTo(error);
        assertThat(rig.view.batchRoot(1)).isEmpty();
    }

    private static String name(MoveRefused move) {
        return switch (move.reason()) {
            case NO_MANDATE -> "NoMandate";
            case MANDATE_EXPIRED -> "MandateExpired";
            case MANDATE_EXCEEDED -> "MandateExceeded";
            case INSUFFICIENT_ESCROW -> "InsufficientEscrow";
        };
    }

    @Test
    void leavesVerifyAndInnerNodesDoNot() {
        for (int size : new int[] {1, 2, 3, 20}) {
            SampleBatch batch = SampleBatch.of(size, 5);
            Hash32 root = batch.tree().root();
            rig.ok(rig.operator(), EscrowCalls.settle(size, root, size, new byte[0]));
            for (int i = 0; i < size; i++) {
                Hash32 leaf = batch.leaves().get(i).hash();
                List<Hash32> proof = batch.tree().proof(i);
                assertThat(rig.view.verify(batch.leaves().get(i).valuesHash(), proof, size))
                        .isTrue();
                assertThat(rig.view.verify(leaf, proof, size)).as("already hashed").isFalse();
                if (!proof.isEmpty()) {
                    Hash32 inner = parent(leaf, proof.getFirst());
                    List<Hash32> rest = proof.subList(1, proof.size());
                    // The attack is real: by hash alone, an inner node proves as well as a leaf.
                    assertThat(MerkleTree.verify(inner, rest, root)).isTrue();
                    assertThat(rig.view.verify(inner, rest, size)).as("inner node").isFalse();
                }
            }
            assertThat(rig.view.verify(root, List.of(), size)).as("root").isFalse();
        }
        assertThatThrownBy(() -> rig.view.verify(EscrowRig.root(1), List.of(), 99))
                .isInstanceOf(EscrowRefusedException.class)
                .hasMessage("no batch 99 is settled");
    }

    private static Hash32 parent(Hash32 a, Hash32 b) {
        boolean ordered = a.toString().compareTo(b.toString()) <= 0;
        String both = (ordered ? a : b).toString() + (ordered ? b : a).toString().substring(2);
        return Hash32.parse(Hash.sha3(both));
    }

    @Test
    void theOperatorTakesTheCapAndNotACentMore() {
        rig.open(payer, payee, 1000, 900);
        rig.open(other, payee, 1000, 900);
        Move fine = rig.move(payer, payee, 1);
        Move tooMuch = rig.move(other, payee, 901);
        assertThat(rig.refused(rig.operator(), rig.settle(1, fine, tooMuch)))
                .isEqualTo(refused(Reason.MANDATE_EXCEEDED, 1, tooMuch, 900));
        assertThat(rig.account(payee).balanceMinor()).as("all or nothing").isZero();

        rig.ok(rig.operator(), rig.settle(1, fine, rig.move(other, payee, 900)));
        Move oneMore = rig.move(other, payee, 1);
        assertThat(rig.refused(rig.operator(), rig.settle(2, oneMore)))
                .isEqualTo(refused(Reason.MANDATE_EXCEEDED, 0, oneMore, 0));
    }

    @Test
    void aRevokedMandateEndsAtOnceAndGivingItAgainDoesNotForgetWhatWasSpent() {
        rig.open(payer, payee, 1000, 500);
        rig.ok(rig.operator(), rig.settle(1, rig.move(payer, payee, 400)));
        rig.ok(payer, EscrowCalls.revokeMandate(payee));
        Move move = rig.move(payer, payee, 1);
        assertThat(rig.refused(rig.operator(), rig.settle(2, move)))
                .isEqualTo(refused(Reason.NO_MANDATE, 0, move, -1));

        Mandate again = new Mandate(450, EscrowRig.MONTH_HOURS, Mandate.NEVER);
        rig.ok(payer, EscrowCalls.setMandate(payee, again));
        Move tooMuch = rig.move(payer, payee, 51);
        assertThat(rig.refused(rig.operator(), rig.settle(2, tooMuch)))
                .isEqualTo(refused(Reason.MANDATE_EXCEEDED, 0, tooMuch, 50));
        // Another length of period begins one now, with the same amount spent.
        rig.ok(payer, EscrowCalls.setMandate(payee, new Mandate(450, 24, Mandate.NEVER)));
        assertThat(rig.refused(rig.operator(), rig.settle(2, tooMuch)))
                .isEqualTo(refused(Reason.MANDATE_EXCEEDED, 0, tooMuch, 50));
        assertThat(rig.relation(payer, payee).periodStart().getEpochSecond())
                .isBetween(rig.nowS() - 5, rig.nowS());
    }

    @Test
    void aNewPeriodBeginsOnItsGridAndAnExpiredMandateEnds() {
        rig.endow(payer, 1000);
        rig.ok(payer, EscrowCalls.deposit(payee, 1000));
        Instant expiresAt = Instant.ofEpochSecond(rig.nowS() + 100 * 3600);
        rig.ok(payer, EscrowCalls.setMandate(payee, new Mandate(300, 24, expiresAt)));
        Instant start = rig.relation(payer, payee).periodStart();
        rig.ok(rig.operator(), rig.settle(1, rig.move(payer, payee, 300)));
        rig.passHours(23);
        Move move = rig.move(payer, payee, 300);
        assertThat(rig.refused(rig.operator(), rig.settle(2, move)))
                .isEqualTo(refused(Reason.MANDATE_EXCEEDED, 0, move, 0));
        rig.passHours(1 + 24 + 12); // in the middle of the third period
        rig.ok(rig.operator(), rig.settle(2, move));
        assertThat(rig.relation(payer, payee).periodStart())
                .isEqualTo(start.plusSeconds(48 * 3600));
        assertThat(rig.relation(payer, payee).spentMinor()).isEqualTo(300);
        rig.passHours(40);
        MoveRefused expired = refused(Reason.MANDATE_EXPIRED, 0, move, -1);
        assertThat(rig.refused(rig.operator(), rig.settle(3, move))).isEqualTo(expired);
    }

    @Test
    void aMandateHasACapAPeriodAndAnEndInTheFuture() {
        long never = Mandate.NEVER.getEpochSecond();
        BigInteger over = BigInteger.ONE.shiftLeft(56);
        Object[][] bad = {
            {0, 24, never}, {over, 24, never}, {1, 0, never}, {1, 24, rig.nowS()}, {1, 24, 0L}
        };
        for (Object[] b : bad) {
            String call =
                    AbiWords.call(
                            "setMandate(address,uint256,uint16,uint32)", payee, b[0], b[1], b[2]);
            assertThat(errorOf(rig.refused(payer, call))).isEqualTo("MandateOutOfRange");
        }
    }

    @Test
    void aTokenThatCallsBackGetsNothing() {
        rig.close();
        rig = EscrowRig.onBadToken(node, "HostileToken");
        String token = rig.token;
        // The token is a payer itself and calls as such while it pays out.
        rig.open(payer, payee, 1000, 900);
        rig.mint(token, 1000);
        act(
                token,
                AbiWords.call("approve(address,uint256)", rig.escrow, BigInteger.TEN.pow(40)),
                token);
        act(rig.escrow, EscrowCalls.deposit(payee, 100), token);
        for (String attack :
                List.of(
                        EscrowCalls.withdraw(payee, 100, token),
                        EscrowCalls.collect(1, token),
                        EscrowCalls.deposit(payee, 1))) {
            String arm =
                    AbiWords.call(
                            "arm(address,bytes)",
                            rig.escrow,
                            HexFormat.of().parseHex(attack.substring(2)));
            rig.okAt(token, payer, arm);
            act(rig.escrow, EscrowCalls.withdraw(payee, 10, token), token);
            assertThat(attackAnswer(token)).isEqualTo("ReentrancyGuardReentrantCall");
            act(rig.escrow, EscrowCalls.deposit(payee, 10), token);
            assertThat(attackAnswer(token)).isEqualTo("ReentrancyGuardReentrantCall");
        }
        assertThat(rig.relation(token, payee).balanceMinor()).isEqualTo(100);

        // As operator it may settle in between, which takes nothing that it could not take anyway.
        rig.ok(rig.owner(), AbiWords.call("nominateOperator(address)", token));
        act(rig.escrow, AbiWords.call("acceptOperator()"), token);
        byte[] settle =
                HexFormat.of().parseHex(rig.settle(1, rig.move(payer, payee, 900)).substring(2));
        rig.okAt(token, payer, AbiWords.call("arm(address,bytes)", rig.escrow, settle));
        rig.ok(payer, EscrowCalls.withdraw(payee, 100, payer));
        assertThat(rig.relation(payer, payee).balanceMinor()).isZero();
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(900);
    }

    private void act(String to, String data, String token) {
        byte[] bytes = HexFormat.of().parseHex(data.substring(2));
        rig.okAt(token, payer, AbiWords.call("act(address,bytes)", to, bytes));
    }

    private String attackAnswer(String token) {
        EscrowView view = new EscrowView(node.chain(), rig.view.rpc(), token, payer);
        assertThat(view.ask(1, "attackSucceeded()").bool(0)).isFalse();
        byte[] answer = view.ask(2, "attackAnswer()").bytesAfter(0, 0);
        return errorOf(EscrowErrors.refusal("0x" + HexFormat.of().formatHex(answer)).orElseThrow());
    }

    @Test
    void aTokenThatSaysFalseIsRefused() {
        rig.close();
        rig = EscrowRig.onBadToken(node, "FalseToken");
        rig.endow(payer, 1000);
        EscrowRefusal refusal = rig.refused(payer, EscrowCalls.deposit(payee, 1000));
        assertThat(errorOf(refusal)).isEqualTo("SafeERC20FailedOperation");
        assertThat(refusal.message())
                .isEqualTo(
                        "the token %s did not transfer; it may refuse this account"
                                .formatted(rig.token));
        assertThat(rig.view.account(payer)).isEmpty();
    }

    @Test
    void aTokenThatTakesAFeeIsRefusedButLocksNobodyIn() {
        rig.close();
        rig = EscrowRig.onBadToken(node, "FeeToken");
        rig.endow(payer, 2000);
        EscrowRefusal refusal = rig.refused(payer, EscrowCalls.deposit(payee, 1000));
        assertThat(refusal.message())
                .isEqualTo(
                        "the token was asked to move 10000000000000000000 units and moved"
                                + " 9900000000000000000; tokens that take a fee cannot be used");

        setFeeOnTop(1);
        rig.ok(payer, EscrowCalls.deposit(payee, 1000)); // the contract gets all of it
        assertThat(errorOf(rig.refused(payer, EscrowCalls.withdraw(payee, 10, payer))))
                .as("a fee from others' money")
                .isEqualTo("UnexpectedTokenMove");
        setFeeOnTop(0);
        rig.ok(payer, EscrowCalls.withdraw(payee, 1000, payee));
        assertThat(rig.balanceUnits(payee))
                .as("the recipient bears it")
                .isEqualTo(EscrowRig.UNITS_PER_CENT.multiply(BigInteger.valueOf(990)));
        assertThat(rig.heldTokens()[0]).isZero();
    }

    private void setFeeOnTop(int onTop) {
        rig.okAt(rig.token, payer, AbiWords.call("setOnTop(bool)", onTop));
    }

    @Test
    void thereIsNoDust() {
        rig.open(payer, payee, 1, 1);
        assertThat(rig.heldTokens()).containsExactly(BigInteger.ONE, BigInteger.ZERO);
        // A gift of less than a cent belongs to no account and disturbs nothing.
        BigInteger dust = BigInteger.valueOf(3);
        rig.okAt(
                rig.token,
                rig.operator(),
                AbiWords.call("mint(address,uint256)", rig.escrow, dust));
        rig.ok(rig.operator(), rig.settle(1, rig.move(payer, payee, 1)));
        rig.ok(payee, EscrowCalls.collect(1, payee));
        assertThat(rig.balanceUnits(payee)).isEqualTo(EscrowRig.UNITS_PER_CENT);
        assertThat(rig.heldTokens()).containsExactly(BigInteger.ZERO, dust);
    }

    @Test
    void aTokenThatCannotHoldTheMinorUnitIsRefused() {
        for (int decimals : new int[] {0, 1, 39, 255}) {
            String token = EscrowRig.createToken(node, decimals);
            String data = EscrowCalls.creation(token, 2, payer, payer);
            JsonNode answer =
                    EscrowRig.batch(
                                    node,
                                    List.of(
                                            new EscrowRig.Call(
                                                    "eth_call",
                                                    Map.of("from", payer, "data", data),
                                                    "latest")))
                            .getFirst();
            assertThat(EscrowErrors.refusal(answer.path("error").path("data").asText()))
                    .map(EscrowRefusal::message)
                    .contains(
                            "the token has %d decimals, which do not hold the currency's 2"
                                    .formatted(decimals));
        }
    }

    @Test
    void zeroAndMaximumAmounts() {
        long max = Move.AMOUNT_MINOR_MAX;
        rig.endow(payer, max);
        rig.mint(payer, 1);
        for (long amount : new long[] {0, max + 1}) {
            for (String call :
                    List.of(
                            EscrowCalls.deposit(payee, amount),
                            EscrowCalls.fund(payee, amount),
                            EscrowCalls.withdraw(payee, amount, payer),
                            EscrowCalls.collect(amount, payer))) {
                assertThat(rig.refused(payer, call).message())
                        .isEqualTo("an amount is 1 to 2^56 - 1 minor units, not " + amount);
            }
        }
        rig.ok(payer, EscrowCalls.deposit(payee, max));
        assertThat(rig.refused(payer, EscrowCalls.deposit(payee, 1)).message())
                .isEqualTo(
                        "the contract holds 72057594037927935 minor units; 1 more would be over"
                                + " 2^56 - 1");
        Mandate all = new Mandate(max, 65_535, Mandate.NEVER);
        rig.ok(payer, EscrowCalls.setMandate(payee, all));
        rig.ok(rig.operator(), rig.settle(Long.MAX_VALUE, rig.move(payer, payee, max)));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(max);
        assertThat(rig.relation(payer, payee).balanceMinor()).isZero();
        assertThat(rig.relation(payer, payee).spentMinor()).isEqualTo(max);
        rig.ok(payee, EscrowCalls.collect(max, payee));
        assertThat(rig.heldTokens()).containsExactly(BigInteger.ZERO, BigInteger.ZERO);
    }

    @Test
    void aWithdrawalThatIsFasterThanASettlementIsNamedAndTheRestGoesOn() {
        rig.open(payer, payee, 1000, 900);
        rig.open(other, payee, 1000, 900);
        Move first = rig.move(payer, payee, 500);
        Move second = rig.move(other, payee, 500);
        String settle = rig.settle(1, first, second);
        EscrowRig.rpc(node, "evm_setAutomine", false);
        String slow = pool(rig.operator(), settle, 2);
        String fast = pool(other, EscrowCalls.withdraw(payee, 600, other), 3);
        EscrowRig.rpc(node, "evm_mine");
        EscrowRig.rpc(node, "evm_setAutomine", true);

        assertThat(EscrowRig.receipt(node, fast).path("status").textValue()).isEqualTo("0x1");
        assertThat(EscrowRig.receipt(node, slow).path("status").textValue()).isEqualTo("0x0");
        assertThat(rig.account(payee).balanceMinor()).as("nothing half applied").isZero();
        assertThat(rig.refused(rig.operator(), settle))
                .isEqualTo(refused(Reason.INSUFFICIENT_ESCROW, 1, second, 400));
        rig.ok(rig.operator(), rig.settle(2, first));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(500);
    }

    private String pool(String from, String data, int gwei) {
        String price = "0x" + EvmChain.GWEI.multiply(BigInteger.valueOf(gwei)).toString(16);
        Map<String, String> transaction =
                Map.of(
                        "from",
                        from,
                        "to",
                        rig.escrow,
                        "data",
                        data,
                        "gas",
                        "0x100000",
                        "gasPrice",
                        price);
        return EscrowRig.rpc(node, "eth_sendTransaction", transaction).textValue();
    }

    @Test
    void aCreditNeedsThePayeesOwnMandate() {
        rig.open(payer, payee, 1000, 900);
        rig.ok(rig.operator(), rig.settle(1, rig.move(payer, payee, 900)));
        Move credit = rig.move(payee, payer, 200);
        assertThat(rig.refused(rig.operator(), rig.settle(2, credit)))
                .isEqualTo(refused(Reason.NO_MANDATE, 0, credit, -1));
        rig.ok(payee, EscrowCalls.fund(payer, 250));
        rig.ok(payee, EscrowCalls.setMandate(payer, new Mandate(200, 24, Mandate.NEVER)));
        rig.ok(rig.operator(), rig.settle(2, credit));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(650);
        assertThat(rig.account(payer).balanceMinor()).isEqualTo(200);
        assertThat(rig.relation(payee, payer).balanceMinor()).isEqualTo(50);
        assertThat(rig.refused(payee, EscrowCalls.fund(payer, 651)).message())
                .isEqualTo("650 minor units are available, asked for were 651");
    }

    @Test
    void aPauseStopsSettlingAndNeverWithdrawing() {
        rig.open(payer, payee, 1000, 900);
        rig.ok(rig.operator(), rig.settle(1, rig.move(payer, payee, 100)));
        assertThat(errorOf(rig.refused(payer, AbiWords.call("pause()")))).isEqualTo("MayNotPause");
        rig.ok(rig.operator(), AbiWords.call("pause()"));

        byte[] none = {};
        EscrowRefusal paused = new EscrowRefusal.IsPaused();
        assertThat(rig.refused(rig.operator(), rig.settle(2, rig.move(payer, payee, 1))))
                .isEqualTo(paused);
        assertThat(
                        rig.refused(
                                rig.operator(),
                                EscrowCalls.begin(2, EscrowRig.root(2), 1, 1, EscrowRig.root(0))))
                .isEqualTo(paused);
        assertThat(rig.refused(rig.operator(), EscrowCalls.append(2, 0, none))).isEqualTo(paused);
        assertThat(rig.refused(rig.operator(), EscrowCalls.finalise(2))).isEqualTo(paused);
        assertThat(rig.refused(payer, EscrowCalls.deposit(payee, 1))).isEqualTo(paused);
        assertThat(rig.refused(payee, EscrowCalls.fund(payer, 1))).isEqualTo(paused);

        rig.ok(payer, EscrowCalls.revokeMandate(payee));
        rig.ok(payer, EscrowCalls.withdraw(payee, 900, payer));
        rig.ok(payee, EscrowCalls.collect(100, payee));
        assertThat(errorOf(rig.refused(rig.operator(), AbiWords.call("unpause()"))))
                .isEqualTo("OwnableUnauthorizedAccount");
        rig.ok(rig.owner(), AbiWords.call("unpause()"));
        rig.endow(payer, 1);
        rig.ok(payer, EscrowCalls.deposit(payee, 1));
    }

    @Test
    void onlyTheOperatorSettlesAndItChangesInTwoSteps() {
        rig.open(payer, payee, 1000, 900);
        String settle = rig.settle(1, rig.move(payer, payee, 100));
        for (String wrong : List.of(rig.owner(), payer, payee)) {
            assertThat(rig.refused(wrong, settle))
                    .isEqualTo(new EscrowRefusal.NotOperator(wrong, rig.operator()));
        }
        String successor = other;
        String nominate = AbiWords.call("nominateOperator(address)", successor);
        assertThat(errorOf(rig.refused(rig.operator(), nominate)))
                .as("a stolen operator's key cannot pass itself on")
                .isEqualTo("OwnableUnauthorizedAccount");
        rig.ok(rig.owner(), nominate);
        assertThat(errorOf(rig.refused(payer, AbiWords.call("acceptOperator()"))))
                .isEqualTo("NotPendingOperator");
        assertThat(rig.refused(successor, settle))
                .isEqualTo(new EscrowRefusal.NotOperator(successor, rig.operator()));
        rig.ok(successor, AbiWords.call("acceptOperator()"));
        assertThat(rig.refused(rig.operator(), settle))
                .isEqualTo(new EscrowRefusal.NotOperator(rig.operator(), successor));
        rig.ok(successor, settle);
    }

    @Test
    void theOwnerHasNoWayToTheMoney() {
        rig.open(payer, payee, 1000, 900);
        rig.ok(rig.operator(), rig.settle(1, rig.move(payer, payee, 100)));
        for (String call :
                List.of(
                        EscrowCalls.withdraw(payee, 1, rig.owner()),
                        EscrowCalls.collect(1, rig.owner()),
                        EscrowCalls.fund(payee, 1))) {
            assertThat(errorOf(rig.refused(rig.owner(), call)))
                    .isIn("UnknownAccount", "InsufficientBalance");
        }
        assertThat(errorOf(rig.refused(rig.owner(), AbiWords.call("renounceOwnership()"))))
                .isEqualTo("OwnerNeeded");
        assertThat(errorOf(rig.refused(payer, AbiWords.call("transferOwnership(address)", payer))))
                .isEqualTo("OwnableUnauthorizedAccount");
        assertThat(errorOf(rig.refused(payer, EscrowCalls.withdraw(payee, 901, payer))))
                .isEqualTo("InsufficientBalance");
        assertThat(errorOf(rig.refused(payer, EscrowCalls.deposit(payer, 1))))
                .isEqualTo("SelfRelation");
    }
}
