package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.FROM;
import static io.usance.meter.silo.state.SiloScenario.SENSOR;
import static io.usance.meter.silo.state.SiloScenario.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.HeapCorrection;
import io.usance.level.LevelSpec;
import io.usance.level.TemperatureReduction;
import io.usance.level.Vessel;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readings of every kind, in every unit, as stock; and why some are refused. */
class ConversionTest {

    private static final Instant LATER = FROM.plusSeconds(86_400);
    private static final Vessel SILO =
            new Vessel.ConeCylinder(number("1500"), number("150"), number("2500"), number("8000"));

    /** 31.2785 m³ at 6 m; 640 kg/m³ the first day, 650 after. */
    @ParameterizedTest
    @CsvSource({
        "DISTANCE,4.5,m,0,20018.228",
        "DISTANCE,450,cm,0,20018.228",
        "DISTANCE,4500,mm,0,20018.228",
        "LEVEL,6,m,0,20018.228",
        "LEVEL,6000,mm,1,20331.013",
        "LEVEL,100,[in_i],0,4365.557",
        "LEVEL,10,[ft_i],0,6663.695",
        "PERCENT,75,%,0,20018.228",
        "PERCENT,50,%,1,22500.000",
        "VOLUME,31.2785,m3,0,20018.240",
        "VOLUME,31278.5,L,1,20331.025",
        "MASS,20,t,0,20000.000"
    })
    void everyKindBecomesTheSilosQuantity(
            ReadingKind kind, String value, String unit, int day, String kg) {
        Reading reading = reading(kind, value, unit, day == 0 ? FROM : LATER, null);
        assertThat(converted(silo(level(null)), reading)).isEqualByComparingTo(kg);
    }

