package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.FROM;
import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.reading;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloConflictException;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening, provisional consumption and the close of periods. */
class PeriodRulesTest {

    private static final String MARCH_1 = "2026-03-01/2026-03-02";

    @Test
    void measuresTheOpeningBetweenTheReadingsAroundIt() {
        SiloScenario silo = started().fall(20_200, 20_000, 8).fall(20_000, 19_800, 8);
        OpeningStockMeasured opening = silo.only(OpeningStockMeasured.class);
        assertThat(opening.stock().milli()).isBetween(19_990_000L, 20_010_000L);
        assertThat(opening.expandedUncertainty().milli()).isBetween(60_000L, 130_000L);
        assertThat(opening.periodId()).isEqualTo(MARCH_1);
    }

    @Test
    void takesTheFirstPlateauIfReadingsBeginLate() {
        SiloScenario silo = started().silentUntil(march(1, "10:00")).level(20_000, 5);
        assertThat(silo.only(OpeningStockMeasured.class).stock()).isEqualTo(kg(20_000));
    }

    @Test
    void issuesWholeStepsBelowTheGuardAndTheRestAtTheClose() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        silo.fall(20_000, 19_000, 20).levelUntil(19_000, march(2, "02:00"));
        List<ConsumptionMetered> metered = silo.all(ConsumptionMetered.class);
        assertThat(metered).hasSize(10);
        assertThat(metered)
                .extracting(ConsumptionMetered::consumptionNo)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(metered.get(8).kind()).isEqualTo(MeteredKind.PROVISIONAL);
        assertThat(metered.getLast().kind()).isEqualTo(MeteredKind.TRUE_UP);
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.consumed()).isEqualTo(kg(1_000));
        assertThat(closed.provisional()).isEqualTo(kg(900));
        assertThat(closed.trueUp()).isEqualTo(kg(100));
        assertThat(closed.nextPeriodId()).isEqualTo("2026-03-02/2026-03-03");
        assertThat(closed.at()).isEqualTo(march(2, "00:00"));
    }

    @Test
    void carriesABalanceWithinItsUncertaintyAndLosesNothing() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "23:45"));
        silo.levelUntil(19_980, march(2, "23:45")).levelUntil(19_900, march(4, "12:00"));
        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes.getFirst().carried()).isTrue();
        assertThat(closes.getFirst().closing()).isEqualTo(kg(20_000));
        assertThat(closes.getFirst().consumed()).isEqualTo(kg(0));
        assertThat(total(closes)).isEqualTo(kg(100));
    }

    @Test
    void reportsANegativeBalanceAndBillsNothingMore() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "12:00"));
        silo.levelUntil(20_120, march(2, "03:00"));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.negative()).isTrue();
        assertThat(closed.consumed()).isEqualTo(kg(0));
        assertThat(closed.closing()).isEqualTo(kg(20_000));
        assertThat(closed.measuredClosing()).isEqualTo(kg(20_120));
    }

    @Test
    void putsARefillAroundTheBoundaryIntoTheNextPeriod() {
        SiloScenario silo = started().levelUntil(5_000, march(1, "23:15"));
        silo.fall(5_000, 15_000, 8).level(15_000, 24);
        silo.note("N1", march(1, "23:30"), 10_000);
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.measuredClosing()).isEqualTo(kg(5_000));
        assertThat(closed.deliveries()).isEqualTo(kg(0));
        assertThat(silo.only(SiloEvent.DeliveryCounted.class).periodId())
                .isEqualTo("2026-03-02/2026-03-03");
    }

    @Test
    void closesSeveralPeriodsThatPassedInSilence() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "12:00"));
        silo.silentUntil(march(4, "12:00")).level(17_000, 6);
        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes)
                .extracting(PeriodClosed::periodId)
                .containsExactly(MARCH_1, "2026-03-02/2026-03-03", "2026-03-03/2026-03-04");
        assertThat(closes).allMatch(PeriodClosed::carried);
        assertThat(
                        silo.all(ConsumptionMetered.class).stream()
                                .map(ConsumptionMetered::quantity)
                                .reduce(kg(0), Quantity::plus))
                .isEqualTo(kg(2_900));
    }

    @Test
    void closesASilentSiloWhenAsked() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        silo.fall(20_000, 19_000, 20);
        close(silo, MARCH_1, "23:00");
        assertThat(silo.all(PeriodClosed.class)).isEmpty();
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_1, march(2, "06:00")));
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.consumed()).isBetween(kg(890), kg(910));
        assertThat(closed.expandedUncertainty()).isGreaterThan(kg(500));
        assertThat(closed.at()).isEqualTo(march(2, "06:00"));
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_1, march(2, "07:00")));
        assertThat(silo.last.events()).isEmpty();
        silo.silentUntil(march(2, "12:00")).level(18_500, 10);
        assertThat(silo.all(PeriodClosed.class)).hasSize(1);
        assertThat(silo.state.ledger().book() - 18_500_000).isBetween(590_000L, 610_000L);
    }

    @Test
    void closesASiloOfWhichNothingIsKnown() {
        SiloScenario silo = started();
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_1, march(2, "06:00")));
        assertThat(silo.only(PeriodClosed.class).carried()).isTrue();
        assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(0));
        silo.silentUntil(march(2, "06:00")).level(12_000, 6);
        assertThat(silo.only(OpeningStockMeasured.class).stock()).isEqualTo(kg(12_000));
    }

    @Test
    void setsUpOnceAndRefusesOtherValues() {
        SiloScenario silo = started();
        silo.send(new SiloCommand.RegisterSilo(SiloScenario.spec(0, null), FROM));
        assertThat(silo.last.events()).isEmpty();
        silo.send(SiloScenario.assign(FROM));
        assertThat(silo.last.events()).isEmpty();
        assertThatThrownBy(() -> silo.send(SiloScenario.assign(march(2, "00:00"))))
                .isInstanceOf(SiloConflictException.class)
                .hasMessageContaining("2026-03-02");
        assertThatThrownBy(() ->
                        silo.send(new SiloCommand.RegisterSilo(SiloScenario.spec(9, null), FROM)))
                .isInstanceOf(SiloConflictException.class)
                .hasMessageContaining("sensor.stuckAfterReadings: 0, asked 9");
    }

    private static void close(SiloScenario silo, String period, String time) {
        silo.send(new SiloCommand.ClosePeriod(SILO, period, march(1, time)));
    }

    private static Quantity total(List<PeriodClosed> closes) {
        return closes.stream().map(PeriodClosed::consumed).reduce(kg(0), Quantity::plus);
    }

    /** Its clock may be ahead by ten minutes at most; a period does not end by it. */
    @Test
    void aPeriodEndsByTheServicesClockNotByTheSensors() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "23:45"));
        Instant received = march(1, "23:55");
        for (int i = 0; i < 40; i++) {
            Instant ahead = march(2, "00:00").plusSeconds(3L * i);
            long sequence = silo.sequence++;
            silo.send(
                    new SiloCommand.RecordReadings(
                            SILO,
                            List.of(
                                    reading(
                                            sequence,
                                            ahead,
                                            sequence % 2 == 0 ? "20000" : "20010")),
                            received.plusSeconds(i)));
            assertThat(silo.last.recorded()).isEqualTo(1);
        }
        assertThat(silo.all(PeriodClosed.class)).as("23:55 by the service's clock").isEmpty();
        SiloState restored = SiloState.restore(silo.state.snapshot());
        assertThat(restored.snapshot()).isEqualTo(silo.state.snapshot());
        silo.state = restored;
        silo.send(
                new SiloCommand.RecordReadings(
                        SILO,
                        List.of(reading(silo.sequence++, march(2, "00:03"), "20000")),
                        march(2, "00:00")));
        assertThat(silo.only(PeriodClosed.class).at()).isEqualTo(march(2, "00:00"));
    }
}
