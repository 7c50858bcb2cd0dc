package io.usance.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.csv.Advice;
import io.usance.csv.RefusedFileException;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.exception.MeterException;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bill that cannot be trusted carries; and that a right one is not doubted. */
class MeterExceptionsTest {
    private static final Instant FROM = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant FIRST = FROM.minus(Duration.ofHours(12));
    private static final int HOURS = 28 * 24;

    @TempDir Path directory;

    private static Quantity kg(long kilograms) {
        return Quantity.of(BigDecimal.valueOf(kilograms), UnitOfMeasure.KILOGRAM);
    }

    /** 30 t; noise 10 kg. */
    private static SiloSpec silo() {
        return SiloSpec.builder("s-1")
                .material("PVC")
                .capacity(kg(30_000))
                .sensor("radar-1")
                .noise(kg(10))
                .resolution(kg(1))
                .stuckAfterReadings(0)
                .step(kg(300))
                .build();
    }

    /** A row for each hour from twelve before the period to twelve behind it. */
    private static List<String> hourly(IntFunction<String> row) {
        return IntStream.rangeClosed(-12, HOURS + 12)
                .mapToObj(hour -> FROM.plus(Duration.ofHours(hour)) + "," + row.apply(hour))
                .toList();
    }

    /** 10 kg an hour; 15 t come in the 300th. */
    private static int refilled(int hour) {
        return 12_000 - 10 * hour + (hour >= 300 ? 15_000 : 0);
    }

    private static String at(int hour) {
        return FROM.plus(Duration.ofHours(hour)).toString();
    }

    private MeteredPeriod metered(String header, List<String> rows, String... notes)
            throws Exception {
        Path readings = directory.resolve("readings.csv");
        Files.writeString(readings, header + "\n" + String.join("\n", rows) + "\n");
        Path deliveries = directory.resolve("deliveries.csv");
        Files.writeString(
                deliveries,
                "note_id,delivered_at,quantity,unit\n" + String.join("\n", notes) + "\n");
        return MeterRun.of(silo(), readings, deliveries, FROM, TO);
    }

    private MeteredPeriod metered(List<String> rows, String... notes) throws Exception {
        return metered("sampled_at,value", rows, notes);
    }

    private static List<String> said(MeteredPeriod period) {
        return period.exceptions().stream()
                .map(e -> e.kind() + " " + e.at() + " " + e.detail())
                .toList();
    }

    @Test
    void aRightBillIsNotDoubted() throws Exception {
        MeteredPeriod period =
                metered(
                        hourly(hour -> "" + refilled(hour)),
                        "N-1," + at(300) + ",15000,kg",
                        "N-0,2025-11-01T00:00:00Z,9000,kg",
                        "N-2," + at(HOURS + 5) + ",9000,kg",
                        "N-3,2026-06-01T00:00:00Z,9000,kg");
        assertThat(said(period)).isEmpty();
        assertThat(period.fates().counted()).containsExactly("N-1");
        assertThat(period.fates().notSeen()).isEmpty();
        assertThat(period.fates().waiting()).containsExactly("N-2");
        assertThat(period.remarks()).contains("2 delivery notes of other periods are not used");
        long error = period.closed().consumed().minus(kg(6_720)).milli();
        assertThat(Math.abs(error)).isLessThan(period.closed().expandedUncertainty().milli());
    }

    @Test
    void aNoteThatTheLevelContradictsIsSaid() throws Exception {
        MeteredPeriod mistyped =
                metered(hourly(hour -> "" + refilled(hour)), "N-1," + at(300) + ",25000,kg");
        assertThat(said(mistyped))
                .contains(
                        "NOTE_DEVIATES 2026-02-13T12:00:00Z N-1 says 25000.000 kg, the level"
                                + " 15000.000 kg")
                .hasSize(2)
                .anyMatch(line -> line.startsWith("BALANCE_BEYOND_DRAWN "));
        MeteredPeriod unseen =
                metered(hourly(hour -> "" + (20_000 - 10 * hour)), "N-1," + at(300) + ",15000,kg");
        assertThat(said(unseen))
                .containsExactly(
                        "NOTE_NOT_SEEN 2026-02-13T12:00:00Z note N-1, 15000.000 kg: the level did not"
                                + " rise for it and it does not count");
    }

