package io.usance.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTextTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "DAY, 1, 2026-03-29, 2026-03-29/2026-03-30",
        "WEEK, 1, 2026-W14, 2026-03-30/2026-04-06",
        "WEEK, 1, 2026-03-30, 2026-03-30/2026-04-06",
        "WEEK, 1, 2026-W01, 2025-12-29/2026-01-05",
        "MONTH, 1, 2026-03, 2026-03-01/2026-04-01",
        "MONTH, 1, 2026-03-01/2026-04-01, 2026-03-01/2026-04-01",
        "QUARTER, 1, 2026-Q2, 2026-04-01/2026-07-01",
        "QUARTER, 1, 2026-04, 2026-04-01/2026-07-01",
        "QUARTER, 1, 2026-04-01/2026-07-01, 2026-04-01/2026-07-01",
        "QUARTER, 10, 2026/27-Q2, 2027-01-01/2027-04-01",
        "QUARTER, 2, 2026/27-Q4, 2026-11-01/2027-02-01",
        "QUARTER, 2, 2026-11, 2026-11-01/2027-02-01",
        "YEAR, 1, 2026, 2026-01-01/2027-01-01",
        "YEAR, 10, 2026/27, 2026-10-01/2027-10-01",
        "YEAR, 10, 1999/00, 1999-10-01/2000-10-01",
        "YEAR, 10, 2026-10, 2026-10-01/2027-10-01",
        "YEAR, 10, 2026-10-01/2027-10-01, 2026-10-01/2027-10-01",
    })
    void namesAPeriod(Cycle cycle, int month, String text, String id) {
        assertThat(CliValues.period(calendar(cycle, month), text)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "MONTH, 1, 2026-Q2",
        "MONTH, 1, 2026-13",
        "WEEK, 1, 2026-W54",
        "QUARTER, 1, 2026-05",
        "QUARTER, 1, 2026-Q5",
        "QUARTER, 1, 2026/27-Q2",
        "QUARTER, 10, 2026-Q2",
        "QUARTER, 10, 2026/28-Q2",
        "YEAR, 10, 2026",
        "YEAR, 10, 2026/28",
        "YEAR, 1, 2026/27",
        "YEAR, 10, 2026-01-01/2027-01-01",
        "YEAR, 10, once",
    })
    void whatNamesNoneIsRefused(Cycle cycle, int month, String text) {
        assertThatThrownBy(() -> CliValues.period(calendar(cycle, month), text))
                .isInstanceOf(CliFailure.class)
                .hasMessageStartingWith(
                        "--period is '%s', not the beginning of one %s nor a period's id; write "
                                .formatted(text, cycle));
    }

    @Test
    void aSinglePeriodIsNamedByItsIdOrItsFirstDay() {
        BillingCalendar once =
                BillingCalendar.once(BERLIN, LocalDate.of(2026, 3, 10), LocalDate.of(2026, 3, 30));
        assertThat(CliValues.period(once, "2026-03-10")).isEqualTo("2026-03-10/2026-03-30");
        assertThat(CliValues.period(once, "2026-03-10/2026-03-30"))
                .isEqualTo("2026-03-10/2026-03-30");
        assertThatThrownBy(() -> CliValues.period(once, "2026-03-30/9999-12-31"))
                .hasMessage(
                        "--period is '2026-03-30/9999-12-31', not the beginning of one ONCE nor a period's id; write its only one, 2026-03-10/2026-03-30");
    }

    private static BillingCalendar calendar(Cycle cycle, int month) {
        return new BillingCalendar(BERLIN, cycle, month == 1 ? null : month, null, null);
    }
}