    @ParameterizedTest
    @CsvSource({
        "DISTANCE,10.512,m,OUT_OF_RANGE,is a level of -12 mm",
        "DISTANCE,-0.012,m,OUT_OF_RANGE,is a level of 10512 mm",
        "LEVEL,10511.667,mm,OUT_OF_RANGE,outside the vessel's 0 to 10500",
        "LEVEL,1E-31,m,OUT_OF_RANGE,more than 30 digits",
        "LEVEL,6,kg,UNIT_MISMATCH,LEVEL in kg",
        "PERCENT,6,m,UNIT_MISMATCH,PERCENT in m"
    })
    void whatCannotBeIsRefused(
            ReadingKind kind, String value, String unit, RefusalReason reason, String detail) {
        Conversion refused =
                Conversion.of(silo(level(null)), reading(kind, value, unit, FROM, null));
        assertThat(refused.milli()).isNull();
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.detail()).contains(detail);
    }

    /** Four times 10 kg of noise and 10 kg of resolution are 50 kg of 45 t, 11.66 mm of 10.5 m. */
    @ParameterizedTest
    @CsvSource({
        "DISTANCE,10.511,m,0.000",
        "DISTANCE,-0.011,m,40375.749",
        "LEVEL,10511.666,mm,40375.749",
        "LEVEL,-11.666,mm,0.000"
    })
    void aLevelBeyondAnEndByTheSensorsUncertaintyIsThatEnd(
            ReadingKind kind, String value, String unit, String kg) {
        Reading reading = reading(kind, value, unit, FROM, null);
        assertThat(converted(silo(level(null)), reading).setScale(3, RoundingMode.HALF_EVEN))
                .isEqualByComparingTo(kg);
    }

    @Test
    void whatIsNotKnownYetIsRefusedByItsName() {
        Instant before = FROM.minusMillis(1);
        SiloSpec silo = silo(level(null));
        assertRefused(silo, level("1", before), RefusalReason.UNKNOWN_CALIBRATION);
        assertRefused(silo, percent("50", before), RefusalReason.UNKNOWN_CALIBRATION);
        assertRefused(
                silo,
                reading(ReadingKind.VOLUME, "1", "m3", before, null),
                RefusalReason.NO_DENSITY);
        assertRefused(silo(null), level("1", FROM), RefusalReason.UNKNOWN_CALIBRATION);
        SiloSpec bare = silo(new LevelSpec(SILO, calibrations(), List.of(), null, null));
        assertRefused(bare, level("1", FROM), RefusalReason.NO_DENSITY);
        SiloSpec flat = silo(new LevelSpec(null, calibrations(), List.of(), null, null));
        assertRefused(flat, level("1", FROM), RefusalReason.UNIT_MISMATCH);
        Reading distance = reading(ReadingKind.DISTANCE, "1", "m", LATER, null);
        Calibration onlyLevels = new Calibration(SENSOR, FROM, null, null, null, null);
        SiloSpec noHeight = silo(new LevelSpec(SILO, List.of(onlyLevels), densities(), null, null));
        assertRefused(noHeight, distance, RefusalReason.UNKNOWN_CALIBRATION);
    }

    @Test
    void aLiquidIsReducedToFifteenDegrees() {
        LevelSpec level =
                new LevelSpec(
                        null,
                        List.of(),
                        List.of(new Density(FROM, number("840"), null)),
                        null,
                        new TemperatureReduction(number("186.9696"), number("0.4862")));
        SiloSpec inLitres = silo(level, new Quantity(20_000_000, Dimension.VOLUME));
        Reading warm = reading(ReadingKind.VOLUME, "10000", "L", FROM, "25");
        assertThat(converted(inLitres, warm).setScale(1, RoundingMode.HALF_EVEN))
                .isEqualByComparingTo("9915.4");
        assertThat(converted(silo(level), warm)).isEqualByComparingTo("8328.945");
        Reading unknown = reading(ReadingKind.VOLUME, "10000", "L", FROM, null);
        assertRefused(inLitres, unknown, RefusalReason.NO_TEMPERATURE);
        Reading hot = reading(ReadingKind.VOLUME, "10000", "L", FROM, "151");
        assertRefused(inLitres, hot, RefusalReason.OUT_OF_RANGE);
        Reading weighed = reading(ReadingKind.MASS, "8.4", "t", FROM, null);
        assertThat(converted(inLitres, weighed)).isEqualByComparingTo("10000");
    }

    /** What it is reduced to moves with the temperature, which proves nothing. */
    @Test
    void aStuckLevelIsStuckWhateverItsTemperature() {
        LevelSpec level =
                new LevelSpec(
                        null,
                        List.of(),
                        List.of(new Density(FROM, number("840"), null)),
                        null,
                        new TemperatureReduction(number("186.9696"), number("0.4862")));
        Quantity small = new Quantity(10_000, Dimension.VOLUME);
        SiloSpec spec =
                new SiloSpec(
                        SiloScenario.SILO,
                        "gas oil",
                        new Quantity(20_000_000, Dimension.VOLUME),
                        null,
                        new SensorSpec(SENSOR, small, small, 3),
                        small,
                        level);
        SiloScenario silo = started(spec).silentUntil(FROM);
        List<Integer> recorded = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Reading same =
                    new Reading(
                            SENSOR,
                            i,
                            null,
                            FROM.plusSeconds(i),
                            ReadingKind.VOLUME,
                            number(i % 2 == 0 ? "10000" : "10000.0"),
                            UnitOfMeasure.LITRE,
                            number("2" + i));
            recorded.add(silo.send(same).recorded());
        }
        assertThat(recorded).containsExactly(1, 1, 1, 0, 0);
    }

    @Test
    void dryMassIsWhatCountsIfMoistureIsKnown() {
        LevelSpec level =
                new LevelSpec(
                        SILO,
                        calibrations(),
                        List.of(new Density(FROM, number("640"), number("12.5"))),
                        new HeapCorrection.FixedVolume(number("-278.5")),
                        null);
        SiloSpec silo = silo(level);
        assertThat(converted(silo, level("6", FROM))).isEqualByComparingTo("17359.990");
        Reading weighed = reading(ReadingKind.MASS, "20", "t", FROM, null);
        assertThat(converted(silo, weighed)).isEqualByComparingTo("17500");
        assertThatThrownBy(() -> silo(level, new Quantity(1_000, Dimension.VOLUME)))
                .hasMessageContaining("leave moisturePercent out");
    }

    @Test
    void theIntakeRefusesWithTheReasonAndTakesTheRest() {
        SiloScenario silo = started(silo(level(null))).silentUntil(FROM);
        Decision<SiloEvent> decision =
                silo.send(
                        reading(ReadingKind.DISTANCE, "4.5", "m", FROM, null),
                        new Reading(
                                SENSOR,
                                2,
                                null,
                                FROM.minusSeconds(1),
                                ReadingKind.DISTANCE,
                                number("4.5"),
                                UnitOfMeasure.METRE));
        assertThat(decision.recorded()).isEqualTo(1);
        assertThat(decision.refusals())
                .singleElement()
                .extracting(Decision.Refusal::reason)
                .isEqualTo(RefusalReason.UNKNOWN_CALIBRATION);
    }

    @Test
    void aSnapshotKeepsTheLevelPart() throws Exception {
        ObjectMapper json = new ObjectMapper();
        LevelSpec full =
                new LevelSpec(
                        SILO,
                        calibrations(),
                        List.of(new Density(FROM, number("840.0"), number("0"))),
                        new HeapCorrection.ReposeCone(number("1500"), number("0"), number("32.5")),
                        new TemperatureReduction(number("186.9696"), number("0.4862")));
        for (LevelSpec level : List.of(full, level(null))) {
            SiloState state = started(silo(level)).state;
            String text = json.writeValueAsString(state.snapshot());
            SiloState restored = SiloState.restore(json.readValue(text, SiloSnapshot.class));
            assertThat(restored.spec()).isEqualTo(silo(level));
        }
    }

    private static void assertRefused(SiloSpec silo, Reading reading, RefusalReason reason) {
        Conversion refused = Conversion.of(silo, reading);
        assertThat(refused.reason()).as(refused.detail()).isEqualTo(reason);
        assertThat(refused.detail()).isNotBlank();
        assertThat(ReadingIntake.sample(silo, reading)).isNull();
    }

    private static BigDecimal converted(SiloSpec silo, Reading reading) {
        Conversion converted = Conversion.of(silo, reading);
        assertThat(converted.reason()).as(converted.detail()).isNull();
        Sample sample = ReadingIntake.sample(silo, reading);
        assertThat(sample).isNotNull();
        return BigDecimal.valueOf(sample == null ? 0 : sample.milli(), 3);
    }

    private static LevelSpec level(@Nullable HeapCorrection heap) {
        return new LevelSpec(SILO, calibrations(), densities(), heap, null);
    }

    /** From the second day on, the sensor's percentage is of the capacity. */
    private static List<Calibration> calibrations() {
        return List.of(
                new Calibration(SENSOR, FROM, number("10500"), number("8000"), null, null),
                new Calibration(SENSOR, LATER, number("10500"), null, null, null));
    }

    private static List<Density> densities() {
        return List.of(
                new Density(FROM, number("640"), null), new Density(LATER, number("650"), null));
    }

    private static SiloSpec silo(@Nullable LevelSpec level) {
        return silo(level, SiloScenario.kg(45_000));
    }

    private static SiloSpec silo(@Nullable LevelSpec level, Quantity capacity) {
        Quantity small = new Quantity(10_000, capacity.dimension());
        return new SiloSpec(
                SiloScenario.SILO,
                "granulate",
                capacity,
                null,
                new SensorSpec(SENSOR, small, small, 0),
                small,
                level);
    }

    private static Reading level(String metres, Instant at) {
        return reading(ReadingKind.LEVEL, metres, "m", at, null);
    }

    private static Reading percent(String value, Instant at) {
        return reading(ReadingKind.PERCENT, value, "%", at, null);
    }

    private static Reading reading(
            ReadingKind kind, String value, String unit, Instant at, @Nullable String temperature) {
        return new Reading(
                SENSOR,
                1,
                null,
                at,
                kind,
                number(value),
                UnitOfMeasure.ofCode(unit).orElseThrow(),
                temperature == null ? null : number(temperature));
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