    /** Two devices under one id, or now and then another value for a known sequence. */
    @Test
    void recordedReadingsThatAreNotBelievedAreSaid() throws Exception {
        List<String> two = new ArrayList<>();
        List<String> few = new ArrayList<>();
        for (int hour = -12; hour <= HOURS + 12; hour++) {
            two.add(at(hour) + "," + refilled(hour) + "," + (hour + 12));
            two.add(at(hour) + "," + (refilled(hour) - 1_500) + "," + (hour + 12));
            few.add(at(hour) + "," + refilled(hour) + "," + (hour + 12));
            if (hour % 50 == 0) {
                Instant later = FROM.plus(Duration.ofHours(hour)).plusSeconds(1);
                few.add(later + "," + (refilled(hour) - 1_500) + "," + (hour + 12));
            }
        }
        MeteredPeriod half = metered("sampled_at,value,sequence", two);
        int rows = half.readings().received();
        int refused =
                half.readings().quarantined().values().stream().mapToInt(Integer::intValue).sum();
        int aside = half.setAside().values().stream().mapToInt(Integer::intValue).sum();
        assertThat(rows).isEqualTo(half.readings().recorded() + refused);
        assertThat(aside + refused).as("the other device's").isBetween(rows / 2 - 20, rows / 2);
        assertThat(said(half))
                .anyMatch(line ->
                        line.startsWith("READINGS_SET_ASIDE")
                                || line.startsWith("READINGS_REFUSED"));
        MeteredPeriod some = metered("sampled_at,value,sequence", few);
        assertThat(some.exceptions())
                .noneMatch(e -> e.kind() == MeterException.Kind.READINGS_SET_ASIDE);
        int others = few.size() - (HOURS + 25);
        assertThat(
                        some.setAside().values().stream().mapToInt(Integer::intValue).sum()
                                + some.readings().quarantined().values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum())
                .isEqualTo(others);
    }

    @Test
    void readingsRefusedForTheirCounterAreSaid() throws Exception {
        MeteredPeriod half =
                metered(
                        "sampled_at,value,sequence",
                        hourly(hour ->
                                hour < 400
                                        ? refilled(hour) + "," + (hour + 1_000)
                                        : (refilled(hour) - 4_000) + "," + hour));
        assertThat(said(half))
                .contains(
                        "READINGS_REFUSED 2026-02-17T18:00:00Z no reading from 2026-02-17T18:00:00Z to"
                                + " 2026-03-01T00:00:00Z was recorded, 269 were sent");
        assertThat(half.remarks())
                .contains(
                        "line 417 of the readings: the device's counter begins again; 282"
                                + " SEQUENCE_RESET");
        MeteredPeriod without = metered("sampled_at,value", hourly(hour -> "" + refilled(hour)));
        assertThat(said(without)).isEmpty();
    }

    /** Every tenth and every fortieth arrives a day before it was sampled. */
    @Test
    void moreThanOneRowInTwentyRefusedForItsTimeIsSaid() throws Exception {
        for (int every : new int[] {10, 40}) {
            List<String> rows =
                    hourly(hour -> refilled(hour) + "," + at(hour % every == 5 ? hour - 24 : hour));
            MeteredPeriod period = metered("sampled_at,value,received_at", rows);
            assertThat(said(period))
                    .isEqualTo(
                            every == 40
                                    ? List.of()
                                    : List.of(
                                            "READINGS_REFUSED 2026-02-01T05:00:00Z 67 of 672 rows were"
                                                    + " refused for their place in the device's order or"
                                                    + " their time"));
        }
    }

    @Test
    void aSilenceAtAnEndIsSaidAndOneWithinRemarked() throws Exception {
        List<String> silent = new ArrayList<>(hourly(hour -> "" + (20_000 - 10 * hour)));
        silent.subList(112, 152).clear();
        MeteredPeriod within = metered(silent);
        assertThat(said(within)).isEmpty();
        assertThat(within.remarks())
                .contains(
                        "no reading from 2026-02-05T03:00:00Z to 2026-02-06T20:00:00Z was recorded");
        List<String> ending =
                hourly(hour -> "" + (hour > HOURS - 40 ? 99_999 : 20_000 - 10 * hour));
        assertThat(said(metered(ending)))
                .contains(
                        "READINGS_MISSING 2026-02-27T08:00:00Z no reading from 2026-02-27T08:00:00Z to"
                                + " 2026-03-01T00:00:00Z was recorded; the stock there is not measured");
    }

