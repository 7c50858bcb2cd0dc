package io.usance.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.period.BillingCalendar.Cycle;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A contract's year starts in any month, and its quarters are counted from there. */
class ContractYearTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        // cycle, first month, instant, period, its start and end
        "YEAR, 10, 2026-09-30T21:59:59.999Z, 2025-10-01/2026-10-01, 2025-09-30T22:00:00Z, 2026-09-30T22:00:00Z",
        "YEAR, 10, 2026-09-30T22:00:00Z, 2026-10-01/2027-10-01, 2026-09-30T22:00:00Z, 2027-09-30T22:00:00Z",
        "YEAR, 10, 2027-01-15T00:00:00Z, 2026-10-01/2027-10-01, 2026-09-30T22:00:00Z, 2027-09-30T22:00:00Z",
        "YEAR, 2, 2028-02-29T12:00:00Z, 2028-02-01/2029-02-01, 2028-01-31T23:00:00Z, 2029-01-31T23:00:00Z",
        "YEAR, 2, 2028-01-31T22:59:59Z, 2027-02-01/2028-02-01, 2027-01-31T23:00:00Z, 2028-01-31T23:00:00Z",
        "YEAR, 12, 2026-11-30T12:00:00Z, 2025-12-01/2026-12-01, 2025-11-30T23:00:00Z, 2026-11-30T23:00:00Z",
        "QUARTER, 2, 2026-01-31T22:59:59Z, 2025-11-01/2026-02-01, 2025-10-31T23:00:00Z, 2026-01-31T23:00:00Z",
        "QUARTER, 2, 2026-01-31T23:00:00Z, 2026-02-01/2026-05-01, 2026-01-31T23:00:00Z, 2026-04-30T22:00:00Z",
        "QUARTER, 3, 2026-02-28T12:00:00Z, 2025-12-01/2026-03-01, 2025-11-30T23:00:00Z, 2026-02-28T23:00:00Z",
        "QUARTER, 12, 2026-02-28T12:00:00Z, 2025-12-01/2026-03-01, 2025-11-30T23:00:00Z, 2026-02-28T23:00:00Z",
        "QUARTER, 10, 2026-05-05T12:00:00Z, 2026-04-01/2026-07-01, 2026-03-31T22:00:00Z, 2026-06-30T22:00:00Z",
    })
    void anInstantFallsInAPeriodOfTheContractsYear(
            Cycle cycle, int month, Instant instant, String id, Instant start, Instant end) {
        BillingCalendar calendar = new BillingCalendar(BERLIN, cycle, month, null, null);
        BillingPeriod period = calendar.periodOf(instant);
        assertThat(period.id()).isEqualTo(id);
        assertThat(period.start()).isEqualTo(start);
        assertThat(period.end()).isEqualTo(end);
        assertThat(calendar.period(id)).isEqualTo(period);
        assertThat(calendar.isBilled(period)).isTrue();
        assertThat(calendar.endsAt()).isNull();
    }

    @Test
    void aYearFromJanuaryIsTheUsualOne() {
        assertThat(new BillingCalendar(BERLIN, Cycle.YEAR, 1, null, null))
                .isEqualTo(new BillingCalendar(BERLIN, Cycle.YEAR))
                .hasToString("YEAR, Europe/Berlin");
        assertThat(new BillingCalendar(BERLIN, Cycle.QUARTER, 10, null, null))
                .hasToString("QUARTER with years that start in October, Europe/Berlin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "YEAR | 0 | yearStartMonth is 0, not a month from 1 to 12",
                "QUARTER | 13 | yearStartMonth is 13, not a month from 1 to 12",
                "MONTH | 10 | yearStartMonth is 10, but only a QUARTER and a YEAR have one, not a cycle of MONTH; leave it out",
                "ONCE | 10 | yearStartMonth is 10, but only a QUARTER and a YEAR have one, not a cycle of ONCE; leave it out",
            })
    void aMonthThatFitsNoYearIsRefused(Cycle cycle, int month, String message) {
        assertThatThrownBy(() -> new BillingCalendar(BERLIN, cycle, month, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "QUARTER, 2, 2026-01-01/2026-04-01",
        "QUARTER, 1, 2026-02-01/2026-05-01",
        "QUARTER, 1, 2026-01-01/2026-03-01",
        "YEAR, 10, 2026-01-01/2027-01-01",
        "YEAR, 1, 2026-10-01/2027-10-01",
        "YEAR, 10, 2026-10-01/2027-09-30",
    })
    void anIdOfAnotherYearIsNoPeriod(Cycle cycle, int month, String id) {
        BillingCalendar calendar = new BillingCalendar(BERLIN, cycle, month, null, null);
        assertThatThrownBy(() -> calendar.period(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(id + " is not a period of " + calendar);
    }
}
