package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static io.usance.meter.silo.state.SiloScenario.started;
import static io.usance.meter.silo.state.SiloScenario.startedByFirstRules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent.ClosedPeriodCorrected;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Quantity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a silent silo's buffer says of a period that was closed by command meanwhile. */
class LateReadingsTest {

    private static final String MARCH_1 = "2026-03-01/2026-03-02";
    private static final String MARCH_2 = "2026-03-02/2026-03-03";

    @Test
    void byTheFirstRulesAreChargedInTheOpenPeriodAndTheClosedOneStays() {
        SiloScenario undisturbed = draw(halfByFirstRules());
        SiloScenario silo = halfByFirstRules();
        close(silo);
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.consumed()).isEqualTo(kg(890));
        assertThat(closed.closing()).isEqualTo(kg(19_110));
        draw(silo);

        ClosedPeriodCorrected corrected = silo.only(ClosedPeriodCorrected.class);
        assertThat(corrected.closedPeriodId()).isEqualTo(MARCH_1);
        assertThat(corrected.periodId()).isEqualTo(MARCH_2);
        assertThat(corrected.measuredClosing()).isEqualTo(kg(18_000));
        assertThat(corrected.quantity()).isEqualTo(kg(1_110));
        assertThat(corrected.at()).isEqualTo(march(2, "00:00"));
        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes.getFirst()).isEqualTo(closed);
        assertThat(closes.getLast().opening()).isEqualTo(kg(19_110));
        assertThat(closes.getLast().consumed()).isEqualTo(kg(1_110 + 500));
        assertThat(closes.getLast().expandedUncertainty()).isGreaterThan(kg(1_110));
        assertThat(total(silo)).isEqualTo(total(undisturbed)).isEqualTo(kg(2_500));
        assertThat(undisturbed.all(ClosedPeriodCorrected.class)).isEmpty();
    }

    @Test
    void areChargedInTheClosedPeriodAndBookedInTheOpenOne() {
        SiloScenario undisturbed = draw(half());
        SiloScenario silo = half();
        close(silo);
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.consumed()).isEqualTo(kg(890));
        draw(silo);

        assertThat(silo.only(ClosedPeriodCorrected.class).quantity()).isEqualTo(kg(1_110));
        ConsumptionMetered correction = corrections(silo).getFirst();
        assertThat(correction.periodId()).isEqualTo(MARCH_1);
        assertThat(correction.bookedPeriodId()).isEqualTo(MARCH_2);
        assertThat(correction.quantity()).isEqualTo(kg(1_110));
        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes.getFirst()).isEqualTo(closed);
        PeriodClosed open = closes.getLast();
        assertThat(open.opening()).isEqualTo(kg(19_110));
        assertThat(open.consumed()).isEqualTo(kg(1_110 + 500));
        assertThat(open.corrections()).isEqualTo(kg(1_110));
        assertThat(open.drawn()).isEqualTo(kg(500));
        assertThat(open.expandedUncertainty())
                .isEqualTo(undisturbed.all(PeriodClosed.class).getLast().expandedUncertainty());
        assertThat(metered(silo)).isEqualTo(metered(undisturbed));
        assertThat(corrections(undisturbed)).isEmpty();
    }

    @Test
    void ofSeveralClosedPeriodsAreChargedInEach() {
        SiloScenario undisturbed = draw(half()).levelUntil(17_500, march(4, "02:00"));
        SiloScenario silo = half();
        close(silo);
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_2, march(3, "06:00")));
        draw(silo).levelUntil(17_500, march(4, "02:00"));
        assertThat(corrections(silo))
                .extracting(ConsumptionMetered::periodId, ConsumptionMetered::quantity)
                .containsExactly(tuple(MARCH_1, kg(1_110)), tuple(MARCH_2, kg(500)));
        assertThat(metered(silo)).isEqualTo(metered(undisturbed));
    }

    @Test
    void aRefillTheyShowIsAnAdjustmentThatNamesTheClosedPeriod() {
        SiloScenario silo = half();
        close(silo);
        silo.levelUntil(19_000, march(1, "12:00")).levelUntil(24_000, march(1, "18:00"));
        silo.note("LS-1", march(1, "12:00"), 5_000);
        silo.levelUntil(24_000, march(3, "02:00"));
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.closedPeriodId()).isEqualTo(MARCH_1);
        assertThat(counted.periodId()).isEqualTo(MARCH_2);
        assertThat(counted.quantity()).isEqualTo(kg(5_000));
        assertThat(silo.only(ClosedPeriodCorrected.class).quantity()).isEqualTo(kg(110));
        PeriodClosed last = silo.all(PeriodClosed.class).getLast();
        assertThat(last.deliveries()).isEqualTo(kg(0));
        assertThat(last.adjustments()).isEqualTo(kg(5_000));
        assertThat(last.expandedUncertainty()).isLessThan(kg(2_000));
        assertThat(total(silo)).isBetween(kg(890), kg(1_000));
    }

    @Test
    void thatSayNothingNewCorrectNothing() {
        SiloScenario silo = started().levelUntil(20_000, march(1, "06:00"));
        close(silo);
        silo.levelUntil(20_000, march(3, "02:00"));
        assertThat(silo.all(ClosedPeriodCorrected.class)).isEmpty();
        assertThat(silo.all(PeriodClosed.class)).hasSize(2);
        assertThat(total(silo)).isEqualTo(kg(0));
    }

    @Test
    void ofSeveralClosedPeriodsCorrectEach() {
        SiloScenario silo = half();
        close(silo);
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_2, march(3, "06:00")));
        draw(silo).levelUntil(17_500, march(4, "02:00"));
        assertThat(silo.all(ClosedPeriodCorrected.class))
                .extracting(ClosedPeriodCorrected::closedPeriodId)
                .containsExactly(MARCH_1, MARCH_2);
        assertThat(total(silo)).isEqualTo(kg(2_500));
    }

    @Test
    void areRememberedInASnapshot() throws Exception {
        SiloScenario silo = half();
        close(silo);
        assertThat(silo.state.unbooked().lateCloses()).hasSize(1);
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(silo.state.snapshot());
        silo.state = SiloState.restore(json.readValue(text, SiloSnapshot.class));
        draw(silo);
        assertThat(silo.only(ClosedPeriodCorrected.class).quantity()).isEqualTo(kg(1_110));
        assertThat(silo.state.unbooked().lateCloses()).isEmpty();
    }

    private static SiloScenario half() {
        return half(started());
    }

    private static SiloScenario halfByFirstRules() {
        return half(startedByFirstRules());
    }

    private static SiloScenario half(SiloScenario silo) {
        return silo.levelUntil(20_000, march(1, "06:00")).fall(20_000, 19_000, 20);
    }

    /** Sampled from 11:00 on, whenever they arrive. */
    private static SiloScenario draw(SiloScenario silo) {
        silo.now = march(1, "11:00");
        return silo.levelUntil(19_000, march(1, "12:00"))
                .fall(19_000, 18_000, 20)
                .levelUntil(18_000, march(2, "12:00"))
                .fall(18_000, 17_500, 10)
                .levelUntil(17_500, march(3, "02:00"));
    }

    private static List<ConsumptionMetered> corrections(SiloScenario silo) {
        return silo.all(ConsumptionMetered.class).stream()
                .filter(metered -> metered.kind() == MeteredKind.CORRECTION)
                .toList();
    }

    /** What is charged, by period. */
    static Map<String, Quantity> metered(SiloScenario silo) {
        return new TreeMap<>(
                silo.all(ConsumptionMetered.class).stream()
                        .collect(
                                Collectors.toMap(
                                        ConsumptionMetered::periodId,
                                        ConsumptionMetered::quantity,
                                        Quantity::plus)));
    }

    private static void close(SiloScenario silo) {
        silo.send(new SiloCommand.ClosePeriod(SILO, MARCH_1, march(2, "06:00")));
    }

    private static Quantity total(SiloScenario silo) {
        return silo.all(PeriodClosed.class).stream()
                .map(PeriodClosed::consumed)
                .reduce(kg(0), Quantity::plus);
    }
}