    @Test
    void oneReadingADayIsNoSilence() throws Exception {
        List<String> daily = new ArrayList<>();
        for (int day = -2; day <= 30; day++) {
            daily.add(at(24 * day) + "," + (20_000 - 240 * day));
        }
        assertThat(said(metered(daily))).noneMatch(line -> line.startsWith("READINGS"));
    }

    @Test
    void moreThanThereCanBeIsSaid() throws Exception {
        // A creeping rise of 8 t that no step shows.
        MeteredPeriod risen = metered(hourly(hour -> "" + (12_000 + 12 * hour)));
        assertThat(said(risen))
                .anyMatch(line -> line.startsWith("NEGATIVE_BALANCE 2026-03-01T00:00:00Z"));
    }

    @Test
    void levelsInAnotherUnitAreRemarked() throws Exception {
        MeteredPeriod small = metered(hourly(hour -> (200 - hour / 10) + ".0"));
        assertThat(small.remarks())
                .contains(
                        "all levels are below 1 % of the capacity of 30000.000 kg; if they are in"
                                + " another unit, say it with --unit");
    }

    @Test
    void whereNothingCanBeBilledTheReasonsAreCounted() {
        List<String> litres = hourly(hour -> (20_000 - 10 * hour) + ",L");
        assertThatThrownBy(() -> metered("sampled_at,value,unit", litres))
                .isInstanceOf(RefusedFileException.class)
                .hasMessageEndingWith(
                        "; 0 rows recorded: 697 UNIT_MISMATCH; readings are of another dimension than"
                                + " the capacity: give silo.json densityKgPerM3, or say the unit with"
                                + " --unit");
    }

    /** Notes recorded = counted + not seen + waiting, whatever is in the file. */
    @Test
    void everyNoteHasOneFate() throws Exception {
        for (int seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            List<Integer> refills = random.ints(4, -10, HOURS + 10).sorted().boxed().toList();
            int[] level = {15_000};
            List<String> rows =
                    hourly(hour -> {
                        long came = refills.stream().filter(at -> at == hour).count();
                        level[0] += (int) came * 6_000 - 8 - random.nextInt(5);
                        level[0] = Math.clamp(level[0], 0, 29_900);
                        return "" + level[0];
                    });
            List<String> notes = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                int hour =
                        random.nextBoolean()
                                ? refills.get(random.nextInt(refills.size()))
                                : random.nextInt(HOURS + 300) - 100;
                notes.add("N-%d,%s,%d,kg".formatted(random.nextInt(8), at(hour), 6_000));
            }
            MeteredPeriod period = metered(rows, notes.toArray(String[]::new));
            NoteFates.Fates fates = period.fates();
            assertThat(fates.counted().size() + fates.notSeen().size() + fates.waiting().size())
                    .as("seed %d", seed)
                    .isEqualTo(period.notes().recorded());
            List<String> once = new ArrayList<>(fates.counted());
            once.addAll(fates.notSeen());
            once.addAll(fates.waiting());
            assertThat(once).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(fates.waiting()).as("seed %d", seed).containsAll(fates.late());
            List<String> inDeliveries =
                    period.deliveries().stream().flatMap(d -> d.noteIds().stream()).toList();
            assertThat(fates.counted()).as("seed %d", seed).containsAll(inDeliveries);
        }
    }

    @Test
    void thereIsAdviceOnlyForReasonsThatThereAre() {
        List<String> reasons = new ArrayList<>();
        for (Enum<?>[] known :
                List.<Enum<?>[]>of(
                        io.usance.record.DecodeReason.values(),
                        io.usance.meter.silo.RefusalReason.values())) {
            for (Enum<?> reason : known) {
                reasons.add(reason.name());
            }
        }
        assertThat(reasons).containsAll(Advice.reasons());
    }
}
