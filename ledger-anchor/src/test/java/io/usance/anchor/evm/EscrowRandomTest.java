package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.anchor.Hash32;
import io.usance.escrow.EscrowEvent;
import io.usance.escrow.EscrowLog;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.escrow.PackedMoves;
import io.usance.escrow.Relation;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * At least 20,000 random calls to a contract on a real node, a few hundred to a block, beside
 * {@link EscrowModel}: after each block every outcome and the whole state must be the model's.
 */
@Tag("slow")
class EscrowRandomTest {
    private static final int CALLS_MIN = 20_000;
    private static final int BLOCK_CALLS = 250;
    private static final int PEOPLE = 6;
    private static final int REASONS_CHECKED_PER_BLOCK = 10;
    private static final BigInteger PRICE_WEI = BigInteger.valueOf(50_000_000_000L);

    /** One call as sent, and what the model says of it: an error's name, or nothing. */
    private record Sent(String from, String data, String expected) {}

    private final long seed = Long.getLong("usance.seed", 20260301);
    private final Random random = new Random(seed);
    private final EscrowModel model = new EscrowModel(PEOPLE);
    private final List<Sent> block = new ArrayList<>();
    private final Map<String, Long> nonces = new HashMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<Long> batchIds = new ArrayList<>();
    private long nextBatchId = 1;
    private EvmNode node;
    private EscrowRig rig;

    @BeforeEach
    void start() {
        node = EvmNode.start();
        rig = EscrowRig.on(node);
    }

    @AfterEach
    void stop() {
        rig.close();
        node.close();
    }

    @Test
    void contractAndModelStayTheSame() {
        System.out.println("seed " + seed + ", set by -Dusance.seed");
        long firstBlock = Long.decode(EscrowRig.rpc(node, "eth_blockNumber").textValue());
        prepare();
        int calls = 0;
        while (calls < CALLS_MIN) {
            boolean later = random.nextInt(4) == 0;
            model.nowS += later ? random.nextInt(1, 40 * 3_600) : random.nextInt(1, 900);
            for (int i = 0; i < BLOCK_CALLS; i++) {
                choose();
            }
            calls += block.size();
            mineAndCompare();
        }
        System.out.println(calls + " calls: " + outcomes);
        compareWithEvents(firstBlock);
        // The sequence reaches what it is about.
        assertThat(outcomes.get("settled")).isGreaterThan(1_000);
        assertThat(outcomes.get("finalised")).isGreaterThan(30);
        assertThat(outcomes.get("rolled back")).isGreaterThan(30);
        assertThat(outcomes)
                .containsKeys(
                        "AlreadySettled",
                        "RootConflict",
                        "NoMandate",
                        "MandateExpired",
                        "MandateExceeded",
                        "InsufficientEscrow",
                        "InsufficientBalance",
                        "ChunkOutOfOrder",
                        "ChunksMissing",
                        "ChunksDiffer",
                        "IsPaused",
                        "NotOperator");
    }

    private void prepare() {
        model.nowS = rig.nowS() + 1_000;
        for (int i = 1; i <= PEOPLE; i++) {
            rig.endow(rig.person(i), 1L << 40);
        }
        EscrowRig.rpc(node, "evm_setBlockGasLimit", "0x3b9aca00");
        EscrowRig.rpc(node, "evm_setAutomine", false);
        for (int i = 0; i <= PEOPLE; i++) {
            nonces.put(person(i), transactionCount(person(i)));
        }
        nonces.put(rig.owner(), transactionCount(rig.owner()));
        // Opens all accounts in order, so that the numbers are those of the model.
        for (int i = 1; i <= PEOPLE; i++) {
            mandate(i, i % PEOPLE + 1);
        }
        mineAndCompare();
        model.nowS += 60;
    }

    private long transactionCount(String account) {
        return Long.decode(
                EscrowRig.rpc(node, "eth_getTransactionCount", account, "latest").textValue());
    }

    private String person(int no) {
        return no == 0 ? rig.operator() : rig.person(no);
    }

    private void sent(String from, String data, String expected, String kind) {
        block.add(new Sent(from, data, expected));
        outcomes.merge(expected.isEmpty() ? kind : expected, 1, Integer::sum);
    }

    // ---- choosing ----

