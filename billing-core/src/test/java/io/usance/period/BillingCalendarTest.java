package io.usance.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.period.BillingCalendar.Cycle;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillingCalendarTest {

    @ParameterizedTest
    @CsvSource({
        // zone, cycle, instant, period, hours
        "Europe/Berlin, DAY, 2026-03-29T11:00:00Z, 2026-03-29/2026-03-30, 23",
        "Europe/Berlin, DAY, 2026-10-25T11:00:00Z, 2026-10-25/2026-10-26, 25",
        "Europe/Berlin, DAY, 2026-03-28T22:59:59.999Z, 2026-03-28/2026-03-29, 24",
        "Europe/Berlin, DAY, 2026-03-28T23:00:00Z, 2026-03-29/2026-03-30, 23",
        "Europe/Berlin, DAY, 2026-03-29T21:59:59.999Z, 2026-03-29/2026-03-30, 23",
        "Europe/Berlin, DAY, 2026-03-29T22:00:00Z, 2026-03-30/2026-03-31, 24",
        "Europe/Berlin, DAY, 2026-10-25T22:59:59.999Z, 2026-10-25/2026-10-26, 25",
        "Europe/Berlin, DAY, 2026-10-25T23:00:00Z, 2026-10-26/2026-10-27, 24",
        "Europe/Berlin, WEEK, 2026-03-29T11:00:00Z, 2026-03-23/2026-03-30, 167",
        "Europe/Berlin, WEEK, 2026-03-29T22:00:00Z, 2026-03-30/2026-04-06, 168",
        "Europe/Berlin, MONTH, 2026-03-29T11:00:00Z, 2026-03-01/2026-04-01, 743",
        "Europe/Berlin, MONTH, 2026-10-25T11:00:00Z, 2026-10-01/2026-11-01, 745",
        "Europe/Berlin, MONTH, 2026-02-28T22:59:59.999Z, 2026-02-01/2026-03-01, 672",
        "Europe/Berlin, MONTH, 2026-02-28T23:00:00Z, 2026-03-01/2026-04-01, 743",
        "Europe/Berlin, MONTH, 2028-02-29T12:00:00Z, 2028-02-01/2028-03-01, 696",
        "Europe/Berlin, YEAR, 2028-02-29T12:00:00Z, 2028-01-01/2029-01-01, 8784",
        "UTC, YEAR, 2026-12-31T23:59:59.999Z, 2026-01-01/2027-01-01, 8760",
        "UTC, MONTH, 2026-12-31T23:59:59.999Z, 2026-12-01/2027-01-01, 744",
        "UTC, WEEK, 2026-01-01T00:00:00Z, 2025-12-29/2026-01-05, 168",
        "Asia/Kolkata, DAY, 2026-03-28T18:30:00Z, 2026-03-29/2026-03-30, 24",
        "Pacific/Kiritimati, DAY, 2026-03-28T10:00:00Z, 2026-03-29/2026-03-30, 24",
        // Midnight does not exist on this day: it starts at 01:00.
        "America/Asuncion, DAY, 2023-10-01T12:00:00Z, 2023-10-01/2023-10-02, 23",
        // This zone skipped 30 December 2011 altogether.
        "Pacific/Apia, DAY, 2011-12-31T09:59:59Z, 2011-12-31/2012-01-01, 24",
        "Pacific/Apia, DAY, 2011-12-30T09:59:59Z, 2011-12-29/2011-12-31, 24",
        "Pacific/Apia, WEEK, 2011-12-31T09:59:59Z, 2011-12-26/2012-01-02, 144",
        "Pacific/Apia, MONTH, 2011-12-30T09:59:59Z, 2011-12-01/2012-01-01, 720",
        // Summer time begins at midnight: these days start at 01:00.
        "America/Santiago, DAY, 2026-09-06T12:00:00Z, 2026-09-06/2026-09-07, 23",
        "Africa/Cairo, DAY, 2026-04-24T12:00:00Z, 2026-04-24/2026-04-25, 23",
        "Asia/Beirut, DAY, 2026-03-29T12:00:00Z, 2026-03-29/2026-03-30, 23",
        // It ends at midnight: 23:00 to 24:00 is there twice.
        "America/Santiago, DAY, 2026-04-05T02:59:59Z, 2026-04-04/2026-04-05, 25",
        "Asia/Beirut, DAY, 2026-10-24T20:59:59Z, 2026-10-24/2026-10-25, 25",
        // It ends an hour after midnight: 00:00 to 01:00 is there twice.
        "America/Havana, DAY, 2026-11-01T04:00:00Z, 2026-11-01/2026-11-02, 25",
        "America/Havana, MONTH, 2026-11-01T03:59:59Z, 2026-10-01/2026-11-01, 744",
        "Atlantic/Azores, DAY, 2026-10-25T00:30:00Z, 2026-10-25/2026-10-26, 25",
        "Europe/Berlin, QUARTER, 2026-02-28T22:59:59.999Z, 2026-01-01/2026-04-01, 2159",
        "Europe/Berlin, QUARTER, 2026-03-31T21:59:59.999Z, 2026-01-01/2026-04-01, 2159",
        "Europe/Berlin, QUARTER, 2026-03-31T22:00:00Z, 2026-04-01/2026-07-01, 2184",
        "Europe/Berlin, QUARTER, 2026-10-25T11:00:00Z, 2026-10-01/2027-01-01, 2209",
        "UTC, QUARTER, 2028-02-29T12:00:00Z, 2028-01-01/2028-04-01, 2184",
    })
    void anInstantFallsInAPeriodOfLocalDates(
            String zone, Cycle cycle, Instant instant, String id, int hours) {
        BillingCalendar calendar = new BillingCalendar(ZoneId.of(zone), cycle);
        BillingPeriod period = calendar.periodOf(instant);
        assertThat(period.id()).isEqualTo(id).isEqualTo(period.toString());
        assertThat(Duration.between(period.start(), period.end()))
                .isEqualTo(Duration.ofHours(hours));
        assertThat(period.contains(instant)).isTrue();
    }

    @Test
    void periodsAreHalfOpenAndFollowWithoutGapOrOverlap() {
        for (Cycle cycle : EnumSet.complementOf(EnumSet.of(Cycle.ONCE))) {
            BillingCalendar calendar = new BillingCalendar(ZoneId.of("Europe/Berlin"), cycle);
            BillingPeriod period = calendar.periodOf(Instant.parse("2026-01-01T12:00:00Z"));
            for (int i = 0; i < 400; i++) {
                BillingPeriod next = calendar.after(period);
                assertThat(next.start()).isEqualTo(period.end());
                assertThat(period.contains(period.start())).isTrue();
                assertThat(period.contains(period.end())).isFalse();
                assertThat(period.contains(period.end().minusNanos(1))).isTrue();
                assertThat(next.contains(period.end())).isTrue();
                assertThat(calendar.periodOf(period.end())).isEqualTo(next);
                assertThat(calendar.periodOf(period.end().minusNanos(1))).isEqualTo(period);
                assertThat(next.id()).isGreaterThan(period.id());
                period = next;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2026-03-01, 2026-03-01", "2026-03-01, 2026-02-28"})
    void aPeriodWithoutDaysIsRefused(LocalDate start, LocalDate end) {
        assertThatThrownBy(() -> new BillingPeriod(start, end, ZoneId.of("UTC")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period ends " + end + ", not after it starts " + start);
    }
}
