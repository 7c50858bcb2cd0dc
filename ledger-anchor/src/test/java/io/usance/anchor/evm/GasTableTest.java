package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.Hash32;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

/**
 * Measures what a batch of 10,000 settlements costs, and holds the table in {@code
 * benchmarks/README.md} to it: gas is the same on every machine. {@code -Dusance.gasTable=write}
 * rewrites the table.
 */
@Tag("slow")
class GasTableTest {
    private static final Path README = Path.of("..", "benchmarks", "README.md");
    private static final String BEGIN = "<!-- gas:begin -->\n";
    private static final String END = "<!-- gas:end -->\n";

    private static final int SETTLEMENTS = 10_000;
    private static final int PAYERS_MAX = 100;
    private static final int AMOUNT_MINOR_MAX = 240_000;
    private static final long ESCROW_MINOR = 10_000_000_000_000L;
    private static final long SEED = 20260301;

    private final List<String> payers = addresses(0xa11ce00000000000L);
    private final List<String> payees = addresses(0xb0b0000000000000L);
    private EvmNode node;
    private EscrowRig rig;
    private long batchId;

    private static List<String> addresses(long from) {
        return IntStream.range(0, PAYERS_MAX)
                .mapToObj(i -> "0x" + Hash.sha3String("" + (from + i)).substring(26))
                .toList();
    }

    @BeforeEach
    void start() {
        node = EvmNode.start();
        rig = EscrowRig.on(node);
        EscrowRig.rpc(node, "anvil_autoImpersonateAccount", true);
    }

    @AfterEach
    void stop() {
        rig.close();
        node.close();
    }

    @Test
    void theTableInTheReadmeIsWhatTheNodeMeasures() throws Exception {
        String table = measured();
        String readme = Files.readString(README);
        int from = readme.indexOf(BEGIN) + BEGIN.length();
        int to = readme.indexOf(END);
        assertThat(from >= BEGIN.length() && to >= from).as("markers in %s", README).isTrue();
        if ("write".equals(System.getProperty("usance.gasTable"))) {
            Files.writeString(README, readme.substring(0, from) + table + readme.substring(to));
        } else {
            assertThat(readme.substring(from, to)).isEqualTo(table);
        }
    }

    private String measured() {
        for (int i = 0; i < PAYERS_MAX; i++) {
            endow(payers.get(i));
            endow(payees.get(i));
            open(payers.get(i), payees.getFirst());
            if (i > 0) {
                open(payers.get(i), payees.get(i));
            }
        }
        // Every slot that is measured has been written before.
        settle(moves(PAYERS_MAX, false));
        settle(moves(PAYERS_MAX, true));
        settleInChunks(moves(PAYERS_MAX, false), PAYERS_MAX / 2);
        long transferGas = transferGas();
        StringBuilder table =
                new StringBuilder(
                        """
                        | payers | payees | transactions | gas of the batch | gas per settlement | goal, at most | gas of 10,000 ERC-20 transfers | ratio |
                        |---|---|---|---|---|---|---|---|
                        """);
        double[] goals = {6.6, 12, 66};
        int[] payerCounts = {1, 10, PAYERS_MAX};
        for (int i = 0; i < goals.length; i++) {
            long gas = settle(moves(payerCounts[i], false));
            assertThat(gas / (double) SETTLEMENTS).isLessThanOrEqualTo(goals[i]);
            table.append(row(payerCounts[i], "1", 1, gas, goals[i], transferGas));
        }
        for (int count : payerCounts) {
            long gas = settle(moves(count, true));
            table.append(row(count, count == 1 ? "1" : "distinct", 1, gas, 0, transferGas));
        }
        long gas = settleInChunks(moves(PAYERS_MAX, false), PAYERS_MAX / 2);
        table.append(row(PAYERS_MAX, "1", 4, gas, 0, transferGas));
        return table.toString();
    }

    private static String row(
            int payerCount,
            String payeeCount,
            int transactions,
            long gas,
            double goal,
            long transferGas) {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %d | %,d | %.1f | %s | %,d | %,d |%n",
                payerCount,
                payeeCount,
                transactions,
                gas,
                gas / (double) SETTLEMENTS,
                goal == 0 ? "" : "%s".formatted(goal),
                transferGas * SETTLEMENTS,
                Math.round(transferGas * (double) SETTLEMENTS / gas));
    }

    private void endow(String account) {
        EscrowRig.rpc(node, "anvil_setBalance", account, "0x56bc75e2d63100000");
        rig.endow(account, 10 * ESCROW_MINOR);
    }

    private void open(String payer, String payee) {
        rig.open(payer, payee, ESCROW_MINOR, ESCROW_MINOR);
    }

    /** The net of 10,000 settlements, dealt out to the payers in turn. */
    private List<Move> moves(int payerCount, boolean distinctPayees) {
        Random random = new Random(SEED);
        long[] netMinor = new long[payerCount];
        for (int i = 0; i < SETTLEMENTS; i++) {
            netMinor[i % payerCount] += 1 + random.nextInt(AMOUNT_MINOR_MAX);
        }
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < payerCount; i++) {
            String payee = distinctPayees ? payees.get(i) : payees.getFirst();
            moves.add(rig.move(payers.get(i), payee, netMinor[i]));
        }
        return moves;
    }

    private Hash32 nextRoot() {
        batchId++;
        return Hash32.parse(Hash.sha3String("batch " + batchId));
    }

    private long settle(List<Move> moves) {
        Hash32 root = nextRoot();
        return rig.ok(
                rig.operator(),
                EscrowCalls.settle(batchId, root, SETTLEMENTS, PackedMoves.pack(moves)));
    }

    private long settleInChunks(List<Move> moves, int movesMax) {
        List<byte[]> chunks = PackedMoves.chunks(moves, movesMax);
        Hash32 hash = EscrowCalls.chain(chunks);
        Hash32 root = nextRoot();
        long gas =
                rig.ok(
                        rig.operator(),
                        EscrowCalls.begin(batchId, root, SETTLEMENTS, chunks.size(), hash));
        for (int i = 0; i < chunks.size(); i++) {
            gas += rig.ok(rig.operator(), EscrowCalls.append(batchId, i, chunks.get(i)));
        }
        return gas + rig.ok(rig.operator(), EscrowCalls.finalise(batchId));
    }

    /** A plain transfer between two accounts that hold some already and still do afterwards. */
    private long transferGas() {
        String transfer =
                AbiWords.call(
                        "transfer(address,uint256)",
                        payees.getFirst(),
                        EscrowRig.UNITS_PER_CENT.multiply(java.math.BigInteger.valueOf(121_751)));
        rig.okAt(rig.token, payers.getFirst(), transfer);
        return rig.okAt(rig.token, payers.getFirst(), transfer);
    }
}
