package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.FROM;
import static io.usance.meter.silo.state.SiloScenario.SENSOR;
import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.LevelSpec;
import io.usance.level.Vessel;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Densities, moistures and calibrations that come into force while material stands in the silo:
 * neither drawn nor delivered.
 */
class StockScaleTest {

    private static final String MARCH_1 = "2026-03-01/2026-03-02";
    private static final String MARCH_2 = "2026-03-02/2026-03-03";
    private static final Instant NOON = march(1, "12:00");

    private final SiloScenario silo = new SiloScenario();

    @Test
    void aNewDensityRevaluesWhatStands() {
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(NOON, "660"));
        cubicMetres("20", march(2, "02:00"));
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.source()).isEqualTo(AdjustmentSource.REVALUED);
        assertThat(adjusted.quantity()).isEqualTo(kg(1_200));
        assertThat(adjusted.from()).isEqualTo(NOON);
        assertThat(adjusted.periodId()).isEqualTo(MARCH_1);
        assertThat(adjusted.expandedUncertainty()).isBetween(kg(1), kg(3));
        assertNothingDrawn();
        PeriodClosed closed = silo.only(PeriodClosed.class);
        assertThat(closed.opening()).isEqualTo(kg(12_000));
        assertThat(closed.adjustments()).isEqualTo(kg(1_200));
        assertThat(closed.measuredClosing()).isEqualTo(kg(13_200));
        assertThat(closed.consumed()).isEqualTo(kg(0));
    }

    @Test
    void whatIsDrawnCountsByTheDensityOfItsTime() {
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(NOON, "660"));
        cubicMetres("20", march(1, "06:00"));
        cubicMetres("15", march(1, "18:00"));
        cubicMetres("10", march(2, "02:00"));
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(900));
        assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(5 * 600 + 5 * 660));
        assertThat(issued()).isEqualTo(kg(6_300));
    }

    @Test
    void aStockAtTheVeryInstantIsMeasuredByTheOldDensity() {
        Instant midnight = march(2, "00:00");
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(midnight, "540"));
        cubicMetres("20", march(3, "02:00"));
        List<PeriodClosed> closes = silo.all(PeriodClosed.class);
        assertThat(closes).hasSize(2);
        assertThat(closes.getFirst().measuredClosing()).isEqualTo(kg(12_000));
        assertThat(closes.getFirst().adjustments()).isEqualTo(kg(0));
        assertThat(silo.only(StockAdjusted.class).periodId()).isEqualTo(MARCH_2);
        assertThat(closes.getLast().adjustments()).isEqualTo(kg(-1_200));
        assertThat(closes.getLast().measuredClosing()).isEqualTo(kg(10_800));
        assertNothingDrawn();
    }

    @Test
    void aStockJustBeforeIsMeasuredByTheOldDensityThoughReadingsAroundItAreNot() {
        Instant later = march(2, "00:20");
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(later, "540"));
        cubicMetres("20", march(3, "02:00"));
        assertThat(silo.all(PeriodClosed.class).getFirst().measuredClosing()).isEqualTo(kg(12_000));
        assertThat(silo.only(StockAdjusted.class).periodId()).isEqualTo(MARCH_2);
        assertNothingDrawn();
    }

    @Test
    void severalDensitiesThatPassInSilenceAreBookedIntoTheirPeriods() {
        start(
                Dimension.MASS,
                density(Instant.EPOCH, "600"),
                density(march(1, "22:00"), "500"),
                density(march(2, "10:00"), "630"));
        cubicMetres("20", march(1, "18:00"));
        silo.silentUntil(march(2, "12:00"));
        cubicMetres("20", march(3, "02:00"));
        List<StockAdjusted> adjusted = silo.all(StockAdjusted.class);
        assertThat(adjusted).extracting(StockAdjusted::periodId).containsExactly(MARCH_1, MARCH_2);
        assertThat(adjusted)
                .extracting(StockAdjusted::quantity)
                .containsExactly(kg(-2_000), kg(2_600));
        assertNothingDrawn();
    }

    /** 20 m³ of 600 and a lot of 7.8 t are 30 m³ of 660 kg/m³. */
    @Test
    void theDensityThatComesWithALotIsThatOfTheMixture() {
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(NOON, "660"));
        cubicMetres("20", NOON.plus(Duration.ofMinutes(45)));
        cubicMetres("30", march(1, "18:00"));
        silo.note("LS-1", NOON, 7_800);
        cubicMetres("30", march(2, "02:00"));
        assertMixed();
    }

    @Test
    void soIsADensityInTheMiddleOfAFilling() {
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(NOON, "660"));
        cubicMetres("20", march(1, "11:00"));
        for (int litres = 21_000; litres <= 30_000; litres += 1_000) {
            show(ReadingKind.VOLUME, Integer.toString(litres), UnitOfMeasure.LITRE);
        }
        cubicMetres("30", march(1, "18:00"));
        silo.note("LS-1", NOON, 7_800);
        cubicMetres("30", march(2, "02:00"));
        assertMixed();
    }

    /** 25 m³ of 600 and 5 m³ of something lighter are 30 m³ of 560; 3 m³ of it are drawn. */
    @Test
    void aLighterLotLooksLikeNoDraw() {
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(NOON, "560"));
        cubicMetres("25", NOON);
        cubicMetres("30", march(1, "20:00"));
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
        cubicMetres("27", march(2, "02:00"));
        silo.note("LS-1", NOON, 1_800);
        cubicMetres("27", march(2, "12:00"));
        assertThat(silo.all(StockAdjusted.class)).isEmpty();
        assertThat(silo.only(DeliveryCounted.class).levelEstimate()).isEqualTo(kg(1_800));
        assertThat(silo.only(PeriodClosed.class).consumed()).isEqualTo(kg(1_680));
    }

    private void assertMixed() {
        assertThat(silo.all(StockAdjusted.class)).isEmpty();
        DeliveryCounted counted = silo.only(DeliveryCounted.class);
        assertThat(counted.deviates()).isFalse();
        assertThat(counted.levelEstimate()).isEqualTo(kg(7_800));
        assertThat(silo.only(PeriodClosed.class).measuredClosing()).isEqualTo(kg(19_800));
        assertNothingDrawn();
    }

    @Test
    void aNewMoistureRevaluesTheDryMass() {
        start(
                Dimension.MASS,
                new Density(Instant.EPOCH, new BigDecimal("600"), new BigDecimal("10")),
                new Density(NOON, new BigDecimal("600"), new BigDecimal("20")));
        showUntil(ReadingKind.MASS, "10000", UnitOfMeasure.KILOGRAM, march(2, "02:00"));
        assertThat(silo.only(StockAdjusted.class).quantity()).isEqualTo(kg(-1_000));
        assertNothingDrawn();
    }

    @Test
    void aDensityThatDoesNotConcernTheReadingsChangesNothing() {
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(NOON, "660"));
        showUntil(ReadingKind.MASS, "10000", UnitOfMeasure.KILOGRAM, march(2, "02:00"));
        assertThat(silo.all(StockAdjusted.class)).isEmpty();
        assertNothingDrawn();
    }

    @Test
    void aWeighedSiloThatIsMeteredByVolumeIsRevaluedTheOtherWay() {
        start(Dimension.VOLUME, density(Instant.EPOCH, "600"), density(NOON, "500"));
        showUntil(ReadingKind.MASS, "12000", UnitOfMeasure.KILOGRAM, march(2, "02:00"));
        assertThat(silo.only(StockAdjusted.class).quantity())
                .isEqualTo(Quantity.of(new BigDecimal("4000"), UnitOfMeasure.LITRE));
        assertNothingDrawn();
    }

    /** 2 m by 2 m at 600 kg/m³: 2.4 kg for a millimetre. */
    @Test
    void aNewCalibrationIsANewSegment() {
        Vessel box = new Vessel.Box(mm(2_000), mm(2_000), mm(10_000));
        start(
                spec(
                        Dimension.MASS,
                        new LevelSpec(
                                box,
                                List.of(
                                        calibration(Instant.EPOCH, null),
                                        calibration(march(1, "06:00"), null),
                                        calibration(NOON, mm(100))),
                                List.of(density(Instant.EPOCH, "600")),
                                null,
                                null)));
        showUntil(ReadingKind.LEVEL, "5000", UnitOfMeasure.MILLIMETRE, march(2, "02:00"));
        StockAdjusted adjusted = silo.only(StockAdjusted.class);
        assertThat(adjusted.source()).isEqualTo(AdjustmentSource.MEASURED);
        assertThat(adjusted.changeNo()).isZero();
        assertThat(adjusted.quantity()).isEqualTo(kg(240));
        assertThat(silo.only(PeriodClosed.class).measuredClosing()).isEqualTo(kg(12_240));
        assertNothingDrawn();
    }

    @Test
    void pollsAndSnapshotsMakeNoDifference() throws Exception {
        start(Dimension.MASS, density(Instant.EPOCH, "600"), density(NOON, "660"));
        SiloState fresh = silo.state.copy();
        cubicMetres("20", march(2, "02:00"));
        List<Reading> all = new ArrayList<>();
        silo.all(SiloEvent.ReadingsRecorded.class).forEach(e -> all.addAll(e.readings()));
        SiloState once = fresh;
        var command = new SiloCommand.RecordReadings(SILO, all, silo.now);
        for (SiloEvent event : Metering.decide(fresh, command).events()) {
            once = Metering.evolve(once, event);
        }
        assertThat(once.snapshot()).isEqualTo(silo.state.snapshot());
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(once.snapshot());
        assertThat(SiloState.restore(json.readValue(text, SiloSnapshot.class)).snapshot())
                .isEqualTo(once.snapshot());
    }

    private void assertNothingDrawn() {
        assertThat(silo.all(ConsumptionMetered.class)).isEmpty();
        assertThat(silo.all(PeriodClosed.class)).isNotEmpty();
        for (PeriodClosed closed : silo.all(PeriodClosed.class)) {
            assertThat(closed.closing()).isEqualTo(closed.measuredClosing());
        }
    }

    private Quantity issued() {
        return silo.all(ConsumptionMetered.class).stream()
                .map(ConsumptionMetered::quantity)
                .reduce(kg(0), Quantity::plus);
    }

    private void start(Dimension dimension, Density... densities) {
        start(spec(dimension, new LevelSpec(null, List.of(), List.of(densities), null, null)));
    }

    private void start(SiloSpec spec) {
        silo.send(new SiloCommand.RegisterSilo(spec, silo.now));
        silo.send(SiloScenario.assign(FROM));
    }

    private void cubicMetres(String value, Instant until) {
        showUntil(ReadingKind.VOLUME, value, UnitOfMeasure.CUBIC_METRE, until);
    }

    private void showUntil(ReadingKind kind, String value, UnitOfMeasure unit, Instant until) {
        while (silo.now.isBefore(until)) {
            show(kind, value, unit);
        }
    }

    /** Two in five are off to either side, which no median sees. */
    private void show(ReadingKind kind, String value, UnitOfMeasure unit) {
        silo.now = silo.now.plus(SiloScenario.INTERVAL);
        BigDecimal off = BigDecimal.valueOf(new int[] {0, 1, 0, -1}[(int) (silo.sequence % 4)], 3);
        BigDecimal shown = new BigDecimal(value).multiply(BigDecimal.ONE.add(off));
        silo.send(new Reading(SENSOR, silo.sequence++, null, silo.now, kind, shown, unit));
        assertThat(silo.last.refusals()).isEmpty();
    }

    private static SiloSpec spec(Dimension dimension, LevelSpec level) {
        Quantity small = new Quantity(10_000, dimension);
        return new SiloSpec(
                SILO,
                "granulate",
                new Quantity(30_000_000, dimension),
                null,
                new SensorSpec(SENSOR, small, small, 0),
                new Quantity(100_000, dimension),
                level);
    }

    private static Density density(Instant from, String kgPerM3) {
        return new Density(from, new BigDecimal(kgPerM3), null);
    }

    private static Calibration calibration(Instant from, @Nullable BigDecimal offsetMm) {
        return new Calibration(SENSOR, from, null, null, null, offsetMm);
    }

    private static BigDecimal mm(long value) {
        return BigDecimal.valueOf(value);
    }
}
