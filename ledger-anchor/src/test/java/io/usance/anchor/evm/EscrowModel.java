package io.usance.anchor.evm;

import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowRefusal.MoveRefused;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import io.usance.escrow.Relation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The contract once more, in Java, for accounts that exist. Every operation answers the name of the
 * error that it is refused with, and then changes nothing; {@link #DONE} otherwise.
 */
final class EscrowModel {
    static final String DONE = "";
    private static final int OPEN_S_MAX = 3_600;

    /** The batch whose chunks are being applied. */
    static final class Open {
        final long batchId;
        final Hash32 root;
        final List<byte[]> announced;
        final List<byte[]> applied = new ArrayList<>();
        final long openedAtS;
        boolean rollingBack;

        Open(long batchId, Hash32 root, List<byte[]> announced, long openedAtS) {
            this.batchId = batchId;
            this.root = root;
            this.announced = announced;
            this.openedAtS = openedAtS;
        }
    }

    final int people;
    final long[] balanceMinor;
    final long[] pendingMinor;
    final Relation[][] relations;
    final Map<Long, Hash32> roots = new HashMap<>();
    @Nullable Open open;
    boolean paused;
    long heldMinor;
    long nowS;

    /** People are numbered from 1; the operator is 0. */
    EscrowModel(int people) {
        this.people = people;
        this.balanceMinor = new long[people + 1];
        this.pendingMinor = new long[people + 1];
        this.relations = new Relation[people + 1][people + 1];
        for (int i = 0; i <= people; i++) {
            for (int j = 0; j <= people; j++) {
                relations[i][j] = new Relation(i, j, 0, 0, 0, Instant.EPOCH, 0, Instant.EPOCH);
            }
        }
    }

    private static boolean outOfRange(long amountMinor) {
        return amountMinor < 1 || amountMinor > Move.AMOUNT_MINOR_MAX;
    }

    String deposit(int payer, int payee, long amountMinor) {
        if (paused) {
            return "IsPaused";
        }
        if (outOfRange(amountMinor)) {
            return "AmountOutOfRange";
        }
        if (heldMinor + amountMinor > Move.AMOUNT_MINOR_MAX) {
            return "HeldOutOfRange";
        }
        if (payer == payee) {
            return "SelfRelation";
        }
        heldMinor += amountMinor;
        add(payer, payee, amountMinor);
        return DONE;
    }

    String fund(int payer, int payee, long amountMinor) {
        if (paused) {
            return "IsPaused";
        }
        if (outOfRange(amountMinor)) {
            return "AmountOutOfRange";
        }
        if (payer == payee) {
            return "SelfRelation";
        }
        if (balanceMinor[payer] < amountMinor) {
            return "InsufficientBalance";
        }
        balanceMinor[payer] -= amountMinor;
        add(payer, payee, amountMinor);
        return DONE;
    }

    String withdraw(int payer, int payee, long amountMinor) {
        if (outOfRange(amountMinor)) {
            return "AmountOutOfRange";
        }
        if (relations[payer][payee].balanceMinor() < amountMinor) {
            return "InsufficientBalance";
        }
        heldMinor -= amountMinor;
        add(payer, payee, -amountMinor);
        return DONE;
    }

    String collect(int person, long amountMinor) {
        if (outOfRange(amountMinor)) {
            return "AmountOutOfRange";
        }
        if (balanceMinor[person] < amountMinor) {
            return "InsufficientBalance";
        }
        balanceMinor[person] -= amountMinor;
        heldMinor -= amountMinor;
        return DONE;
    }

    String setMandate(int payer, int payee, Mandate mandate) {
        if (mandate.expiresAt().getEpochSecond() <= nowS) {
            return "MandateOutOfRange";
        }
        if (payer == payee) {
            return "SelfRelation";
        }
        Relation r = relations[payer][payee];
        long spent = r.spentMinorAt(now());
        boolean samePeriod = spent > 0 && r.periodHours() == mandate.periodHours();
        relations[payer][payee] =
                new Relation(
                        payer,
                        payee,
                        r.balanceMinor(),
                        mandate.capMinor(),
                        spent,
                        samePeriod ? r.periodStart() : now(),
                        mandate.periodHours(),
                        mandate.expiresAt());
        return DONE;
    }

    String revoke(int payer, int payee) {
        Relation r = relations[payer][payee];
        relations[payer][payee] =
                new Relation(
                        payer,
                        payee,
                        r.balanceMinor(),
                        0,
                        r.spentMinor(),
                        r.periodStart(),
                        r.periodHours(),
                        r.expiresAt());
        return DONE;
    }

    String settle(int caller, long batchId, Hash32 root, byte[] moves) {
        String refused = refuseNew(caller, batchId, root);
        if (refused.isEmpty()) {
            refused = apply(moves, balanceMinor);
        }
        if (refused.isEmpty()) {
            roots.put(batchId, root);
        }
        return refused;
    }

    String begin(int caller, long batchId, Hash32 root, List<byte[]> chunks) {
        String refused = refuseNew(caller, batchId, root);
        if (refused.isEmpty()) {
            open = new Open(batchId, root, chunks, nowS);
        }
        return refused;
    }

    private String refuseNew(int caller, long batchId, Hash32 root) {
        if (caller != 0) {
            return "NotOperator";
        }
        if (paused) {
            return "IsPaused";
        }
        Hash32 settled = roots.get(batchId);
        if (settled != null) {
            return settled.equals(root) ? "AlreadySettled" : "RootConflict";
        }
        return open == null ? DONE : "BatchOpen";
    }

    private String refuseOpen(int caller, long batchId) {
        if (caller != 0) {
            return "NotOperator";
        }
        if (paused) {
            return "IsPaused";
        }
        if (open == null || opened().batchId != batchId) {
            return "NotOpen";
        }
        return opened().rollingBack ? "IsRollingBack" : DONE;
    }

    String append(int caller, long batchId, int chunk, byte[] moves) {
        String refused = refuseOpen(caller, batchId);
        if (!refused.isEmpty()) {
            return refused;
        }
        if (chunk != opened().applied.size() || chunk >= opened().announced.size()) {
            return "ChunkOutOfOrder";
        }
        refused = apply(moves, pendingMinor);
        if (refused.isEmpty()) {
            opened().applied.add(moves);
        }
        return refused;
    }

    String finalise(int caller, long batchId) {
        String refused = refuseOpen(caller, batchId);
        if (!refused.isEmpty()) {
            return refused;
        }
        if (opened().applied.size() != opened().announced.size()) {
            return "ChunksMissing";
        }
        if (!EscrowCalls.chain(opened().applied).equals(EscrowCalls.chain(opened().announced))) {
            return "ChunksDiffer";
        }
        roots.put(batchId, opened().root);
        for (int i = 0; i <= people; i++) {
            balanceMinor[i] += pendingMinor[i];
            pendingMinor[i] = 0;
        }
        open = null;
        return DONE;
    }

    private String refuseUndo(int caller, long batchId) {
        if (open == null || opened().batchId != batchId) {
            return "NotOpen";
        }
        return caller != 0 && nowS < opened().openedAtS + OPEN_S_MAX ? "RollBackTooEarly" : DONE;
    }

    /** With the chain that is right for the moves given. */
    String rollBack(int caller, long batchId, int chunk, byte[] moves) {
        String refused = refuseUndo(caller, batchId);
        if (!refused.isEmpty()) {
            return refused;
        }
        int last = opened().applied.size() - 1;
        if (last < 0 || chunk != last) {
            return "ChunkOutOfOrder";
        }
        if (!Arrays.equals(opened().applied.get(last), moves)) {
            return "ChunksDiffer";
        }
        for (Move move : PackedMoves.unpack(moves)) {
            Relation r = relations[move.payerNo()][move.payeeNo()];
            long spent = Math.max(0, r.spentMinor() - move.amountMinor());
            relations[move.payerNo()][move.payeeNo()] =
                    with(r, r.balanceMinor() + move.amountMinor(), spent, r.periodStart());
            pendingMinor[move.payeeNo()] -= move.amountMinor();
        }
        opened().applied.remove(last);
        opened().rollingBack = true;
        return DONE;
    }

    String abandon(int caller, long batchId) {
        String refused = refuseUndo(caller, batchId);
        if (refused.isEmpty() && !opened().applied.isEmpty()) {
            return "ChunksApplied";
        }
        if (refused.isEmpty()) {
            open = null;
        }
        return refused;
    }

    String pause(int caller) {
        if (caller != 0) {
            return "MayNotPause";
        }
        paused = true;
        return DONE;
    }

    String unpause() {
        paused = false;
        return DONE;
    }

    /** All of them, or none. */
    private String apply(byte[] packed, long[] credited) {
        List<Move> moves = PackedMoves.unpack(packed);
        List<Move> made = new ArrayList<>();
        Map<Move, Relation> before = new HashMap<>();
        for (Move move : moves) {
            Relation r = relations[move.payerNo()][move.payeeNo()];
            Optional<MoveRefused> refusal = r.refusal(move.amountMinor(), now());
            if (refusal.isPresent()) {
                Collections.reverse(made);
                made.forEach(m ->
                        relations[m.payerNo()][m.payeeNo()] =
                                Objects.requireNonNull(before.get(m)));
                return switch (refusal.get().reason()) {
                    case NO_MANDATE -> "NoMandate";
                    case MANDATE_EXPIRED -> "MandateExpired";
                    case MANDATE_EXCEEDED -> "MandateExceeded";
                    case INSUFFICIENT_ESCROW -> "InsufficientEscrow";
                };
            }
            made.add(move);
            before.put(move, r);
            long periodS = r.periodHours() * 3_600L;
            long startS = r.periodStart().getEpochSecond();
            long runningS = startS + Math.floorDiv(nowS - startS, periodS) * periodS;
            relations[move.payerNo()][move.payeeNo()] =
                    with(
                            r,
                            r.balanceMinor() - move.amountMinor(),
                            r.spentMinorAt(now()) + move.amountMinor(),
                            Instant.ofEpochSecond(runningS));
        }
        moves.forEach(move -> credited[move.payeeNo()] += move.amountMinor());
        return DONE;
    }

    private void add(int payer, int payee, long amountMinor) {
        Relation r = relations[payer][payee];
        relations[payer][payee] =
                with(r, r.balanceMinor() + amountMinor, r.spentMinor(), r.periodStart());
    }

    private static Relation with(Relation r, long balance, long spent, Instant periodStart) {
        return new Relation(
                r.payerNo(),
                r.payeeNo(),
                balance,
                r.capMinor(),
                spent,
                periodStart,
                r.periodHours(),
                r.expiresAt());
    }

    Open opened() {
        return Objects.requireNonNull(open);
    }

    Instant now() {
        return Instant.ofEpochSecond(nowS);
    }
}
