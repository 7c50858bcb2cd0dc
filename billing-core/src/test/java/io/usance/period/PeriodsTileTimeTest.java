package io.usance.period;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.period.BillingCalendar.Cycle;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the zone, the cycle and the first month: no gap, no overlap, and ids in time order. */
class PeriodsTileTimeTest {
    private static final long SEED = 20_261_025;
    private static final int PERIODS = 450;
    private static final int INSTANTS = 200;
    private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2045-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "Europe/Dublin",
                "Europe/Istanbul",
                "Atlantic/Azores",
                "America/New_York",
                "America/Havana",
                "America/Santiago",
                "America/Asuncion",
                "America/Sao_Paulo",
                "America/St_Johns",
                "Africa/Cairo",
                "Africa/Casablanca",
                "Asia/Beirut",
                "Asia/Gaza",
                "Asia/Kathmandu",
                "Asia/Tehran",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "Pacific/Chatham",
                "Pacific/Kiritimati"
            })
    void withoutGapOrOverlap(String zone) {
        System.out.println("seed " + SEED + ", " + zone);
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + zone.hashCode());
        for (BillingCalendar calendar : calendars(ZoneId.of(zone), random)) {
            BillingPeriod period = calendar.periodOf(instant(random));
            for (int i = 0; i < PERIODS && period.end().isBefore(LATEST); i++) {
                period = followed(calendar, period);
            }
            for (int i = 0; i < INSTANTS; i++) {
                Instant instant = instant(random);
                BillingPeriod found = calendar.periodOf(instant);
                assertThat(found.contains(instant)).as("%s %s", calendar, instant).isTrue();
                assertThat(calendar.period(found.id())).isEqualTo(found);
            }
        }
    }

    private static BillingPeriod followed(BillingCalendar calendar, BillingPeriod period) {
        BillingPeriod next = calendar.after(period);
        assertThat(period.start()).as("%s %s", calendar, period).isBefore(period.end());
        assertThat(next.start()).as("%s %s", calendar, period).isEqualTo(period.end());
        assertThat(next.startDate()).isEqualTo(period.endDate());
        assertThat(next.id()).isGreaterThan(period.id());
        assertThat(calendar.periodOf(period.end())).isEqualTo(next);
        assertThat(calendar.periodOf(period.end().minusNanos(1))).isEqualTo(period);
        assertThat(calendar.period(period.id())).isEqualTo(period);
        return next;
    }

    private static List<BillingCalendar> calendars(ZoneId zone, RandomGenerator random) {
        List<BillingCalendar> calendars = new ArrayList<>();
        for (Cycle cycle : Cycle.values()) {
            switch (cycle) {
                case DAY, WEEK, MONTH -> calendars.add(new BillingCalendar(zone, cycle));
                case QUARTER, YEAR -> {
                    for (int month = 1; month <= 12; month++) {
                        calendars.add(new BillingCalendar(zone, cycle, month, null, null));
                    }
                }
                case ONCE -> {
                    for (int i = 0; i < 12; i++) {
                        LocalDate from = instant(random).atZone(zone).toLocalDate();
                        LocalDate until = from.plusDays(1 + random.nextInt(400));
                        calendars.add(BillingCalendar.once(zone, from, until));
                    }
                }
            }
        }
        return calendars;
    }

    private static Instant instant(RandomGenerator random) {
        return Instant.ofEpochMilli(
                random.nextLong(EARLIEST.toEpochMilli(), LATEST.toEpochMilli()));
    }
}
