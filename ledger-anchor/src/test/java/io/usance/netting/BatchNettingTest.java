package io.usance.netting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.Hash32;
import io.usance.anchor.RootConflictException;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.batching.BatchSealer;
import io.usance.escrow.Mandate;
import io.usance.escrow.Move;
import io.usance.money.Money;
import io.usance.netting.ChainReconciliation.Finding;
import io.usance.netting.ChainReconciliation.Kind;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.PeriodMatching;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.settlement.NettingEvent.BatchNetted;
import io.usance.settlement.NettingEvent.HeldReason;
import io.usance.settlement.NettingEvent.NetMove;
import io.usance.settlement.NettingEvent.NetPosition;
import io.usance.settlement.stage.NettingBook.Due;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Settlement commands as money in escrow, on a real Postgres and a real node. Person 1 and 2 pay 3;
 * person 3 pays 1 where a correction exceeds what was drawn. A tonne costs 100 EUR.
 */
@Tag("slow")
class BatchNettingTest extends NettingCase {
    @Test
    void whatWasCommandedMovesNetOnce() {
        site.fund(1, 3, ENOUGH);
        site.fund(2, 3, ENOUGH);
        draw("a", 10_000);
        draw("a", 5_000);
        draw("b", 4_000);
        draw("a", -2_000);
        seal();
        settleAll();

        assertThat(engine.internals().netting(1))
                .first()
                .isInstanceOfSatisfying(
                        BatchNetted.class,
                        netted ->
                                assertThat(netted.positions())
                                        .containsExactly(
                                                new NetPosition("p1", "p3", eur(1_300_00), null),
                                                new NetPosition("p2", "p3", eur(400_00), null)));
        BatchMoved moved = (BatchMoved) engine.internals().netting(1).getLast();
        assertThat(moved.moves())
                .containsExactlyInAnyOrder(
                        new NetMove("p1", "p3", eur(1_300_00)),
                        new NetMove("p2", "p3", eur(400_00)));
        assertThat(moved.contract()).isEqualTo(asked.contract());
        assertThat(received(3)).isEqualTo(1_700_00);
        assertThat(book.due()).isEmpty();
        assertThat(asked.batchRoot(1)).map(Hash32::toString).contains(root(1));
        assertThat(netting.step(Instant.now())).as("nothing more").isFalse();
    }

    @Test
    void whoCannotPayIsHeldWithTheReasonAndTheOthersGoOn() {
        site.fund(2, 3, ENOUGH);
        sign("usd", 1, 3, "USD");
        sign("far", 9, 3, "EUR");
        draw("a", 1_000);
        draw("b", 4_000);
        draw("usd", 1_000);
        draw("far", 1_000);
        seal();
        settleAll();

        BatchNetted netted = (BatchNetted) engine.internals().netting(1).getFirst();
        assertThat(netted.positions())
                .containsExactly(
                        new NetPosition("p1", "p3", eur(100_00), HeldReason.UNKNOWN_ACCOUNT),
                        new NetPosition("p2", "p3", eur(400_00), null),
                        new NetPosition("p9", "p3", eur(100_00), HeldReason.UNKNOWN_ACCOUNT),
                        new NetPosition(
                                "p1",
                                "p3",
                                new Money(100_00, Currency.getInstance("USD")),
                                HeldReason.NO_ESCROW));
        assertThat(received(3)).isEqualTo(400_00);
        assertThat(moved("a")).isZero();
        assertThat(moved("b")).isEqualTo(400_00);

        // Each remedy shows the next reason, until the money is there.
        assertThat(heldOf("p1", () -> site.person(1).deposit(site.address(3), 50_00)))
                .isEqualTo(HeldReason.NO_MANDATE);
        assertThat(heldOf("p1", () -> mandate(1, 100_00))).isEqualTo(HeldReason.MANDATE_EXCEEDED);
        assertThat(heldOf("p1", () -> mandate(1, 1_000_00)))
                .isEqualTo(HeldReason.INSUFFICIENT_ESCROW);
        site.person(1).deposit(site.address(3), ENOUGH);
        draw("a", 1_000);
        seal();
        settleAll();
        assertThat(book.due()).extracting(Due::payer).containsExactly("p9", "p1");
        assertThat(received(3)).isEqualTo(400_00 + 3 * 100_00 + 500_00);
        assertThat(moved("a")).isEqualTo(500_00);
        assertThat(moved("b")).isEqualTo(700_00);
        assertThat(moved("far")).isZero();
        assertThat(moved("usd")).isZero();
    }

