package io.usance.period;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bands are what the clock on the wall says, also on the days on which it is put on or back. */
class TimeBandsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final List<DayOfWeek> WORKDAYS =
            List.of(MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY);
    private static final List<DayOfWeek> ALL_DAYS = List.of(DayOfWeek.values());

    /** Peak on working days from 8 to 20; Good Friday counts as a Sunday. */
    private static final TimeBands PEAK =
            new TimeBands(
                    List.of(new TimeBand("peak", List.of(hours(WORKDAYS, "08:00", "20:00")))),
                    "offPeak",
                    List.of(new Holiday(LocalDate.parse("2026-04-03"), SUNDAY)));

    /** The hours of a clock change: night from 0 to 6, and in it the hours from 1, 2 and 3. */
    private static final TimeBands NIGHT =
            new TimeBands(
                    List.of(
                            new TimeBand(
                                    "night",
                                    List.of(
                                            hours(ALL_DAYS, "00:00", "01:00"),
                                            hours(ALL_DAYS, "04:00", "06:00"))),
                            new TimeBand("one", List.of(hours(ALL_DAYS, "01:00", "02:00"))),
                            new TimeBand("two", List.of(hours(ALL_DAYS, "02:00", "03:00"))),
                            new TimeBand("three", List.of(hours(ALL_DAYS, "03:00", "04:00")))),
                    "day",
                    null);

    @ParameterizedTest
    @CsvSource({
        // a Monday in winter and one in summer
        "2026-03-23T06:59:59.999Z, offPeak",
        "2026-03-23T07:00:00Z, peak",
        "2026-03-23T18:59:59Z, peak",
        "2026-03-23T19:00:00Z, offPeak",
        "2026-03-30T05:59:59Z, offPeak",
        "2026-03-30T06:00:00Z, peak",
        // Saturday
        "2026-03-28T11:00:00Z, offPeak",
        // Good Friday, and the Thursday before it
        "2026-04-03T10:00:00Z, offPeak",
        "2026-04-02T10:00:00Z, peak"
    })
    void anInstantIsInTheBandThatTheClockShows(Instant instant, String band) {
        assertThat(PEAK.at(instant, BERLIN)).isEqualTo(band);
    }

    /** Quarters of an hour of a whole local day in each band, counted by hand. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,       2026-03-28, 12, 4, 4, 4, 72",
        "Europe/Berlin,       2026-03-29, 12, 4, 0, 4, 72",
        "Europe/Berlin,       2026-10-25, 12, 4, 8, 4, 72",
        "Australia/Lord_Howe, 2026-04-05, 12, 6, 4, 4, 72",
        "Australia/Lord_Howe, 2026-10-04, 12, 4, 2, 4, 72",
        "UTC,                 2026-03-29, 12, 4, 4, 4, 72"
    })
    void aChangeOfTheClockSkipsOrRepeats(
            ZoneId zone, LocalDate date, int night, int one, int two, int three, int day) {
        Map<String, Integer> quarters = new TreeMap<>();
        Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
        for (Instant from = date.atStartOfDay(zone).toInstant();
                from.isBefore(end);
                from = from.plus(Duration.ofMinutes(15))) {
            String band = NIGHT.over(from, from.plus(Duration.ofMinutes(15)), zone).orElseThrow();
            assertThat(NIGHT.at(from, zone)).isEqualTo(band);
            quarters.merge(band, 1, Integer::sum);
        }
        quarters.putIfAbsent("two", 0);
        assertThat(quarters)
                .isEqualTo(
                        Map.of("night", night, "one", one, "two", two, "three", three, "day", day));
    }

    @ParameterizedTest
    @CsvSource({
        // to an edge, from an edge, over one by a millisecond
        "2026-03-23T06:00:00Z, 2026-03-23T07:00:00Z, offPeak",
        "2026-03-23T07:00:00Z, 2026-03-23T19:00:00Z, peak",
        "2026-03-23T06:00:00Z, 2026-03-23T07:00:00.001Z, ",
        "2026-03-23T06:59:59.999Z, 2026-03-23T19:00:00Z, ",
        // out of peak and back again
        "2026-03-23T10:00:00Z, 2026-03-24T10:00:00Z, ",
        // the weekend with the change in it, an hour shorter, and a minute longer than that
        "2026-03-27T19:00:00Z, 2026-03-30T06:00:00Z, offPeak",
        "2026-03-27T19:00:00Z, 2026-03-30T06:01:00Z, ",
        // Easter: Good Friday to Monday, which is none here
        "2026-04-02T18:00:00Z, 2026-04-06T06:00:00Z, offPeak",
        // nothing, backwards
        "2026-03-23T10:00:00Z, 2026-03-23T10:00:00Z, ",
        "2026-03-23T10:00:00Z, 2026-03-23T09:00:00Z, "
    })
    void anIntervalIsInABandAsAWholeOrNot(Instant from, Instant until, String band) {
        assertThat(PEAK.over(from, until, BERLIN).orElse(null)).isEqualTo(band);
    }

    /** The clock goes from 03:00 back to 02:00 at 01:00Z, and forward from 02:00 at 01:00Z. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-25T00:00:00Z, 2026-10-25T02:00:00Z, two",
        "2026-10-24T23:59:00Z, 2026-10-25T01:00:00Z, ",
        "2026-10-25T01:30:00Z, 2026-10-25T02:00:00.001Z, ",
        "2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z, one",
        "2026-03-29T00:59:00Z, 2026-03-29T01:01:00Z, ",
        "2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z, three"
    })
    void anIntervalOverAChangeOfTheClock(Instant from, Instant until, String band) {
        assertThat(NIGHT.over(from, until, BERLIN).orElse(null)).isEqualTo(band);
    }

    /** An edge within what the clock shows twice is passed twice. */
    @Test
    void anEdgeInARepeatedHourIsPassedTwice() {
        TimeBands half =
                new TimeBands(
                        List.of(new TimeBand("early", List.of(hours(ALL_DAYS, "00:00", "02:30")))),
                        "late",
                        null);
        Instant change = Instant.parse("2026-10-25T01:00:00Z");
        Instant before = change.minus(Duration.ofMinutes(30));
        Instant after = change.plus(Duration.ofMinutes(30));
        assertThat(half.over(before, change, BERLIN)).hasValue("late");
        assertThat(half.over(change, after, BERLIN)).hasValue("early");
        assertThat(half.over(before, after, BERLIN)).isEmpty();
        // 02:20 to 02:40 an hour later on the clock's second round: early, late, early, late.
        assertThat(
                        half.over(
                                before.minus(Duration.ofMinutes(10)),
                                after.plus(Duration.ofMinutes(10)),
                                BERLIN))
                .isEmpty();
    }

    @Test
    void aLongIntervalIsNotLookedAt() {
        TimeBands once =
                new TimeBands(
                        List.of(new TimeBand("never", List.of(hours(ALL_DAYS, "00:00", "00:01")))),
                        "rest",
                        IntStream.range(0, 0).mapToObj(i -> (Holiday) null).toList());
        assertThat(once.holidays()).isNull();
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(once.over(from, from.plus(TimeBands.INTERVAL_MAX).plusMillis(1), BERLIN))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 08:00, 15, ",
        "Europe/Berlin, 08:10, 15, 08:10",
        "Europe/Berlin, 08:30, 60, 08:30",
        "Europe/Berlin, 08:00, 60, ",
        "Europe/Berlin, 08:00, 1440, 00:00",
        // an hour of UTC begins at half past on the island, or half an hour before the edge
        "Australia/Lord_Howe, 08:00, 30, ",
        "Australia/Lord_Howe, 08:00, 60, 00:00",
        "Asia/Kathmandu, 08:00, 15, ",
        "Asia/Kathmandu, 08:00, 30, 00:00"
    })
    void whetherIntervalsKeepToTheEdges(ZoneId zone, String edge, int minutes, String crossed) {
        TimeBands bands =
                new TimeBands(
                        List.of(new TimeBand("late", List.of(hours(ALL_DAYS, edge, "24:00")))),
                        "early",
                        null);
        assertThat(
                        bands.edgeCrossed(
                                        Duration.ofMinutes(minutes),
                                        zone,
                                        Instant.parse("2026-01-01T00:00:00Z"))
                                .map(ClockTime::toString)
                                .orElse(null))
                .isEqualTo(crossed);
    }

    @Test
    void whatIsNoCalendarOfBandsIsRefused() {
        refused(() -> new TimeBand("peak", List.of()), "band peak has 0 entries of hours");
        refused(() -> new TimeBand("on peak", List.of()), "'on peak' does not name a band");
        refused(
                () -> hours(List.of(), "08:00", "20:00"),
                "hours from 08:00 until 20:00 have no days");
        refused(
                () -> hours(List.of(MONDAY, MONDAY), "08:00", "20:00"),
                "days [MONDAY, MONDAY] name a day twice");
        refused(
                () -> hours(ALL_DAYS, "22:00", "06:00"),
                "until 06:00 is not after from 22:00; hours over midnight are written as two");
        refused(() -> ClockTime.parse("8:00"), "'8:00' is no time of day");
        refused(() -> ClockTime.parse("24:01"), "'24:01' is no time of day");
        TimeBand peak = new TimeBand("peak", List.of(hours(WORKDAYS, "08:00", "20:00")));
        TimeBand late = new TimeBand("late", List.of(hours(List.of(FRIDAY), "19:30", "22:00")));
        refused(
                () -> new TimeBands(List.of(peak, late), "rest", null),
                "FRIDAY 19:30 is in band peak and in band late");
        refused(() -> new TimeBands(List.of(peak, peak), "rest", null), "two bands are named peak");
        refused(() -> new TimeBands(List.of(peak), "peak", null), "the rest, peak, has hours");
        refused(() -> new TimeBands(List.of(), "rest", null), "1 to 7 bands beside the rest");
        Holiday easter = new Holiday(LocalDate.parse("2026-04-06"), SUNDAY);
        refused(
                () ->
                        new TimeBands(
                                List.of(peak),
                                "rest",
                                List.of(easter, new Holiday(easter.date(), SATURDAY))),
                "holiday 2026-04-06 counts as SUNDAY and as SATURDAY");
        List<Holiday> many = new ArrayList<>();
        for (int i = 0; i <= TimeBands.HOLIDAYS_MAX; i++) {
            many.add(new Holiday(easter.date().plusDays(i), SUNDAY));
        }
        refused(
                () -> new TimeBands(List.of(peak), "rest", many),
                "at most 1000 holidays, not 1001");
    }

    private static void refused(Runnable made, String why) {
        assertThatThrownBy(made::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static BandHours hours(List<DayOfWeek> days, String from, String until) {
        return new BandHours(days, ClockTime.parse(from), ClockTime.parse(until));
    }
}