    private void choose() {
        if (model.paused && random.nextInt(5) == 0) {
            sent(rig.owner(), AbiWords.call("unpause()"), model.unpause(), "unpaused");
            return;
        }
        int payer = 1 + random.nextInt(PEOPLE);
        int payee = 1 + random.nextInt(PEOPLE);
        int kind = random.nextInt(1000);
        if (kind < 200) {
            long amount = amount(2_000);
            String data = EscrowCalls.deposit(person(payee), amount);
            sent(person(payer), data, model.deposit(payer, payee, amount), "deposited");
        } else if (kind < 250) {
            long amount = amount(Math.max(1, model.balanceMinor[payer]));
            String data = EscrowCalls.fund(person(payee), amount);
            sent(person(payer), data, model.fund(payer, payee, amount), "funded");
        } else if (kind < 330) {
            long amount = amount(1 + model.relations[payer][payee].balanceMinor());
            String data = EscrowCalls.withdraw(person(payee), amount, person(payer));
            sent(person(payer), data, model.withdraw(payer, payee, amount), "withdrawn");
        } else if (kind < 390) {
            long amount = amount(1 + model.balanceMinor[payer]);
            String data = EscrowCalls.collect(amount, person(payer));
            sent(person(payer), data, model.collect(payer, amount), "collected");
        } else if (kind < 520) {
            mandate(payer, payee);
        } else if (kind < 540) {
            String data = EscrowCalls.revokeMandate(person(payee));
            sent(person(payer), data, model.revoke(payer, payee), "revoked");
        } else if (kind < 750) {
            settle();
        } else if (kind < 997) {
            chunk();
        } else {
            int caller = random.nextInt(3);
            sent(person(caller), AbiWords.call("pause()"), model.pause(caller), "paused");
        }
    }

    /** Mostly within a bound, sometimes at the limits. */
    private long amount(long max) {
        return switch (random.nextInt(60)) {
            case 0 -> 0;
            case 1 -> Move.AMOUNT_MINOR_MAX;
            case 2 -> Move.AMOUNT_MINOR_MAX + 1;
            default -> 1 + random.nextLong(max);
        };
    }

    private void mandate(int payer, int payee) {
        int[] hours = {1, 24, 24, 720};
        Mandate mandate =
                new Mandate(
                        1 + random.nextInt(4_000),
                        hours[random.nextInt(hours.length)],
                        model.now().plusSeconds(random.nextInt(200 * 3_600)));
        sent(
                person(payer),
                EscrowCalls.setMandate(person(payee), mandate),
                model.setMandate(payer, payee, mandate),
                "mandate set");
    }

    private void settle() {
        int caller = random.nextInt(30) == 0 ? 1 : 0;
        boolean again = random.nextInt(6) == 0 && !batchIds.isEmpty();
        long batchId = again ? batchIds.get(random.nextInt(batchIds.size())) : nextBatchId++;
        Hash32 root = EscrowRig.root(random.nextInt(12) == 0 ? batchId + 1 : batchId);
        byte[] moves = PackedMoves.pack(moves(1 + random.nextInt(5)));
        batchIds.add(batchId);
        String data = EscrowCalls.settle(batchId, root, 1, moves);
        sent(person(caller), data, model.settle(caller, batchId, root, moves), "settled");
    }

    /** Moves that mostly can be made as the books stand. */
    private List<Move> moves(int wanted) {
        Map<List<Integer>, Move> moves = new HashMap<>();
        for (int i = 0; i < wanted; i++) {
            int payer = 1 + random.nextInt(PEOPLE);
            int payee = 1 + (payer + random.nextInt(PEOPLE - 1)) % PEOPLE;
            Relation r = model.relations[payer][payee];
            long possible = Math.min(r.balanceMinor(), r.leftMinorAt(model.now()));
            boolean anyway = random.nextInt(25) == 0;
            if (possible > 0 || anyway) {
                long amount = anyway ? 1 + random.nextInt(3_000) : 1 + random.nextLong(possible);
                moves.put(List.of(payer, payee), new Move(payer, payee, amount));
            }
        }
        return List.copyOf(moves.values());
    }

