package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.Hash32;
import io.usance.anchor.SampleBatch;
import io.usance.escrow.EscrowAccount;
import io.usance.escrow.EscrowEvent;
import io.usance.escrow.EscrowLog;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.EscrowRefusedException;
import io.usance.escrow.EscrowTransaction;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The client against a real node, as payer, payee and operator. */
@Tag("slow")
class EvmEscrowTest {
    private static final char[] OPERATOR = EvmNode.PUBLIC_DEV_KEY.toCharArray();

    /** Anvil's second and third funded accounts; as public as the first. */
    private static final char[] PAYER =
            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d".toCharArray();

    private static final char[] PAYEE =
            "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a".toCharArray();

    private static final Mandate MANDATE = new Mandate(900, 720, Mandate.NEVER);

    private EvmNode node;
    private EscrowRig rig;
    private String contract;
    private EvmEscrow operator;
    private EvmEscrow payer;
    private EvmEscrow payee;
    private Move move;

    @BeforeEach
    void aPayerWithAMandate() {
        node = EvmNode.start();
        rig = EscrowRig.on(node);
        contract =
                EvmEscrow.deploy(node.chain(), OPERATOR, rig.token, 2, rig.owner(), rig.operator());
        operator = EvmEscrow.connect(node.chain(), contract, OPERATOR);
        payer = EvmEscrow.connect(node.chain(), contract, PAYER);
        payee = EvmEscrow.connect(node.chain(), contract, PAYEE);
        rig.mint(rig.person(1), 5_000);
        payer.approve(1_000);
        payer.deposit(rig.person(2), 1_000);
        payer.setMandate(rig.person(2), MANDATE);
        move = new Move(1, 2, 300);
    }

    @AfterEach
    void close() {
        operator.close();
        payer.close();
        payee.close();
        rig.close();
        node.close();
    }

    @Test
    void aBatchIsSettledProvedAndCollected() {
        SampleBatch batch = SampleBatch.of(20, 1);
        Hash32 root = batch.tree().root();
        assertThat(operator.trySettle(1, root, 20, List.of(move))).isEmpty();

        EscrowTransaction settled = operator.settle(1, root, 20, List.of(move));

        assertThat(operator.batchRoot(1)).contains(root);
        assertThat(operator.account(rig.person(2)))
                .contains(new EscrowAccount(2, rig.person(2), 300, 0));
        assertThat(operator.account(2)).isEqualTo(operator.account(rig.person(2)));
        assertThat(operator.account(3)).isEmpty();
        assertThat(operator.relation(1, 2).balanceMinor()).isEqualTo(700);
        assertThat(operator.relation(1, 2).leftMinorAt(operator.relation(1, 2).periodStart()))
                .isEqualTo(600);
        for (int i = 0; i < 20; i++) {
            Hash32 leaf = batch.leaves().get(i).valuesHash();
            assertThat(operator.verify(leaf, batch.tree().proof(i), 1)).isTrue();
            assertThat(operator.verify(leaf, batch.tree().proof((i + 1) % 20), 1)).isFalse();
        }
        assertThat(operator.heldMinor()).isEqualTo(1_000);
        payee.collect(100, rig.person(2));
        assertThat(operator.heldMinor()).isEqualTo(900);

        List<EscrowEvent> events =
                operator.events(0, settled.blockNumber() + 1).stream()
                        .map(EscrowLog::event)
                        .toList();
        assertThat(events)
                .containsExactly(
                        new EscrowEvent.OwnerChanged("0x" + "0".repeat(40), rig.owner()),
                        new EscrowEvent.OperatorChanged("0x" + "0".repeat(40), rig.operator()),
                        new EscrowEvent.AccountOpened(1, rig.person(1)),
                        new EscrowEvent.AccountOpened(2, rig.person(2)),
                        new EscrowEvent.Deposited(1, 2, 1_000),
                        new EscrowEvent.MandateSet(1, 2, MANDATE),
                        new EscrowEvent.BatchSettled(1, root, 20, List.of(move)),
                        new EscrowEvent.Collected(2, rig.person(2), 100));
    }

    @Test
    void refusalsArriveDecodedAndNothingIsSent() {
        Hash32 root = EscrowRig.root(1);
        String transactions = Rpc.transactionCount(node, rig.operator());
        List<Move> tooMuch = List.of(new Move(1, 2, 901));
        assertThatThrownBy(() -> operator.settle(1, root, 1, tooMuch))
                .isInstanceOf(EscrowRefusedException.class)
                .hasMessage(
                        "the payer's mandate has too little left in this period: account 1 has 900"
                                + " minor units left for account 2, needed are 901; hold it back"
                                + " until the payer pays in or renews the mandate")
                .extracting(e -> ((EscrowRefusedException) e).refusal())
                .isEqualTo(new MoveRefused(MoveRefused.Reason.MANDATE_EXCEEDED, 0, 1, 2, 900, 901));
        assertThat(Rpc.transactionCount(node, rig.operator())).isEqualTo(transactions);
        assertThatThrownBy(() -> payer.settle(1, root, 1, List.of(move)))
                .hasMessageStartingWith("account " + rig.person(1) + " may not settle");
        assertThatThrownBy(() -> payer.deposit(rig.person(2), 1))
                .hasMessageContaining(
                        "may take 0 units of the token, needed are 10000000000000000");
        operator.settle(1, root, 1, List.of(move));
        assertThat(operator.trySettle(1, root, 1, List.of(move)))
                .contains(new EscrowRefusal.AlreadySettled(1));
        payer.revokeMandate(rig.person(2));
        payer.withdraw(rig.person(2), 700, rig.person(1));
        assertThat(operator.relation(1, 2).balanceMinor()).isZero();
    }

