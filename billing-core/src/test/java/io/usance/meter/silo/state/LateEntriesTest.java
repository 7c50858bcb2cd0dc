package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.NoteCorrectionsTest.by;
import static io.usance.meter.silo.state.NoteCorrectionsTest.correct;
import static io.usance.meter.silo.state.NoteCorrectionsTest.counted;
import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.EndContract;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.StockEntered;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people enter late, wrongly, or at the edges of what is remembered. */
class LateEntriesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIRST = "2026-03-01/2026-03-02";
    private static final String SECOND = "2026-03-02/2026-03-03";

    // ---- stock-takes as of their time ----

    /** 400 too much are shown on both days; each period has what it would have had in time. */
    @ParameterizedTest(name = "that of the second day is entered first: {0}")
    @ValueSource(booleans = {false, true})
    void aStockTakeIsComparedWithWhatWasKnownOfItsTime(boolean laterFirst) {
        SiloScenario silo = started().levelUntil(9_000, march(2, "12:00"));
        if (laterFirst) {
            take(silo, "S2", 8_600, march(2, "11:00"), kg(9_000));
            take(silo, "S1", 8_600, march(1, "12:00"), kg(9_000));
        } else {
            take(silo, "S1", 8_600, march(1, "12:00"), kg(9_000));
            take(silo, "S2", 8_600, march(2, "11:00"), kg(9_000));
        }
        assertThat(byPeriod(silo)).containsExactlyEntriesOf(Map.of(FIRST, 400L));
        audit(silo);
    }

    /** The new sensor shows 3,000 less from noon on; the stock-take is of the morning. */
    @Test
    void aStockTakeOfBeforeAChangeKnowsNothingOfIt() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        silo.replaced("sensor-2", null).levelUntil(6_000, march(1, "20:00"));
        assertThat(silo.only(StockAdjusted.class).source()).isEqualTo(AdjustmentSource.MEASURED);
        take(silo, "S1", 9_000, march(1, "09:00"), kg(9_000));
        assertThat(silo.all(StockAdjusted.class)).as("nothing is found").hasSize(1);
        take(silo, "S2", 9_000, march(1, "19:30"), kg(6_000));
        assertThat(silo.all(StockAdjusted.class)).as("nor behind it").hasSize(1);
        audit(silo);
    }

    /** Counted by the new sensor before its shift is measured: both together are the difference. */
    @Test
    void aStockTakeBeforeTheShiftIsMeasuredDoesNotBookItTwice() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        silo.replaced("sensor-2", null).level(6_000, 4);
        take(silo, "S1", 9_000, silo.now, kg(6_000));
        silo.levelUntil(6_000, march(1, "20:00"));
        assertThat(byPeriod(silo)).containsExactlyEntriesOf(Map.of(FIRST, -3_000L));
        silo.levelUntil(6_000, march(2, "03:00"));
        assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(0));
        audit(silo);
    }

    /** One that waits, for its period has not begun, is known to the next. */
    @Test
    void aStockTakeKnowsOfOneThatWaits() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "20:00"));
        send(silo, StockChange.STOCK_TAKE, "S1", 8_600, march(2, "01:00"), march(2, "02:00"));
        send(silo, StockChange.STOCK_TAKE, "S2", 8_600, march(2, "01:30"), march(2, "02:00"));
        silo.levelUntil(9_000, march(2, "06:00"));
        assertThat(byPeriod(silo)).containsExactlyEntriesOf(Map.of(SECOND, 400L));
        audit(silo);
    }

    /** The way back of a stock-take is the right one of the same time. */
    @Test
    void aStockTakeThatWasWrongIsTakenAgain() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        take(silo, "S1", 5_000, march(1, "11:00"), null);
        take(silo, "S2", 8_600, march(1, "11:00"), null);
        assertThat(byPeriod(silo)).containsExactlyEntriesOf(Map.of(FIRST, 400L));
        take(silo, "S3", 9_000, march(1, "11:00"), null);
        assertThat(byPeriod(silo)).isEmpty();
        audit(silo);
    }

    // ---- notes of rises that are forgotten ----

    @Test
    void aNoteWhoseRiseIsForgottenKeepsItsDelivery() {
        SiloScenario silo = started().levelUntil(2_000, march(1, "06:00"));
        long level = 2_000;
        for (int i = 1; i <= Deliveries.REFILLS_MAX + 2; i++) {
            level += 500;
            silo.level(level, 20);
            silo.note("N" + i, silo.now.minusSeconds(5 * 3_600 - 600), 500);
            silo.level(level, 20);
        }
        long all = 500L * (Deliveries.REFILLS_MAX + 2);
        assertThat(counted(silo)).isEqualTo(kg(all));
        refusedAsTooOld(silo.send(new VoidDelivery(SILO, "N1", by("C1", silo.now))).refusals());
        refusedAsTooOld(
                correct(silo, "N1", march(2, "20:00"), null, by("C2", silo.now)).refusals());
        refusedAsTooOld(
                correct(silo, "N34", march(1, "06:00"), null, by("C3", silo.now)).refusals());
        assertThat(counted(silo)).isEqualTo(kg(all));
        assertThat(correct(silo, "N1", null, kg(510), by("C4", silo.now)).refusals()).isEmpty();
        assertThat(counted(silo)).isEqualTo(kg(all + 10));
        audit(silo);
    }

    private static void refusedAsTooOld(List<io.usance.metering.Decision.Refusal> refusals) {
        assertThat(refusals).hasSize(1);
        assertThat(refusals.getFirst().reason()).isEqualTo(RefusalReason.DELIVERY_NOTE_TOO_OLD);
        assertThat(refusals.getFirst().detail()).contains("newest 32", "adjust the stock");
    }

    // ---- corrections that do not fit ----

    @Test
    void aCorrectionThatTheLevelContradictsIsDoubted() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00")).level(15_000, 20);
        silo.note("N1", march(1, "08:20"), 10_000);
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
        correct(silo, "N1", null, kg(15_000), by("C1", silo.now));
        assertThat(silo.all(DeliveryCounted.class).getLast().deviates()).isTrue();
        MeteringDoubted doubted = silo.only(MeteringDoubted.class);
        assertThat(doubted.doubt()).isEqualTo(Doubt.NOTE_CONTRADICTED);
        assertThat(doubted.quantity()).isEqualTo(kg(15_000));
        assertThat(doubted.expected()).isEqualTo(kg(10_000));
        audit(silo);
    }

    // ---- falls ----

    /** 9,000 go into another silo; two hours later 9,000 are delivered. */
    @ParameterizedTest(name = "entered at {0}")
    @ValueSource(strings = {"08:00", "09:00"})
    void aTransferDoesNotHideTheDeliveryBehindIt(String entered) {
        SiloScenario silo = drawnUntil8();
        if (entered.equals("08:00")) {
            out(silo, "T1", 9_000, march(2, "08:00"));
        }
        silo.levelUntil(9_000, march(2, "09:00"));
        if (!entered.equals("08:00")) {
            out(silo, "T1", 9_000, march(2, "08:00"));
        }
        silo.levelUntil(9_000, march(2, "11:00")).levelUntil(18_000, march(2, "20:00"));
        silo.note("N1", march(2, "11:10"), 9_000);
        silo.levelUntil(18_000, march(3, "03:00"));
        assertThat(counted(silo)).isEqualTo(kg(9_000));
        PeriodClosed second = silo.all(PeriodClosed.class).getLast();
        assertThat(second.deliveries()).isEqualTo(kg(9_000));
        assertThat(second.adjustments()).isEqualTo(kg(-9_000));
        assertThat(second.consumed().milli()).isBetween(600_000L, 750_000L);
        assertThat(silo.all(MeteringDoubted.class)).isEmpty();
        audit(silo);
    }

    /** 9,000 fall at once; before hours have confirmed it the sensor is replaced. */
    @ParameterizedTest(name = "the new sensor shows {0}: {1} of them were drawn")
    @CsvSource({"9000, true", "9100, true", "18000, false", "17900, false"})
    void aFallBeforeAChangeOfTheSensorIsMeteredIfTheNewOneShowsIt(long shown, boolean drawn) {
        SiloScenario silo = drawnUntil8().levelUntil(9_000, march(2, "09:00"));
        silo.replaced("sensor-2", null).levelUntil(shown, march(2, "20:00"));
        MeteringDoubted doubted = silo.only(MeteringDoubted.class);
        assertThat(doubted.doubt()).isEqualTo(Doubt.UNUSUAL_FALL);
        assertThat(doubted.quantity().milli()).isBetween(8_900_000L, 9_100_000L);
        silo.levelUntil(shown, march(3, "03:00"));
        long consumed = silo.all(PeriodClosed.class).getLast().consumed().milli();
        assertThat(consumed).isBetween(drawn ? 8_500_000L : 0L, drawn ? 10_500_000L : 1_500_000L);
        audit(silo);
    }

    /** From 20,000, some 83 an hour for a day and a third, so that the draw is known. */
    private static SiloScenario drawnUntil8() {
        return started().levelUntil(20_700, march(1, "00:00")).fall(20_700, 18_000, 128);
    }

    // ---- at a contract's edges ----

    /** 10,000 came four hours before the contract, 100 in its first hour. */
    @Test
    void aSmallMoveInAContractsFirstHoursIsNotTheRiseBefore() {
        SiloScenario silo = started();
        silo.now = SiloScenario.FROM.minusSeconds(8 * 3_600);
        silo.levelUntil(5_000, SiloScenario.FROM.minusSeconds(4 * 3_600));
        silo.levelUntil(15_000, march(1, "00:30"));
        in(silo, "T1", 100, march(1, "00:30"));
        silo.levelUntil(15_100, march(2, "03:00"));
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(100));
        PeriodClosed first = silo.only(PeriodClosed.class);
        assertThat(first.opening().plus(first.adjustments()).minus(first.closing()))
                .isEqualTo(first.consumed());
        audit(silo);
    }

    /** The contract ends and is closed by command before the move's hours have passed. */
    @Test
    void aMoveInAContractsLastHoursIsBookedWhenItIsClosedByCommand() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "23:00"));
        in(silo, "T1", 100, march(1, "22:30"));
        silo.send(new EndContract(SILO, "contract-1", march(2, "00:00"), silo.now));
        silo.now = march(2, "00:30");
        silo.send(new ClosePeriod(SILO, FIRST, silo.now));
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(100));
        assertThat(silo.only(PeriodClosed.class).adjustments()).isEqualTo(kg(100));
        audit(silo);
    }

    /** All that may wait is booked by one close. */
    @Test
    void aCloseByCommandBooksAllThatWaits() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        silo.replaced("sensor-2", null);
        for (int i = 0; i < Entries.WAITING_MAX; i++) {
            send(silo, StockChange.SPILL, "A" + i, 1, march(1, "12:00"), march(1, "12:30"));
        }
        silo.now = march(2, "00:30");
        silo.send(new ClosePeriod(SILO, FIRST, silo.now));
        assertThat(silo.only(PeriodClosed.class).adjustments()).isEqualTo(kg(-64));
    }

    // ---- the way back ----

    /** What was entered wrongly is taken back by the same the other way, to the gram. */
    @ParameterizedTest(name = "{0}, {2} in the end delivered")
    @CsvSource({"SPILL, FOUND, 10000", "FOUND, WRITE_OFF, 10000", "TRANSFER_IN, -, 10000"})
    void theSameTheOtherWayTakesAnEntryBack(StockChange wrong, String back, long delivered) {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        silo.levelUntil(15_000, march(1, "12:00"));
        enter(silo, "A1", wrong, 10_000, march(1, "08:10"));
        silo.levelUntil(15_000, march(1, "18:00"));
        StockChange reverse =
                back.equals("-") ? StockChange.TRANSFER_OUT : StockChange.valueOf(back);
        enter(silo, "A2", reverse, 10_000, march(1, "08:10"));
        silo.levelUntil(15_000, march(3, "02:00"));
        assertThat(byPeriod(silo)).isEmpty();
        assertThat(counted(silo)).isEqualTo(kg(delivered));
        PeriodClosed first = silo.all(PeriodClosed.class).getFirst();
        assertThat(first.consumed()).isEqualTo(kg(0));
        audit(silo);
    }

    /** After its period was closed, and twice: each takes back one. */
    @Test
    void anEntryOfAClosedPeriodIsTakenBackThere() {
        SiloScenario silo = started().levelUntil(9_000, march(2, "03:00"));
        enter(silo, "A1", StockChange.SPILL, 500, march(1, "10:00"));
        enter(silo, "A2", StockChange.SPILL, 500, march(1, "10:00"));
        enter(silo, "A3", StockChange.FOUND, 500, march(1, "10:00"));
        assertThat(byPeriod(silo)).containsExactlyEntriesOf(Map.of(FIRST, -500L));
        enter(silo, "A4", StockChange.FOUND, 500, march(1, "10:00"));
        assertThat(byPeriod(silo)).isEmpty();
        audit(silo);
    }

    // ---- what an auditor finds ----

    @Test
    void anAuditorRefusesEntriesThatTheLogDoesNotJustify() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        take(silo, "S1", 8_600, march(1, "11:00"), null);
        silo.levelUntil(9_000, march(1, "13:00"));
        StockEntered e = silo.only(StockEntered.class);
        assertThat(forged(silo, e, e)).as("as it was").isEmpty();
        List<StockEntered> forgeries =
                List.of(
                        other(e, StockChange.STOCK_TAKE, kg(9_900), null),
                        other(e, StockChange.STOCK_TAKE, null, null),
                        other(e, StockChange.STOCK_TAKE, kg(9_000), "silo-2"),
                        other(e, StockChange.SPILL, null, "silo-2"),
                        other(e, StockChange.SPILL, kg(9_000), null),
                        other(e, StockChange.TRANSFER_OUT, null, null),
                        other(e, StockChange.TRANSFER_OUT, null, SILO));
        for (StockEntered each : forgeries) {
            assertThat(forged(silo, e, each)).as(each.toString()).isPresent();
        }
    }

    private static java.util.Optional<io.usance.metering.Discrepancy> forged(
            SiloScenario silo, StockEntered was, StockEntered now) {
        List<SiloEvent> events = new ArrayList<>(silo.events);
        events.replaceAll(event -> event == was ? now : event);
        return MeteringAudit.fromRegistration().check(events);
    }

    private static StockEntered other(
            StockEntered e,
            StockChange change,
            @Nullable Quantity shown,
            @Nullable String otherSiloId) {
        return new StockEntered(
                e.siloId(),
                e.contractId(),
                change,
                e.quantity(),
                e.expandedUncertainty(),
                shown,
                otherSiloId,
                e.happenedAt(),
                e.entered());
    }

    // ---- helpers ----

    private static void audit(SiloScenario silo) {
        NoteCorrectionsTest.audit(silo);
        SiloState replayed = SiloState.initial();
        silo.events.forEach(event -> Metering.evolve(replayed, event));
        assertThat(replayed.snapshot()).isEqualTo(silo.state.snapshot());
        assertThat(restored(silo.state.snapshot()).snapshot()).isEqualTo(silo.state.snapshot());
    }

    private static SiloState restored(SiloSnapshot snapshot) {
        try {
            String text = JSON.writeValueAsString(snapshot);
            return SiloState.restore(JSON.readValue(text, SiloSnapshot.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a snapshot that cannot be stored", e);
        }
    }

    /** Adjustments in kilograms by the period they belong to, without those that sum to zero. */
    private static Map<String, Long> byPeriod(SiloScenario silo) {
        TreeMap<String, Long> sums = new TreeMap<>();
        for (StockAdjusted each : silo.all(StockAdjusted.class)) {
            String of = each.closedPeriodId() == null ? each.periodId() : each.closedPeriodId();
            sums.merge(of, each.quantity().milli() / 1_000, Long::sum);
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private static void take(
            SiloScenario silo, String id, long kilograms, Instant at, @Nullable Quantity shown) {
        silo.send(
                new AdjustStock(
                        SILO,
                        StockChange.STOCK_TAKE,
                        kg(kilograms),
                        null,
                        shown,
                        at,
                        by(id, silo.now)));
        assertThat(silo.last.refusals()).isEmpty();
    }

    private static void send(
            SiloScenario silo,
            StockChange change,
            String id,
            long kilograms,
            Instant at,
            Instant enteredAt) {
        boolean take = change == StockChange.STOCK_TAKE;
        silo.send(
                new AdjustStock(
                        SILO,
                        change,
                        kg(kilograms),
                        null,
                        take ? kg(9_000) : null,
                        at,
                        by(id, enteredAt)));
        assertThat(silo.last.refusals()).isEmpty();
    }

    private static void enter(
            SiloScenario silo, String id, StockChange change, long kilograms, Instant at) {
        silo.send(
                change.isTransfer()
                        ? new MoveStock(
                                SILO, change, "silo-2", kg(kilograms), null, at, by(id, silo.now))
                        : new AdjustStock(
                                SILO, change, kg(kilograms), null, null, at, by(id, silo.now)));
        assertThat(silo.last.refusals()).isEmpty();
    }

    private static void out(SiloScenario silo, String id, long kilograms, Instant at) {
        enter(silo, id, StockChange.TRANSFER_OUT, kilograms, at);
    }

    private static void in(SiloScenario silo, String id, long kilograms, Instant at) {
        enter(silo, id, StockChange.TRANSFER_IN, kilograms, at);
    }
}