    private void chunk() {
        int caller = random.nextInt(40) == 0 ? 1 : 0;
        EscrowModel.Open open = model.open;
        if (open == null) {
            if (random.nextInt(4) == 0) {
                begin(caller);
            } else {
                settle();
            }
            return;
        }
        long batchId = random.nextInt(40) == 0 ? open.batchId + 1 : open.batchId;
        int applied = open.applied.size();
        int kind = random.nextInt(20);
        if (open.rollingBack || kind < 2) {
            if (applied == 0 || kind == 0) {
                String data = EscrowCalls.abandon(batchId);
                sent(person(caller), data, model.abandon(caller, batchId), "abandoned");
            } else {
                rollBack(caller, batchId, open, random.nextInt(15) == 0 ? 0 : applied - 1);
            }
        } else if (kind < 4 || applied == open.announced.size()) {
            String data = EscrowCalls.finalise(batchId);
            sent(person(caller), data, model.finalise(caller, batchId), "finalised");
            if (applied == open.announced.size() && model.open != null) {
                rollBack(caller, batchId, open, applied - 1);
            }
        } else {
            int chunk = random.nextInt(15) == 0 ? random.nextInt(4) : applied;
            byte[] moves = open.announced.get(Math.min(chunk, open.announced.size() - 1));
            if (random.nextInt(25) == 0) {
                moves = PackedMoves.pack(moves(2));
            }
            String data = EscrowCalls.append(batchId, chunk, moves);
            sent(
                    person(caller),
                    data,
                    model.append(caller, batchId, chunk, moves),
                    "chunk applied");
        }
    }

    private void begin(int caller) {
        long batchId = random.nextInt(10) == 0 ? 1 + random.nextLong(nextBatchId) : nextBatchId++;
        List<byte[]> chunks = PackedMoves.chunks(moves(1 + random.nextInt(8)), 2);
        Hash32 root = EscrowRig.root(batchId);
        Hash32 hash = EscrowCalls.chain(chunks);
        batchIds.add(batchId);
        sent(
                person(caller),
                EscrowCalls.begin(batchId, root, 1, chunks.size(), hash),
                model.begin(caller, batchId, root, chunks),
                "begun");
    }

    private void rollBack(int caller, long batchId, EscrowModel.Open open, int chunk) {
        byte[] moves = open.applied.get(chunk);
        Hash32 before = EscrowCalls.chain(open.applied.subList(0, chunk));
        if (random.nextInt(20) == 0) {
            moves = new byte[0];
        }
        String data = EscrowCalls.rollBack(batchId, chunk, before, moves);
        String expected = model.rollBack(caller, batchId, chunk, moves);
        sent(person(caller), data, expected, "rolled back");
    }

    // ---- comparing ----

    private void mineAndCompare() {
        List<EscrowRig.Call> calls = new ArrayList<>();
        for (int i = 0; i < block.size(); i++) {
            Sent sent = block.get(i);
            long nonce = nonces.merge(sent.from(), 1L, Long::sum) - 1;
            // A falling price makes the node keep the order.
            BigInteger price = PRICE_WEI.subtract(BigInteger.valueOf(1_000_000L * i));
            calls.add(
                    new EscrowRig.Call(
                            "eth_sendTransaction",
                            Map.of(
                                    "from",
                                    sent.from(),
                                    "to",
                                    rig.escrow,
                                    "data",
                                    sent.data(),
                                    "gas",
                                    "0x" + Integer.toHexString(400_000),
                                    "nonce",
                                    "0x" + Long.toHexString(nonce),
                                    "gasPrice",
                                    "0x" + price.toString(16))));
        }
        List<String> hashes = new ArrayList<>();
        EscrowRig.batch(node, calls)
                .forEach(a -> hashes.add(a.path("result").asText(a.toString())));
        EscrowRig.rpc(node, "evm_setNextBlockTimestamp", model.nowS);
        EscrowRig.rpc(node, "evm_mine");
        JsonNode receipts = EscrowRig.rpc(node, "eth_getBlockReceipts", "latest");
        List<String> mined = new ArrayList<>();
        receipts.forEach(receipt -> mined.add(receipt.path("transactionHash").textValue()));
        assertThat(mined).isEqualTo(hashes);
        compareOutcomes(receipts, mined);
        compareState();
        block.clear();
    }

