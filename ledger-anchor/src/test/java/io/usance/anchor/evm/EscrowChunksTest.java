package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowRefusal;
import io.usance.escrow.EscrowRefusal.ChunkOutOfOrder;
import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.EscrowRefusedException;
import io.usance.escrow.Mandate;
import io.usance.escrow.PackedMoves;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A batch in several transactions: all of its chunks count, or none. */
@Tag("slow")
class EscrowChunksTest {
    private static final long BATCH = 4;
    private static EvmNode node;

    private EscrowRig rig;
    private String payee;
    private List<byte[]> chunks;

    @BeforeAll
    static void start() {
        node = EvmNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void threePayersInThreeChunks() {
        rig = EscrowRig.on(node);
        payee = rig.person(4);
        for (int i = 1; i <= 3; i++) {
            rig.open(rig.person(i), payee, 1000, 900);
        }
        chunks =
                PackedMoves.chunks(
                        List.of(
                                rig.move(rig.person(1), payee, 100),
                                rig.move(rig.person(2), payee, 200),
                                rig.move(rig.person(3), payee, 300)),
                        1);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void begin() {
        rig.ok(rig.operator(), begin(EscrowCalls.chain(chunks)));
    }

    private static String begin(Hash32 chunksHash) {
        return EscrowCalls.begin(BATCH, EscrowRig.root(BATCH), 30, 3, chunksHash);
    }

    private void append(int chunk) {
        rig.ok(rig.operator(), EscrowCalls.append(BATCH, chunk, chunks.get(chunk)));
    }

    private String rollBack(int chunk) {
        Hash32 before = EscrowCalls.chain(chunks.subList(0, chunk));
        return EscrowCalls.rollBack(BATCH, chunk, before, chunks.get(chunk));
    }

    private String error(String from, String data) {
        return rig.refused(from, data) instanceof EscrowRefusal.Other(String error, String text)
                ? error
                : "";
    }

    @Test
    void nothingIsFinalBeforeTheLastStep() {
        begin();
        for (int i = 0; i < 3; i++) {
            append(i);
            assertThat(rig.view.batchRoot(BATCH)).isEmpty();
            assertThatThrownBy(() -> rig.view.verify(EscrowRig.root(0), List.of(), BATCH))
                    .isInstanceOf(EscrowRefusedException.class);
            assertThat(error(payee, EscrowCalls.collect(1, payee)))
                    .isEqualTo("InsufficientBalance");
        }
        assertThat(rig.account(payee).pendingMinor()).isEqualTo(600);
        assertThat(error(rig.person(3), EscrowCalls.withdraw(payee, 701, payee)))
                .as("what a chunk took is reserved")
                .isEqualTo("InsufficientBalance");

        rig.ok(rig.operator(), EscrowCalls.finalise(BATCH));

        assertThat(rig.view.batchRoot(BATCH)).contains(EscrowRig.root(BATCH));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(600);
        assertThat(rig.account(payee).pendingMinor()).isZero();
        rig.ok(payee, EscrowCalls.collect(600, payee));
        assertThat(rig.view.openBatch()).isEmpty();
        assertThat(rig.refused(rig.operator(), begin(EscrowCalls.chain(chunks))))
                .isEqualTo(new EscrowRefusal.AlreadySettled(BATCH));
    }

    @Test
    void whatWasReceivedBeforeIsCollectableWhileABatchIsOpen() {
        rig.ok(rig.operator(), rig.settle(1, rig.move(rig.person(1), payee, 50)));
        begin();
        append(0);
        rig.ok(payee, EscrowCalls.collect(30, payee));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(20);
        assertThat(rig.account(payee).pendingMinor()).isEqualTo(100);
        append(1);
        append(2);
        rig.ok(rig.operator(), EscrowCalls.finalise(BATCH));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(620);
        rig.ok(rig.operator(), rig.settle(5, rig.move(rig.person(1), payee, 5)));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(625);
    }

    @Test
    void chunksThatAreMissingTwiceOrOutOfOrderAreRefused() {
        assertThat(error(rig.operator(), EscrowCalls.append(BATCH, 0, chunks.get(0))))
                .isEqualTo("NotOpen");
        begin();
        assertThat(rig.refused(rig.operator(), EscrowCalls.append(BATCH, 1, chunks.get(1))))
                .isEqualTo(new ChunkOutOfOrder(BATCH, 0, 1));
        append(0);
        assertThat(rig.refused(rig.operator(), EscrowCalls.append(BATCH, 0, chunks.get(0))))
                .isEqualTo(new ChunkOutOfOrder(BATCH, 1, 0));
        append(1);
        assertThat(rig.refused(rig.operator(), EscrowCalls.finalise(BATCH)).message())
                .isEqualTo("batch 4 has 3 chunks, of which 2 are applied; append the rest first");
        append(2);
        assertThat(rig.refused(rig.operator(), EscrowCalls.append(BATCH, 3, chunks.get(2))))
                .isEqualTo(new ChunkOutOfOrder(BATCH, 3, 3));
        assertThat(rig.refused(rig.person(1), EscrowCalls.finalise(BATCH)))
                .isEqualTo(new EscrowRefusal.NotOperator(rig.person(1), rig.operator()));
    }

    @Test
    void oneBatchAtATime() {
        begin();
        EscrowRefusal open = new EscrowRefusal.BatchOpen(BATCH);
        assertThat(rig.refused(rig.operator(), rig.settle(9))).isEqualTo(open);
        assertThat(rig.refused(rig.operator(), begin(EscrowRig.root(1)))).isEqualTo(open);
        assertThat(error(rig.operator(), EscrowCalls.finalise(9))).isEqualTo("NotOpen");
    }

    @Test
    void otherChunksThanAnnouncedCannotBeFinal() {
        begin();
        append(0);
        append(1);
        byte[] tampered = PackedMoves.pack(List.of(rig.move(rig.person(3), payee, 301)));
        rig.ok(rig.operator(), EscrowCalls.append(BATCH, 2, tampered));
        assertThat(error(rig.operator(), EscrowCalls.finalise(BATCH))).isEqualTo("ChunksDiffer");
    }

    @Test
    void aBatchThatCannotGoOnIsUndoneAndNothingRemains() {
        begin();
        append(0);
        append(1);
        rig.ok(rig.person(3), EscrowCalls.revokeMandate(payee));
        assertThat(rig.refused(rig.operator(), EscrowCalls.append(BATCH, 2, chunks.get(2))))
                .isInstanceOf(MoveRefused.class);

        assertThat(error(rig.operator(), EscrowCalls.abandon(BATCH))).isEqualTo("ChunksApplied");
        assertThat(rig.refused(rig.operator(), rollBack(0)))
                .isEqualTo(new ChunkOutOfOrder(BATCH, 1, 0));
        Hash32 before = EscrowCalls.chain(chunks.subList(0, 1));
        String wrongMoves = EscrowCalls.rollBack(BATCH, 1, before, chunks.get(2));
        assertThat(error(rig.operator(), wrongMoves)).isEqualTo("ChunksDiffer");
        rig.ok(rig.operator(), rollBack(1));
        assertThat(error(rig.operator(), EscrowCalls.append(BATCH, 1, chunks.get(1))))
                .isEqualTo("IsRollingBack");
        rig.ok(rig.operator(), rollBack(0));
        rig.ok(rig.operator(), EscrowCalls.abandon(BATCH));

        for (int i = 1; i <= 3; i++) {
            assertThat(rig.relation(rig.person(i), payee).balanceMinor()).isEqualTo(1000);
            assertThat(rig.relation(rig.person(i), payee).spentMinor()).isZero();
        }
        assertThat(rig.account(payee).pendingMinor()).isZero();
        // The id is free: the payer gives a mandate again, and the very same batch settles.
        Mandate mandate = new Mandate(900, 24, Mandate.NEVER);
        rig.ok(rig.person(3), EscrowCalls.setMandate(payee, mandate));
        begin();
        append(0);
        append(1);
        append(2);
        rig.ok(rig.operator(), EscrowCalls.finalise(BATCH));
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(600);
    }

    @Test
    void whatAnAbsentOperatorLeftOpenAnyoneUndoesAfterAnHourEvenInAPause() {
        begin();
        append(0);
        rig.ok(rig.operator(), AbiWords.call("pause()"));
        assertThat(error(rig.person(8), rollBack(0))).isEqualTo("RollBackTooEarly");
        rig.passHours(1);
        rig.ok(rig.person(8), rollBack(0));
        rig.ok(rig.person(8), EscrowCalls.abandon(BATCH));
        rig.ok(rig.person(1), EscrowCalls.withdraw(payee, 1000, rig.person(1)));
    }

    @Test
    void undoingInALaterPeriodGivesBackTheMoneyAndNotTheNewPeriodsRoom() {
        for (int i = 1; i <= 3; i++) {
            rig.ok(
                    rig.person(i),
                    EscrowCalls.setMandate(payee, new Mandate(900, 24, Mandate.NEVER)));
        }
        rig.ok(rig.operator(), rig.settle(1, rig.move(rig.person(1), payee, 700)));
        byte[] same = PackedMoves.pack(List.of(rig.move(rig.person(1), payee, 20)));
        chunks = List.of(chunks.get(0), same, chunks.get(2));
        begin();
        append(0);
        assertThat(rig.relation(rig.person(1), payee).spentMinor()).isEqualTo(800);
        rig.passHours(24);
        append(1);
        assertThat(rig.relation(rig.person(1), payee).spentMinor()).isEqualTo(20);
        rig.ok(rig.operator(), rollBack(1));
        rig.ok(rig.operator(), rollBack(0));
        rig.ok(rig.operator(), EscrowCalls.abandon(BATCH));
        assertThat(rig.relation(rig.person(1), payee).spentMinor()).isZero();
        assertThat(rig.relation(rig.person(1), payee).balanceMinor()).isEqualTo(300);
        assertThat(rig.account(payee).balanceMinor()).isEqualTo(700);
    }
}
