package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.escrow.EscrowEvent;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What someone knows who has nothing but the contract's events. */
final class EscrowBooks {
    final long[] accountMinor;
    final long[][] escrowMinor;
    final Set<Long> batches = new HashSet<>();
    private final @Nullable Mandate[][] mandates;

    private final List<List<Move>> openChunks = new ArrayList<>();

    EscrowBooks(int people) {
        accountMinor = new long[people + 1];
        escrowMinor = new long[people + 1][people + 1];
        mandates = new Mandate[people + 1][people + 1];
    }

    void book(EscrowEvent event, long timeS) {
        switch (event) {
            case EscrowEvent.Deposited e ->
                    escrowMinor[e.payerNo()][e.payeeNo()] += e.amountMinor();
            case EscrowEvent.Funded e -> {
                accountMinor[e.payerNo()] -= e.amountMinor();
                escrowMinor[e.payerNo()][e.payeeNo()] += e.amountMinor();
            }
            case EscrowEvent.Withdrawn e ->
                    escrowMinor[e.payerNo()][e.payeeNo()] -= e.amountMinor();
            case EscrowEvent.Collected e -> accountMinor[e.accountNo()] -= e.amountMinor();
            case EscrowEvent.MandateSet e -> mandates[e.payerNo()][e.payeeNo()] = e.mandate();
            case EscrowEvent.MandateRevoked e -> mandates[e.payerNo()][e.payeeNo()] = null;
            case EscrowEvent.BatchSettled e -> {
                take(e.moves(), timeS);
                credit(e.moves());
                settled(e.batchId());
            }
            case EscrowEvent.ChunkApplied e -> {
                take(e.moves(), timeS);
                openChunks.add(e.moves());
            }
            case EscrowEvent.ChunkRolledBack e -> openChunks.removeLast().forEach(this::giveBack);
            case EscrowEvent.BatchFinalised e -> {
                openChunks.forEach(this::credit);
                openChunks.clear();
                settled(e.batchId());
            }
            case EscrowEvent.BatchBegun e -> assertThat(openChunks).isEmpty();
            case EscrowEvent.BatchAbandoned e -> assertThat(openChunks).isEmpty();
            case EscrowEvent.AccountOpened e -> {}
            case EscrowEvent.OperatorNominated e -> {}
            case EscrowEvent.OperatorChanged e -> {}
            case EscrowEvent.OwnerNominated e -> {}
            case EscrowEvent.OwnerChanged e -> {}
            case EscrowEvent.Paused e -> {}
            case EscrowEvent.Unpaused e -> {}
        }
    }

    private void settled(long batchId) {
        assertThat(batches.add(batchId)).as("batch %d is settled once", batchId).isTrue();
    }

    private void credit(List<Move> moves) {
        moves.forEach(move -> accountMinor[move.payeeNo()] += move.amountMinor());
    }

    private void take(List<Move> moves, long timeS) {
        for (Move move : moves) {
            Mandate mandate = mandates[move.payerNo()][move.payeeNo()];
            assertThat(mandate).as("%s has a mandate", move).isNotNull();
            assertThat(move.amountMinor()).isLessThanOrEqualTo(mandate.capMinor());
            assertThat(timeS).isLessThan(mandate.expiresAt().getEpochSecond());
            escrowMinor[move.payerNo()][move.payeeNo()] -= move.amountMinor();
            assertThat(escrowMinor[move.payerNo()][move.payeeNo()]).isNotNegative();
        }
    }

    private void giveBack(Move move) {
        escrowMinor[move.payerNo()][move.payeeNo()] += move.amountMinor();
    }
}
