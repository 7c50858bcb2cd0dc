package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.NoteCorrectionsTest.by;
import static io.usance.meter.silo.state.NoteCorrectionsTest.counted;
import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockChange;
import io.usance.metering.Decision;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person knows of a stock beside what the level shows. */
class StockEntriesTest {

    private static final String FIRST = "2026-03-01/2026-03-02";

    /** 1,500 kg leave at 10:00, before or after it is entered; nothing is drawn. */
    @ParameterizedTest(name = "{0}, entered at {2}")
    @CsvSource({
        "SPILL, SPILLED, 09:30",
        "SPILL, SPILLED, 18:00",
        "SAMPLE, SAMPLED, 18:00",
        "WRITE_OFF, WRITTEN_OFF, 18:00"
    })
    void whatLeftIsNotConsumed(StockChange change, AdjustmentSource source, String entered) {
        SiloScenario silo = started().levelUntil(9_000, march(1, "10:00"));
        if (entered.equals("09:30")) {
            adjust(silo, "A1", change, 1_500, march(1, "09:30"));
        }
        silo.levelUntil(7_500, march(1, "18:00"));
        if (!entered.equals("09:30")) {
            adjust(silo, "A1", change, 1_500, march(1, "09:30"));
        }
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.source()).isEqualTo(source);
        assertThat(adjusted.quantity()).isEqualTo(kg(-1_500));
        assertThat(adjusted.expandedUncertainty())
                .isEqualTo(new Quantity(1_500, kg(0).dimension()));
        assertThat(adjusted.enteredId()).isEqualTo("A1");
        assertThat(adjusted.closedPeriodId()).isNull();
        silo.levelUntil(7_500, march(2, "03:00"));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.adjustments()).isEqualTo(kg(-1_500));
        assertThat(closed.opening().plus(closed.adjustments()).minus(closed.closing()))
                .isEqualTo(closed.consumed());
        assertThat(closed.consumed()).isEqualTo(kg(0));
        NoteCorrectionsTest.audit(silo);
    }

    /** 10,000 kg come at 08:00, and are no delivery, whenever that is entered. */
    @ParameterizedTest(name = "{0}, entered on 1 March at {2}, and {3} delivered with it")
    @CsvSource({
        "FOUND, FOUND, 07:00, 0",
        "FOUND, FOUND, 15:00, 0",
        "TRANSFER_IN, TRANSFERRED, 07:00, 0",
        "TRANSFER_IN, TRANSFERRED, 15:00, 0",
        "TRANSFER_IN, TRANSFERRED, 15:00, 4000"
    })
    void aRiseThatIsExplainedIsNoDelivery(
            StockChange change, AdjustmentSource source, String entered, long delivered) {
        SiloScenario silo = started().levelUntil(5_000, march(1, "07:00"));
        long moved = 10_000 - delivered;
        if (entered.equals("07:00")) {
            enter(silo, "T1", change, moved, march(1, "07:00"));
        }
        silo.levelUntil(5_000, march(1, "08:00")).levelUntil(15_000, march(1, "15:00"));
        if (delivered > 0) {
            silo.note("N1", march(1, "08:10"), delivered);
        }
        if (!entered.equals("07:00")) {
            enter(silo, "T1", change, moved, march(1, "08:00"));
        }
        silo.levelUntil(15_000, march(3, "02:00"));
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.source()).isEqualTo(source);
        assertThat(adjusted.quantity()).isEqualTo(kg(moved));
        assertThat(adjusted.refillNo()).isEqualTo(1);
        assertThat(counted(silo)).isEqualTo(kg(delivered));
        assertThat(silo.all(PeriodClosed.class).getFirst().consumed()).isEqualTo(kg(0));
        assertThat(silo.all(PeriodClosed.class).getFirst().deliveries()).isEqualTo(kg(delivered));
        NoteCorrectionsTest.audit(silo);
    }

    /** 200 kg found are no explanation of 10,000 kg: those are a delivery, with or without. */
    @ParameterizedTest(name = "entered on 1 March at {0}")
    @ValueSource(strings = {"09:00", "15:00"})
    void aSmallEntryDoesNotSwallowARise(String entered) {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        silo.levelUntil(15_000, march(1, entered));
        enter(silo, "T1", StockChange.FOUND, 200, march(1, "08:30"));
        silo.levelUntil(15_000, march(3, "02:00"));
        assertThat(counted(silo)).isEqualTo(kg(10_000));
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(200));
        NoteCorrectionsTest.audit(silo);
    }

    /**
     * The rise was estimated as a delivery, and its period closed; then someone says what it was.
     */
    @Test
    void anEstimateThatWasNoDeliveryIsTakenBack() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        silo.levelUntil(15_000, march(3, "02:00"));
        assertThat(counted(silo)).isEqualTo(kg(10_000));
        enter(silo, "T1", StockChange.TRANSFER_IN, 10_010, march(1, "08:10"));
        assertThat(counted(silo)).isEqualTo(kg(0));
        assertThat(silo.all(DeliveryCounted.class).getLast().closedPeriodId()).isEqualTo(FIRST);
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.quantity()).isEqualTo(kg(10_010));
        assertThat(adjusted.closedPeriodId()).isEqualTo(FIRST);
        silo.levelUntil(15_000, march(4, "02:00"));
        PeriodClosed open = silo.all(PeriodClosed.class).getLast();
        assertThat(open.periodId()).isEqualTo(adjusted.periodId());
        assertThat(open.adjustments()).as("10,010 less 10,000").isEqualTo(kg(10));
        NoteCorrectionsTest.audit(silo);
    }

    /** Too little for the level to show, or typed wrong: booked when its time has passed. */
    @Test
    void whatCameInWithoutARiseIsBookedWhenItsTimeHasPassed() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "08:00"));
        enter(silo, "T1", StockChange.TRANSFER_IN, 100, march(1, "08:00"));
        silo.levelUntil(5_100, march(1, "13:45"));
        assertThat(silo.all(StockAdjusted.class)).isEmpty();
        silo.levelUntil(5_100, march(1, "16:00"));
        assertThat(silo.only(StockAdjusted.class).refillNo()).isNull();
        silo.levelUntil(5_100, march(2, "03:00"));
        assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(0));
    }

    @Test
    void ofAClosedPeriodItIsBookedInTheOpenOneAndSaysWhose() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "10:00"));
        silo.levelUntil(7_500, march(2, "03:00"));
        PeriodClosed first = silo.only(PeriodClosed.class);
        assertThat(first.consumed()).isEqualTo(kg(1_500));
        adjust(silo, "A1", StockChange.SPILL, 1_500, march(1, "10:00"));
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.periodId()).isEqualTo("2026-03-02/2026-03-03");
        assertThat(adjusted.closedPeriodId()).isEqualTo(FIRST);
        ConsumptionMetered correction = silo.all(ConsumptionMetered.class).getLast();
        assertThat(correction.periodId()).isEqualTo(FIRST);
        assertThat(correction.bookedPeriodId()).isEqualTo(adjusted.periodId());
        assertThat(correction.quantity()).isEqualTo(kg(-1_500));
        NoteCorrectionsTest.audit(silo);
    }

    /** Of the period that follows the open one, while readings lag behind. */
    @Test
    void whatHappenedInTheNextPeriodWaitsForIt() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "20:00"));
        AdjustStock late =
                new AdjustStock(
                        SILO,
                        StockChange.SPILL,
                        kg(300),
                        kg(10),
                        null,
                        march(2, "01:00"),
                        by("A1", march(2, "02:00")));
        assertThat(silo.send(late).refusals()).isEmpty();
        assertThat(silo.all(StockAdjusted.class)).isEmpty();
        silo.levelUntil(9_000, march(2, "01:00")).levelUntil(8_700, march(2, "05:00"));
        assertThat(silo.only(StockAdjusted.class).periodId()).isEqualTo("2026-03-02/2026-03-03");
        assertThat(silo.only(StockAdjusted.class).closedPeriodId()).isNull();
    }

    /**
     * The level shows too much from 10:00 on, as if nothing had been drawn; what is counted says
     * what was, once: the next stock-take finds the same and books nothing.
     */
    @ParameterizedTest(name = "counted {0} where 9,000 are shown")
    @CsvSource({"8600, 400", "9400, -400", "8990, 0", "9000, 0"})
    void aStockTakeSaysWhatTheLevelDidNotShow(long counted, long adjusted) {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        adjust(silo, "S1", StockChange.STOCK_TAKE, counted, march(1, "12:00"));
        silo.levelUntil(9_000, march(1, "15:00"));
        adjust(silo, "S2", StockChange.STOCK_TAKE, counted, march(1, "15:00"));
        assertThat(
                        silo.all(StockAdjusted.class).stream()
                                .map(StockAdjusted::quantity)
                                .reduce(kg(0), Quantity::plus))
                .isEqualTo(kg(adjusted));
        assertThat(silo.all(StockAdjusted.class)).hasSize(adjusted == 0 ? 0 : 1);
        if (adjusted != 0) {
            // Resolution of the count, and what one reading may be off: 10 + 4 x 10 + 10.
            assertThat(silo.only(StockAdjusted.class).expandedUncertainty()).isEqualTo(kg(60));
        }
        silo.levelUntil(9_000, march(2, "03:00"));
        if (adjusted > 0) {
            assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(adjusted));
        }
        NoteCorrectionsTest.audit(silo);
    }

    @Test
    void aLateStockTakeIsOfItsClosedPeriod() {
        SiloScenario silo = started().levelUntil(9_000, march(2, "03:00"));
        take(silo, "S1", 8_000, march(1, "12:00"), null);
        assertThat(reason(silo)).isEqualTo(RefusalReason.LEVEL_NOT_KNOWN);
        take(silo, "S1", 8_000, march(1, "12:00"), kg(9_000));
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.quantity()).isEqualTo(kg(1_000));
        assertThat(adjusted.closedPeriodId()).isEqualTo(FIRST);
        NoteCorrectionsTest.audit(silo);
    }

    @Test
    void whatIsRefused() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        adjust(silo, "A1", StockChange.SPILL, 100, march(1, "12:15"));
        assertThat(reason(silo)).isEqualTo(RefusalReason.FUTURE_TIME);
        adjust(silo, "A1", StockChange.SPILL, 100, Instant.parse("2026-02-28T12:00:00Z"));
        assertThat(reason(silo)).isEqualTo(RefusalReason.BEFORE_METERING);
        adjust(silo, "A1", StockChange.SPILL, 31_000, march(1, "12:00"));
        assertThat(reason(silo)).isEqualTo(RefusalReason.OUT_OF_RANGE);
        adjust(silo, "A1", StockChange.SPILL, 100, march(1, "12:00"));
        adjust(silo, "A1", StockChange.SPILL, 100, march(1, "12:00"));
        assertThat(silo.last.duplicates()).isEqualTo(1);
        adjust(silo, "A1", StockChange.SAMPLE, 100, march(1, "12:00"));
        assertThat(reason(silo)).isEqualTo(RefusalReason.ENTRY_CONFLICT);
        assertThat(silo.all(StockAdjusted.class)).hasSize(1);
    }

    @Test
    void keepsNoMoreThanItsLimit() {
        SiloScenario silo = started().levelUntil(9_000, march(1, "12:00"));
        for (int i = 0; i <= Entries.WAITING_MAX; i++) {
            enter(silo, "T" + i, StockChange.FOUND, 200, march(1, "11:00"));
        }
        assertThat(reason(silo)).isEqualTo(RefusalReason.TOO_MANY_ENTRIES);
    }

    private static RefusalReason reason(SiloScenario silo) {
        return (RefusalReason) silo.last.refusals().getFirst().reason();
    }

    private static void adjust(
            SiloScenario silo, String id, StockChange change, long kilograms, Instant at) {
        silo.send(new AdjustStock(SILO, change, kg(kilograms), null, null, at, by(id, silo.now)));
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
    }

    private static Decision<SiloEvent> enter(
            SiloScenario silo, String id, StockChange change, long kilograms, Instant at) {
        return silo.send(
                change == StockChange.TRANSFER_IN
                        ? new MoveStock(
                                SILO, change, "silo-2", kg(kilograms), null, at, by(id, silo.now))
                        : new AdjustStock(
                                SILO, change, kg(kilograms), null, null, at, by(id, silo.now)));
    }
}
