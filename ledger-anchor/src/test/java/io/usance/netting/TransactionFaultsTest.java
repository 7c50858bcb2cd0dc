package io.usance.netting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorException;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.evm.EvmChain;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.store.PositionMovedException;
import io.usance.store.StaleStateException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What can happen to a transaction, on a real node. Whatever it is: the money has moved once and
 * the books equal the chain, or there is an alarm with a name and it goes on afterwards.
 */
@Tag("slow")
class TransactionFaultsTest extends NettingCase {
    private static final int TRIES_MAX = 60;

    private final FaultyLine line = new FaultyLine(site.chain().url());
    private final EscrowBook direct = escrow(100);

    /** Waits 800 ms for a block and offers more after 200 ms. */
    private final EvmChain hasty =
            EvmChain.at(line.url(), site.chain().chainId())
                    .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(800));

    private String offeredFirst = "";

    @BeforeEach
    void fund() {
        site.fund(1, 3, ENOUGH);
        use(hasty);
    }

    @AfterEach
    void hangUp() {
        line.close();
        direct.close();
    }

    @Test
    void aBaseFeeAboveTheCapIsWaitedFor() {
        due();
        baseFeeGwei(500);
        site.rpc("evm_mine");
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorUnavailableException.class)
                .hasMessageContaining("base fee of 500 gwei is above the cap of 100 gwei");
        baseFeeGwei(1);
        site.rpc("evm_mine");
        movedOnce();
    }

    @Test
    void whatIsStuckIsOfferedMoreThanATenthMoreAndSentOnce() {
        due();
        long before = operatorCount();
        site.rpc("evm_setAutomine", false);
        inNoBlock();
        JsonNode pool = site.rpc("txpool_content").path("pending");
        List<JsonNode> waiting = List.copyOf(pool.findValues("maxFeePerGas"));
        assertThat(waiting).as("one transaction, replaced").hasSize(1);
        BigInteger offered = quantity(waiting.getFirst().asText());
        assertThat(offered.multiply(BigInteger.TEN))
                .isGreaterThanOrEqualTo(quantity(offeredFirst).multiply(BigInteger.valueOf(11)));
        // The same attempt goes on, it is not sent a second time.
        inNoBlock();
        assertThat(site.rpc("txpool_status").path("pending").asText()).isEqualTo("0x1");
        site.rpc("evm_mine");
        site.rpc("evm_setAutomine", true);
        movedOnce();
        assertThat(operatorCount()).isEqualTo(before + 1);
    }

    @Test
    void aBaseFeeThatRisesAfterSendingIsFollowedUpToTheCap() {
        due();
        site.rpc("evm_setAutomine", false);
        AtomicInteger sends = new AtomicInteger();
        line.fault((method, request, answer) -> {
            if (method.equals("eth_sendRawTransaction") && sends.incrementAndGet() == 1) {
                // Twenty times what the first offer was made for.
                baseFeeGwei(40);
                site.rpc("evm_mine");
            }
            return answer;
        });
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorUnavailableException.class);
        assertThat(sends.get()).isGreaterThan(1);
        line.heal();
        site.rpc("evm_mine");
        site.rpc("evm_setAutomine", true);
        movedOnce();
    }

    @Test
    void aDroppedTransactionIsSentAgain() {
        due();
        site.rpc("evm_setAutomine", false);
        inNoBlock();
        site.rpc("anvil_dropAllTransactions");
        site.rpc("evm_setAutomine", true);
        movedOnce();
    }

    @Test
    void aNonceThatSomebodyElseTookIsLeftToThem() {
        due();
        site.rpc("evm_setAutomine", false);
        inNoBlock();
        site.rpc("anvil_dropAllTransactions");
        site.rpc("evm_setAutomine", true);
        foreign(null);
        movedOnce();
    }

    @Test
    void aGapInTheNoncesIsFilled() {
        due();
        long next = operatorCount();
        foreign("0x" + Long.toHexString(next + 1));
        movedOnce();
        assertThat(operatorCount()).as("ours, and then theirs").isEqualTo(next + 2);
    }

    @Test
    void aReorganisedTransactionIsSentAgainAndTheBooksFollow() {
        netting = new BatchNetting(engine, List.of(escrow), 3);
        due();
        netting.step(Instant.now());
        site.rpc("anvil_reorg", 1, List.of());
        assertThat(asked.batchRoot(1)).as("gone").isEmpty();
        netting.step(Instant.now());
        site.rpc("anvil_mine", "0x3");
        movedOnce();
    }

    @Test
    void anAnswerThatIsLostAfterTheNodeAcceptedLosesNothing() {
        due();
        long before = operatorCount();
        line.fault((method, request, answer) ->
                method.equals("eth_sendRawTransaction") ? null : answer);
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorUnavailableException.class)
                .hasMessageContaining("eth_sendRawTransaction");
        line.heal();
        movedOnce();
        assertThat(operatorCount()).isEqualTo(before + 1);
    }

    @Test
    void anAnswerThatIsLostWhileNothingIsMinedLosesNothing() {
        due();
        long before = operatorCount();
        site.rpc("evm_setAutomine", false);
        line.fault((method, request, answer) ->
                method.equals("eth_sendRawTransaction") ? null : answer);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> netting.step(Instant.now()))
                    .isInstanceOf(AnchorUnavailableException.class);
        }
        line.heal();
        site.rpc("evm_mine");
        site.rpc("evm_setAutomine", true);
        movedOnce();
        assertThat(operatorCount()).isEqualTo(before + 1);
    }

    @Test
    void aNodeThatLostItsStateIsAnAlarm() {
        due();
        settlePatiently();
        due();
        site.loseState();
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessageContaining("there is no UsanceEscrow at address")
                .hasMessageContaining("whether the chain was reset");
        assertThat(engine.internals().netting(2).stream().filter(BatchMoved.class::isInstance))
                .isEmpty();
    }

    @Test
    void twoInstancesWithOneKeyMoveEachBatchOnce() throws Exception {
        int batches = 6;
        for (int i = 0; i < batches; i++) {
            draw("a", 1_000);
            seal();
        }
        try (EscrowBook one = book(site.chain());
                EscrowBook two = book(site.chain());
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> first =
                    threads.submit(() -> steps(new BatchNetting(engine, List.of(one), 1)));
            Future<?> second =
                    threads.submit(() -> steps(new BatchNetting(engine, List.of(two), 1)));
            first.get();
            second.get();
        }
        settlePatiently();
        assertThat(received(3)).isEqualTo(batches * 100_00L);
        assertThat(book.due()).isEmpty();
        booksEqualChain();
    }

    @Test
    void anotherChainIsAnAlarm() {
        due();
        use(EvmChain.at(line.url(), 1));
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessageContaining("chain 31337, configured is 1");
        use(hasty);
        movedOnce();
    }

    @Test
    void noMoneyForGasIsAnAlarmUntilThereIsSome() {
        due();
        site.rpc("anvil_setBalance", site.operatorAddress(), "0x0");
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessageContaining("out of gas money: account " + site.operatorAddress());
        site.rpc("anvil_setBalance", site.operatorAddress(), "0xde0b6b3a7640000");
        movedOnce();
    }

    /** A node that lies makes it wait or stop; nothing it invents becomes part of the books. */
    @Test
    void nothingThatALyingNodeSaysMovesMoneyInTheBooks() {
        Map<String, FaultyLine.Fault> lies =
                Map.of(
                        "another root",
                        (method, request, answer) ->
                                method.equals("eth_call") ? result("0x" + "ab".repeat(32)) : answer,
                        "everything is nothing",
                        (method, request, answer) -> result("0x"),
                        "no JSON",
                        (method, request, answer) -> "{\"result\":\"0x" + answer,
                        "an answer without end",
                        (method, request, answer) -> result("0x" + "00".repeat(32 << 20)),
                        "receipts of something else",
                        (method, request, answer) ->
                                method.equals("eth_getTransactionReceipt")
                                        ? answer.replaceFirst(
                                                "(\"transactionHash\":\"0x)....", "$1abcd")
                                        : answer,
                        "a settlement that never was",
                        (method, request, answer) ->
                                method.equals("eth_sendRawTransaction")
                                        ? result("0x" + "cd".repeat(32))
                                        : answer,
                        "logs of another contract",
                        (method, request, answer) ->
                                method.equals("eth_getLogs")
                                        ? answer.replaceAll("(\"address\":\"0x)....", "$1abcd")
                                        : answer);
        lies.forEach((name, lie) -> {
            due();
            line.fault(lie);
            for (int i = 0; i < 3; i++) {
                try {
                    netting.step(Instant.now());
                } catch (AnchorException | IllegalArgumentException | IllegalStateException e) {
                    assertThat(e.getMessage()).as(name).hasSizeLessThan(2_000);
                }
            }
            line.heal();
            settlePatiently();
            assertThat(book.due()).as(name).isEmpty();
            booksEqualChain();
        });
        assertThat(received(3)).isEqualTo(lies.size() * 100_00L);
    }

    // ---- help ----

    private void use(EvmChain chain) {
        escrow.close();
        escrow = book(chain);
        netting = new BatchNetting(engine, List.of(escrow), 1);
    }

    private EscrowBook book(EvmChain chain) {
        return new EscrowBook(site.operator(chain), EUR, accounts(), 100);
    }

    /** A batch of one settlement of 100 EUR, netted and not sent. */
    private void due() {
        draw("a", 1_000);
        seal();
        assertThat(netting.step(Instant.now())).as("netted").isTrue();
    }

    private void inNoBlock() {
        line.fault((method, request, answer) -> {
            if (method.equals("eth_sendRawTransaction") && offeredFirst.isEmpty()) {
                offeredFirst =
                        site.rpc("txpool_content")
                                .path("pending")
                                .findValues("maxFeePerGas")
                                .getFirst()
                                .asText();
            }
            return answer;
        });
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorUnavailableException.class)
                .hasMessageContaining("is in no block after 800 ms");
        line.heal();
    }

    private void movedOnce() {
        settlePatiently();
        assertThat(received(3)).isEqualTo(100_00);
        assertThat(book.due()).isEmpty();
        booksEqualChain();
    }

    private void booksEqualChain() {
        assertThat(new ChainReconciliation(engine, direct).compare(0).findings()).isEmpty();
    }

    /** As the service does: what cannot be done now is tried again. */
    private void settlePatiently() {
        steps(netting);
    }

    private void steps(BatchNetting stepped) {
        long batches = engine.internals().positions().readOrStart("batch-number", 0, 0);
        for (int i = 0; i < TRIES_MAX; i++) {
            try {
                if (!stepped.step(Instant.now())
                        && engine.internals().positions().readOrStart(BatchNetting.MOVED, 0, 0)
                                == batches) {
                    return;
                }
            } catch (AnchorUnavailableException | StaleStateException | PositionMovedException e) {
                // Try again.
            }
        }
        throw new AssertionError("has not settled in " + TRIES_MAX + " tries");
    }

    private void foreign(@Nullable String nonce) {
        Map<String, String> call =
                Map.of("from", site.operatorAddress(), "to", site.address(4), "value", "0x1");
        Map<String, String> numbered = new HashMap<>(call);
        if (nonce != null) {
            numbered.put("nonce", nonce);
        }
        site.rpc("eth_sendTransaction", numbered);
    }

    private long operatorCount() {
        return quantity(
                        site.rpc("eth_getTransactionCount", site.operatorAddress(), "latest")
                                .asText())
                .longValueExact();
    }

    private void baseFeeGwei(long gwei) {
        site.rpc(
                "anvil_setNextBlockBaseFeePerGas",
                "0x" + EvmChain.GWEI.multiply(BigInteger.valueOf(gwei)).toString(16));
    }

    private static BigInteger quantity(String hex) {
        return new BigInteger(hex.substring(2), 16);
    }

    private static String result(String value) {
        return "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":\"" + value + "\"}";
    }
}
