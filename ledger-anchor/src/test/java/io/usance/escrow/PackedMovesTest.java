package io.usance.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedMovesTest {

    @Test
    void movesAreGroupedByPayeeAndAscending() {
        byte[] packed =
                PackedMoves.pack(
                        List.of(
                                new Move(7, 2, 1),
                                new Move(2, 9, Move.AMOUNT_MINOR_MAX),
                                new Move(1, 2, 0x1234567L)));
        assertThat(HexFormat.of().formatHex(packed))
                .isEqualTo(
                        "000000020002"
                                + "0000000100000001234567"
                                + "0000000700000000000001"
                                + "000000090001"
                                + "00000002ffffffffffffff");
        assertThat(PackedMoves.pack(List.of())).isEmpty();
    }

    @Test
    void whatIsPackedIsUnpackedInOneOrder() {
        long seed = 20260301;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            Map<List<Integer>, Move> byRelation = new LinkedHashMap<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                int payer = 1 + random.nextInt(12);
                int payee = 20 + random.nextInt(8) * (1 + random.nextInt(100_000_000));
                long amount = 1 + (random.nextLong() & Move.AMOUNT_MINOR_MAX - 1);
                byRelation.put(List.of(payer, payee), new Move(payer, payee, amount));
            }
            List<Move> moves = new ArrayList<>(byRelation.values());
            byte[] packed = PackedMoves.pack(moves);
            assertThat(PackedMoves.unpack(packed)).isEqualTo(PackedMoves.ordered(moves));
            Collections.shuffle(moves, random);
            assertThat(PackedMoves.pack(moves)).isEqualTo(packed);
        }
    }

    @Test
    void chunksHoldAllMovesInOrder() {
        List<Move> moves =
                IntStream.rangeClosed(1, 25).mapToObj(i -> new Move(i, 30 + i % 3, i)).toList();
        List<byte[]> chunks = PackedMoves.chunks(moves, 10);
        assertThat(chunks).hasSize(3);
        List<Move> joined = new ArrayList<>();
        chunks.forEach(chunk -> joined.addAll(PackedMoves.unpack(chunk)));
        assertThat(joined).isEqualTo(PackedMoves.ordered(moves));
        assertThat(PackedMoves.chunks(List.of(), 10)).hasSize(1);
    }

    @Test
    void twoMovesOfOneRelationAndTooManyAreRefused() {
        assertThatThrownBy(() -> PackedMoves.pack(List.of(new Move(1, 2, 3), new Move(1, 2, 4))))
                .hasMessage("two moves from account 1 to 2; net them first");
        List<Move> many =
                IntStream.rangeClosed(1, 1001).mapToObj(i -> new Move(i, 5000, 1)).toList();
        assertThatThrownBy(() -> PackedMoves.pack(many))
                .hasMessage("a transaction takes at most 1000 moves, not 1001; settle in chunks");
        assertThatThrownBy(() -> PackedMoves.chunks(many, 0))
                .hasMessage("a chunk takes 1 to 1000 moves, not 0");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 56})
    void anAmountOutOfRangeIsNoMove(long amountMinor) {
        assertThatThrownBy(() -> new Move(1, 2, amountMinor))
                .hasMessageContaining("is 1 to 72057594037927935 minor units, not " + amountMinor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "000000020000",
                "000000020001",
                "000000020001000000010000000000000a00"
            })
    void bytesThatAreNoMovesAreRefused(String hex) {
        byte[] packed = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> PackedMoves.unpack(packed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("packed moves are cut short at byte ");
    }
}