    @Test
    void aWithdrawalFasterThanASentSettlementIsTheReasonGiven() throws Exception {
        EscrowRig.rpc(node, "evm_setAutomine", false);
        FutureTask<EscrowTransaction> settling =
                new FutureTask<>(() -> operator.settle(1, EscrowRig.root(1), 1, List.of(move)));
        Thread.startVirtualThread(settling);
        awaitPoolOf(1);
        EscrowRig.rpc(
                node,
                "eth_sendTransaction",
                Map.of(
                        "from",
                        rig.person(1),
                        "to",
                        contract,
                        "data",
                        EscrowCalls.withdraw(rig.person(2), 800, rig.person(1)),
                        "gas",
                        "0x40000",
                        "gasPrice",
                        "0x2e90edd000"));
        EscrowRig.rpc(node, "evm_mine");

        assertThatThrownBy(settling::get)
                .cause()
                .isInstanceOf(EscrowRefusedException.class)
                .hasMessageStartingWith(
                        "the payer has too little escrow: account 1 has 200 minor units left for"
                                + " account 2, needed are 300");
        assertThat(operator.batchRoot(1)).isEmpty();
    }

    private void awaitPoolOf(int transactions) throws InterruptedException {
        for (int poll = 0; poll < 1_000; poll++) {
            if (EscrowRig.rpc(node, "txpool_status")
                    .path("pending")
                    .asText()
                    .equals("0x" + transactions)) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("nothing was sent");
    }

    @Test
    void aBatchInChunksGoesOnWhereItBrokeOffAndCanBeUndone() {
        payee.setMandate(rig.person(1), MANDATE);
        Hash32 root = EscrowRig.root(5);
        List<byte[]> chunks = PackedMoves.chunks(List.of(move, new Move(2, 1, 40)), 1);
        assertThatThrownBy(() -> operator.settleInChunks(5, root, 10, chunks))
                .hasMessageStartingWith("the payer has too little escrow: account 2 has 0");
        // Account 1 comes first as payee, so nothing of this batch is applied yet.
        assertThat(operator.openBatch().orElseThrow().applied()).isZero();
        operator.rollBack(5, chunks);
        assertThat(operator.openBatch()).isEmpty();

        operator.settle(4, EscrowRig.root(4), 1, List.of(move));
        payee.fund(rig.person(1), 40);
        payer.revokeMandate(rig.person(2));
        assertThatThrownBy(() -> operator.settleInChunks(5, root, 10, chunks))
                .hasMessageStartingWith("the payer gave no mandate or revoked it");
        assertThat(operator.openBatch().orElseThrow().applied()).isEqualTo(1);
        assertThat(operator.account(1).orElseThrow().pendingMinor()).isEqualTo(40);
        List<byte[]> others = PackedMoves.chunks(List.of(move, new Move(2, 1, 41)), 1);
        assertThatThrownBy(() -> operator.settleInChunks(5, root, 10, others))
                .hasMessageContaining("which are not those given");
        payer.setMandate(rig.person(2), MANDATE);

        operator.settleInChunks(5, root, 10, chunks);

        assertThat(operator.batchRoot(5)).contains(root);
        assertThat(operator.account(1).orElseThrow().balanceMinor()).isEqualTo(40);
        assertThat(operator.account(2).orElseThrow().balanceMinor()).isEqualTo(300 - 40 + 300);
        assertThatThrownBy(() -> operator.settleInChunks(5, root, 10, chunks))
                .hasMessage("batch 5 is settled already");
    }

    @Test
    void whatIsNoEscrowIsTold() {
        try (EvmEscrow none = EvmEscrow.reading(node.chain(), "0x" + "12".repeat(20));
                EvmEscrow token = EvmEscrow.reading(node.chain(), rig.token);
                EvmEscrow reading = EvmEscrow.reading(node.chain(), contract)) {
            for (EvmEscrow wrong : List.of(none, token)) {
                assertThatThrownBy(() -> wrong.relation(1, 2))
                        .isInstanceOf(AnchorConfigurationException.class)
                        .hasMessageStartingWith("there is no UsanceEscrow at address 0x");
            }
            assertThat(reading.operator()).isEqualTo(rig.operator());
            assertThat(reading.paused()).isFalse();
            assertThatThrownBy(reading::pause)
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageContaining("opened for reading");
            assertThatThrownBy(() -> reading.events(5, 10_005))
                    .hasMessage(
                            "at most 10000 blocks at a time, from 0; asked for were 5 to 10005");
        }
        assertThatThrownBy(() -> EvmEscrow.reading(node.chain(), "0x12"))
                .isInstanceOf(AnchorConfigurationException.class);
    }
}