    private void compareOutcomes(JsonNode receipts, List<String> mined) {
        List<EscrowRig.Call> traces = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < block.size(); i++) {
            String refusal = block.get(i).expected();
            assertThat(receipts.get(i).path("status").textValue())
                    .as("call %d: %s, expected was '%s'", i, block.get(i), refusal)
                    .isEqualTo(refusal.isEmpty() ? "0x1" : "0x0");
            if (!refusal.isEmpty() && traces.size() < REASONS_CHECKED_PER_BLOCK) {
                Map<String, String> tracer = Map.of("tracer", "callTracer");
                traces.add(new EscrowRig.Call("debug_traceTransaction", mined.get(i), tracer));
                expected.add(refusal);
            }
        }
        List<String> actual = new ArrayList<>();
        for (JsonNode trace : EscrowRig.batch(node, traces)) {
            String output = trace.path("result").path("output").asText();
            actual.add(EscrowErrors.nameOf(output).orElse(trace.toString()));
        }
        assertThat(actual).isEqualTo(expected);
    }

    private void compareState() {
        List<EscrowRig.Call> asked = new ArrayList<>();
        for (int i = 1; i <= PEOPLE; i++) {
            asked.add(ask("account(uint32)", i));
            for (int j = 1; j <= PEOPLE; j++) {
                asked.add(ask("relation(uint32,uint32)", i, j));
            }
        }
        asked.add(ask("heldMinor()"));
        asked.add(ask("openBatch()"));
        Set<Long> ids =
                new HashSet<>(
                        batchIds.subList(Math.max(0, batchIds.size() - 100), batchIds.size()));
        ids.forEach(id -> asked.add(ask("batchRoot(uint64)", id)));
        List<AbiWords> answers = new ArrayList<>();
        EscrowRig.batch(node, asked)
                .forEach(a -> answers.add(AbiWords.of("", a.path("result").asText())));

        int at = 0;
        long sum = 0;
        for (int i = 1; i <= PEOPLE; i++) {
            AbiWords account = answers.get(at++);
            assertThat(account.number(0)).as("account %d", i).isEqualTo(model.balanceMinor[i]);
            assertThat(account.number(1)).as("pending %d", i).isEqualTo(model.pendingMinor[i]);
            sum += account.number(0) + account.number(1);
            for (int j = 1; j <= PEOPLE; j++) {
                Relation relation = relation(i, j, answers.get(at++));
                assertThat(relation).isEqualTo(model.relations[i][j]);
                assertThat(relation.balanceMinor()).isNotNegative();
                sum += relation.balanceMinor();
            }
            assertThat(account.number(0)).isNotNegative();
            assertThat(account.number(1)).isNotNegative();
        }
        assertThat(answers.get(at++).number(0)).isEqualTo(model.heldMinor).isEqualTo(sum);
        assertThat(rig.heldTokens()).containsExactly(BigInteger.valueOf(sum), BigInteger.ZERO);
        assertThat(answers.get(at++).bool(0)).isEqualTo(model.open != null);
        for (long id : ids) {
            assertThat(answers.get(at++).hash(0))
                    .isEqualTo(model.roots.getOrDefault(id, EscrowCalls.NO_CHUNKS));
        }
    }

    private EscrowRig.Call ask(String signature, Object... arguments) {
        String data = AbiWords.call(signature, arguments);
        return new EscrowRig.Call("eth_call", Map.of("to", rig.escrow, "data", data), "latest");
    }

    private static Relation relation(int payer, int payee, AbiWords words) {
        return new Relation(
                payer,
                payee,
                words.number(0),
                words.number(1),
                words.number(2),
                Instant.ofEpochSecond(words.number(3)),
                words.smallNumber(4),
                Instant.ofEpochSecond(words.number(5)));
    }

    /**
     * A second look, at the events alone: no batch twice, no payment above its mandate, and
     * balances computed from events are those of the model.
     */
    private void compareWithEvents(long firstBlock) {
        EscrowBooks books = new EscrowBooks(PEOPLE);
        try (EvmEscrow client = EvmEscrow.reading(node.chain(), rig.escrow)) {
            Map<Long, Long> blockTimes = new HashMap<>();
            for (EscrowLog log : client.events(firstBlock, firstBlock + 1_000)) {
                long timeS = blockTimes.computeIfAbsent(log.blockNumber(), this::blockTimeS);
                EscrowEvent event = log.event();
                books.book(event, timeS);
            }
        }
        assertThat(books.batches).isEqualTo(model.roots.keySet());
        for (int i = 1; i <= PEOPLE; i++) {
            assertThat(books.accountMinor[i]).isEqualTo(model.balanceMinor[i]);
            for (int j = 1; j <= PEOPLE; j++) {
                assertThat(books.escrowMinor[i][j]).isEqualTo(model.relations[i][j].balanceMinor());
            }
        }
    }

    private long blockTimeS(long blockNumber) {
        String block = "0x" + Long.toHexString(blockNumber);
        return Long.decode(
                EscrowRig.rpc(node, "eth_getBlockByNumber", block, false)
                        .path("timestamp")
                        .textValue());
    }
}
