package io.usance.escrow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Moves as the contract reads them, in as few bytes as can be: call data is paid by the byte.
 *
 * <p>Groups, one per payee, payees ascending: the payee's number in 4 bytes, the number of moves in
 * 2; then per move, payers ascending, the payer's number in 4 bytes and the amount in 7. All
 * big-endian and unsigned. So there is exactly one form of a set of moves.
 */
public final class PackedMoves {
    /**
     * Most moves of one transaction. With fresh storage for every payee a move costs some 28,000
     * gas, so that a chunk stays below a block of 30 million.
     */
    public static final int CHUNK_MOVES_MAX = 1_000;

    /** Most chunks of a batch. */
    public static final int CHUNKS_MAX = 65_535;

    private static final int GROUP_BYTES = 6;
    private static final int MOVE_BYTES = 11;
    private static final Comparator<Move> ORDER =
            Comparator.comparingInt(Move::payeeNo).thenComparingInt(Move::payerNo);

    private PackedMoves() {}

    /** In the order of the packed form, which is the order of move indexes in refusals. */
    public static List<Move> ordered(List<Move> moves) {
        return moves.stream().sorted(ORDER).toList();
    }

    /**
     * The bytes of one transaction's moves, given in any order.
     *
     * @param moves may be empty, if everything netted to zero
     * @throws IllegalArgumentException if there are more than {@link #CHUNK_MOVES_MAX} or two of
     *     one relation
     */
    public static byte[] pack(List<Move> moves) {
        if (moves.size() > CHUNK_MOVES_MAX) {
            throw new IllegalArgumentException(
                    "a transaction takes at most %d moves, not %d; settle in chunks"
                            .formatted(CHUNK_MOVES_MAX, moves.size()));
        }
        List<Move> ordered = ordered(moves);
        ByteBuffer out = ByteBuffer.allocate(moves.size() * (GROUP_BYTES + MOVE_BYTES));
        int head = 0;
        for (int i = 0; i < ordered.size(); i++) {
            Move move = ordered.get(i);
            boolean newGroup = i == 0 || ordered.get(i - 1).payeeNo() != move.payeeNo();
            if (!newGroup && ordered.get(i - 1).payerNo() == move.payerNo()) {
                throw new IllegalArgumentException(
                        "two moves from account %d to %d; net them first"
                                .formatted(move.payerNo(), move.payeeNo()));
            }
            if (newGroup) {
                head = out.position();
                out.putInt(move.payeeNo()).putShort((short) 0);
            }
            out.putShort(head + 4, (short) (out.getShort(head + 4) + 1));
            out.putInt(move.payerNo());
            out.put((byte) (move.amountMinor() >>> 48))
                    .putShort((short) (move.amountMinor() >>> 32))
                    .putInt((int) move.amountMinor());
        }
        byte[] packed = new byte[out.position()];
        out.get(0, packed);
        return packed;
    }

    /**
     * Cuts moves into chunks of at most so many, each packed. At least one chunk, if an empty one.
     *
     * @param movesMax at most {@link #CHUNK_MOVES_MAX}
     * @throws IllegalArgumentException if there would be more than {@link #CHUNKS_MAX}
     */
    public static List<byte[]> chunks(List<Move> moves, int movesMax) {
        if (movesMax < 1 || movesMax > CHUNK_MOVES_MAX) {
            throw new IllegalArgumentException(
                    "a chunk takes 1 to %d moves, not %d".formatted(CHUNK_MOVES_MAX, movesMax));
        }
        int count = Math.max(1, Math.ceilDiv(moves.size(), movesMax));
        if (count > CHUNKS_MAX) {
            throw new IllegalArgumentException(
                    "%d moves make %d chunks, at most %d fit a batch; seal smaller batches"
                            .formatted(moves.size(), count, CHUNKS_MAX));
        }
        List<Move> ordered = ordered(moves);
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = i * movesMax;
            chunks.add(pack(ordered.subList(from, Math.min(from + movesMax, ordered.size()))));
        }
        return chunks;
    }

    /**
     * The moves in a packed form.
     *
     * @throws IllegalArgumentException if the bytes are not what {@link #pack} could have made
     */
    public static List<Move> unpack(byte[] packed) {
        List<Move> moves = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(packed);
        while (in.hasRemaining()) {
            int at = in.position();
            int payeeNo = in.remaining() < GROUP_BYTES ? 0 : in.getInt();
            int count = payeeNo == 0 ? 0 : in.getShort() & 0xffff;
            if (count == 0 || in.remaining() < count * MOVE_BYTES) {
                throw new IllegalArgumentException("packed moves are cut short at byte " + at);
            }
            for (int i = 0; i < count; i++) {
                int payerNo = in.getInt();
                long high = (in.get() & 0xffL) << 48 | (in.getShort() & 0xffffL) << 32;
                moves.add(new Move(payerNo, payeeNo, high | (in.getInt() & 0xffffffffL)));
            }
        }
        return moves;
    }
}