    /** Of a contract's month, as its reconciliation has it. */
    private long moved(String id) {
        engine.catchUp();
        return new PeriodMatching(engine.internals().transactions())
                .match("c-" + id, MARCH)
                .orElseThrow()
                .paid()
                .movedMinor();
    }

    /** Draws another tonne of both, and says why the first payer is held. */
    private HeldReason heldOf(String payer, Runnable remedy) {
        remedy.run();
        draw("a", 1_000);
        draw("b", 1_000);
        seal();
        settleAll();
        long batchNo = engine.internals().positions().readOrStart(BatchNetting.MOVED, 0, 0);
        return ((BatchNetted) engine.internals().netting(batchNo).getFirst())
                .positions().stream()
                        .filter(position -> position.payer().equals(payer))
                        .map(NetPosition::held)
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void whatWasHeldIsReleasedWhenFundsArriveWithoutAnotherBatch() {
        site.fund(1, 3, 100_00);
        draw("a", 5_000);
        seal();
        settleAll();
        assertThat(book.due()).containsExactly(new Due("p1", "p3", eur(500_00)));
        Instant later = Instant.now().plusSeconds(3_600);
        assertThat(netting.step(later)).as("nothing has come").isFalse();
        site.person(1).deposit(site.address(3), 400_00);
        assertThat(netting.step(later.plusSeconds(1))).as("not looked for yet").isFalse();
        Instant then = later.plusSeconds(3_600);
        for (int step = 0; netting.step(then); step++) {
            assertThat(step).isLessThan(10);
        }
        assertThat(received(3)).isEqualTo(500_00);
        assertThat(book.due()).isEmpty();
        ChainReconciliation.Result result = new ChainReconciliation(engine, escrow).compare(0);
        assertThat(result.findings()).isEmpty();
        assertThat(result.equal()).isEqualTo(1);
        // The next batch, and the next release, go on as ever.
        draw("a", 1_000);
        seal();
        settleAll();
        assertThat(book.due()).containsExactly(new Due("p1", "p3", eur(100_00)));
        assertThat(moved("a")).as("the newest hundred are open").isEqualTo(500_00);
        site.person(1).deposit(site.address(3), 400_00);
        for (int step = 0; netting.step(then.plusSeconds(3_600)); step++) {
            assertThat(step).isLessThan(10);
        }
        assertThat(received(3)).isEqualTo(600_00);
        assertThat(new ChainReconciliation(engine, escrow).compare(0).findings()).isEmpty();
    }

    @Test
    void aBatchWaitsForTheReleaseThatIsOnItsWay() {
        netting = new BatchNetting(engine, List.of(escrow), 3);
        site.fund(1, 3, 100_00);
        draw("a", 5_000);
        seal();
        settleAll();
        assertThat(received(3)).isZero();
        site.person(1).deposit(site.address(3), ENOUGH);
        Instant later = Instant.now().plusSeconds(3_600);
        assertThat(netting.step(later)).as("release netted").isTrue();
        assertThat(netting.step(later)).as("release sent").isTrue();
        draw("a", 1_000);
        seal();
        assertThat(netting.step(later)).as("not deep enough, and the batch waits").isFalse();
        assertThat(engine.internals().netting(2)).isEmpty();
        site.rpc("anvil_mine", "0x3");
        settleAll();
        site.rpc("anvil_mine", "0x3");
        settleAll();
        assertThat(((BatchNetted) engine.internals().netting(2).getFirst()).positions())
                .containsExactly(new NetPosition("p1", "p3", eur(100_00), null));
        assertThat(received(3)).isEqualTo(600_00);
        assertThat(book.due()).isEmpty();
        assertThat(new ChainReconciliation(engine, escrow).compare(0).findings()).isEmpty();
    }

    @Test
    void aNetCreditIsPaidBackUnderThePayeesOwnMandate() {
        site.fund(1, 3, ENOUGH);
        draw("a", 5_000);
        seal();
        settleAll();
        assertThat(received(3)).isEqualTo(500_00);
        draw("a", -4_000);
        seal();
        settleAll();
        assertThat(book.due()).containsExactly(new Due("p3", "p1", eur(400_00)));

        site.person(3).fund(site.address(1), 450_00);
        site.person(3).setMandate(site.address(1), new Mandate(1_000_00, 720, Mandate.NEVER));
        draw("a", 1_000);
        seal();
        settleAll();
        assertThat(book.due()).isEmpty();
        assertThat(received(1)).as("400 back, less 100 drawn meanwhile").isEqualTo(300_00);
    }

    @Test
    void aWithdrawalThatIsFasterHoldsThatPayerOnly() {
        site.fund(1, 3, 100_00);
        site.fund(2, 3, ENOUGH);
        draw("a", 1_000);
        draw("b", 4_000);
        seal();
        assertThat(netting.step(Instant.now())).as("netted").isTrue();
        site.person(1).withdraw(site.address(3), 60_00, site.address(1));
        settleAll();
        assertThat(engine.internals().netting(1)).hasSize(3);
        assertThat(((BatchNetted) engine.internals().netting(1).get(1)).positions())
                .containsExactly(
                        new NetPosition("p1", "p3", eur(100_00), HeldReason.INSUFFICIENT_ESCROW),
                        new NetPosition("p2", "p3", eur(400_00), null));
        assertThat(received(3)).isEqualTo(400_00);
        assertThat(book.due()).containsExactly(new Due("p1", "p3", eur(100_00)));
    }

    @Test
    void whoeverStopsWhereverItMovesOnce() {
        site.fund(1, 3, ENOUGH);
        site.fund(2, 3, ENOUGH);
        for (int round = 0; round < 3; round++) {
            draw("a", 1_000);
            draw("b", 2_000);
            seal();
        }
        // Every step by an instance that knows nothing, on another's connection to the node.
        boolean more = true;
        for (int step = 0; more; step++) {
            assertThat(step).isLessThan(50);
            try (EscrowBook other = escrow(1 + step % 2)) {
                more = new BatchNetting(engine, List.of(other), 1).step(Instant.now());
            }
        }
        assertThat(received(3)).isEqualTo(900_00);
        assertThat(book.due()).isEmpty();
    }

    @Test
    void aReorganisedBatchIsSentAgain() {
        netting = new BatchNetting(engine, List.of(escrow), 3);
        site.fund(1, 3, ENOUGH);
        draw("a", 1_000);
        seal();
        netting.step(Instant.now());
        String before = site.rpc("evm_snapshot").asText();
        netting.step(Instant.now());
        assertThat(asked.batchRoot(1)).isPresent();
        assertThat(netting.step(Instant.now())).as("not deep enough").isFalse();
        site.rpc("evm_revert", before);
        assertThat(asked.batchRoot(1)).isEmpty();
        assertThat(netting.step(Instant.now())).as("sent again").isTrue();
        assertThat(book.due()).containsExactly(new Due("p1", "p3", eur(100_00)));
        site.rpc("anvil_mine", "0x2");
        settleAll();
        assertThat(received(3)).isEqualTo(100_00);
        assertThat(book.due()).isEmpty();
    }

    @Test
    void chunksMoveAllOrNothing() {
        escrow.close();
        escrow = escrow(1);
        netting = new BatchNetting(engine, List.of(escrow), 1);
        site.fund(1, 3, 100_00);
        site.fund(2, 3, ENOUGH);
        draw("a", 1_000);
        draw("b", 2_000);
        seal();
        netting.step(Instant.now());
        site.person(2).revokeMandate(site.address(3));
        settleAll();
        assertThat(asked.openBatch()).isEmpty();
        assertThat(received(3)).isEqualTo(100_00);
        mandate(2, ENOUGH);
        site.person(1).deposit(site.address(3), ENOUGH);
        draw("a", 1_000);
        seal();
        settleAll();
        BatchMoved moved = (BatchMoved) engine.internals().netting(2).getLast();
        assertThat(moved.moves()).hasSize(2);
        assertThat(received(3)).isEqualTo(400_00);
        assertThat(book.due()).isEmpty();
    }

    @Test
    void aForeignBatchOrAPausedEscrowIsAnAlarm() {
        site.fund(1, 3, ENOUGH);
        draw("a", 1_000);
        seal();
        netting.step(Instant.now());
        asked.pause();
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(AnchorConfigurationException.class)
                .hasMessageContaining("refuses batch 1: the contract is paused");
        site.rpc("anvil_mine");
    }

    @Test
    void anotherRootUnderTheNumberIsAnAlarm() {
        site.fund(1, 3, ENOUGH);
        draw("a", 1_000);
        seal();
        netting.step(Instant.now());
        asked.settle(1, Hash32.parse("0x" + "ab".repeat(32)), 1, List.of(new Move(1, 2, 1)));
        assertThatThrownBy(() -> netting.step(Instant.now()))
                .isInstanceOf(RootConflictException.class);
        assertThat(engine.internals().netting(1)).hasSize(1);
    }

    /** In the end everything commanded has moved, to the cent. */
    @Test
    void whateverPayersDoTheBooksEqualTheChain() {
        long seed = 20_261_124;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        site.fund(1, 3, 50_00);
        site.fund(2, 3, 50_00);
        long[] drawnKg = new long[2];
        for (int round = 0; round < 25; round++) {
            for (int i = 0; i < 3; i++) {
                int who = random.nextInt(2);
                long kg = random.nextInt(3_000) - Math.min(500, drawnKg[who]);
                drawnKg[who] += kg;
                draw(who == 0 ? "a" : "b", kg);
            }
            seal();
            for (int i = 0; i < 6; i++) {
                netting.step(Instant.now());
                disturb(random, 1 + random.nextInt(2));
            }
            engine.catchUp();
            assertThat(engine.internals().readModels().identities())
                    .filteredOn(identity -> identity.name().startsWith("commanded in netted"))
                    .hasSize(1)
                    .allMatch(Identity::holds);
        }
        for (int payer = 1; payer <= 2; payer++) {
            site.fund(payer, 3, ENOUGH);
        }
        draw("a", 1_000);
        draw("b", 1_000);
        seal();
        settleAll();
        assertThat(book.due()).isEmpty();
        assertThat(received(3)).isEqualTo((drawnKg[0] + drawnKg[1] + 2_000) * 10);
    }

    private void disturb(Random random, int payer) {
        EvmEscrow person = site.person(payer);
        long left =
                asked.relation(
                                asked.account(site.address(payer)).orElseThrow().accountNo(),
                                asked.account(site.address(3)).orElseThrow().accountNo())
                        .balanceMinor();
        switch (random.nextInt(5)) {
            case 0 -> person.deposit(site.address(3), 1 + random.nextInt(300_00));
            case 1 -> person.revokeMandate(site.address(3));
            case 2 -> mandate(payer, 1 + random.nextInt(500_00));
            case 3 -> {
                if (left > 0) {
                    person.withdraw(
                            site.address(3), 1 + random.nextLong(left), site.address(payer));
                }
            }
            default -> {}
        }
    }

    @Test
    void aBatchIsSealedByCountByAgeOrByAmount() {
        Instant soon = Instant.now();
        draw("a", 1_000);
        draw("b", 2_000);
        draw("b", -1_000);
        assertThat(sealer(4, 3_600, "400.01").step(soon)).isFalse();
        assertThat(sealer(4, 3_600, "400").step(soon)).as("100 + 200 + 100").isTrue();
        draw("a", 1_000);
        draw("b", 1_000);
        assertThat(sealer(3, 3_600, null).step(soon)).isFalse();
        assertThat(sealer(2, 3_600, null).step(soon)).isTrue();
        draw("a", 1_000);
        assertThat(sealer(9, 3_600, null).step(soon.plusSeconds(3_000))).isFalse();
        assertThat(sealer(9, 3_600, null).step(soon.plusSeconds(4_000))).isTrue();
    }

    private BatchSealer sealer(int count, long ageSeconds, @Nullable String amount) {
        return new BatchSealer(
                engine,
                count,
                Duration.ofSeconds(ageSeconds),
                amount == null ? null : new BigDecimal(amount),
                new Random(1));
    }

    @Test
    void reconciliationFindsWhatIsMissingExtraAndDifferent() {
        site.fund(1, 3, ENOUGH);
        site.fund(2, 3, ENOUGH);
        draw("a", 1_000);
        seal();
        settleAll();
        String snapshot = site.rpc("evm_snapshot").asText();
        draw("b", 2_000);
        seal();
        settleAll();
        ChainReconciliation reconciliation = new ChainReconciliation(engine, escrow);
        assertThat(reconciliation.compare(0).findings()).isEmpty();
        assertThat(reconciliation.compare(0).equal()).isEqualTo(2);

        // Sent and not recorded as final yet.
        draw("b", 1_000);
        seal();
        netting.step(Instant.now());
        netting.step(Instant.now());
        assertThat(reconciliation.compare(0).inFlight()).isEqualTo(1);

        // A reorganisation deeper than was waited for: batch 2 is gone, then settled otherwise.
        site.rpc("evm_revert", snapshot);
        snapshot = site.rpc("evm_snapshot").asText();
        assertThat(reconciliation.compare(0).findings())
                .extracting(Finding::batchNo, Finding::kind)
                .containsExactly(tuple(2L, Kind.MISSING));
        asked.settle(2, Hash32.parse(root(2)), 1, List.of(new Move(3, 2, 1)));
        asked.settle(77, Hash32.parse("0x" + "ab".repeat(32)), 1, List.of());
        assertThat(reconciliation.compare(0).findings())
                .extracting(Finding::batchNo, Finding::kind)
                .containsExactly(
                        tuple(2L, Kind.DIFFERENT),
                        tuple(2L, Kind.MOVED_BLOCK),
                        tuple(77L, Kind.EXTRA));
    }
}
