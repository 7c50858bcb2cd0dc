package io.usance.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.period.BillingCalendar.Cycle;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One period from a first day to a last, and what is asked about the time around it. */
class OncePeriodTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String BEFORE = "0001-01-01/2026-03-10";
    private static final String ONCE = "2026-03-10/2026-03-30";
    private static final String AFTER = "2026-03-30/9999-12-31";

    private final BillingCalendar rental = once(BERLIN, "2026-03-10", "2026-03-30");

    @ParameterizedTest
    @CsvSource({
        "1969-12-31T23:59:59Z, 0001-01-01/2026-03-10, false",
        "2026-03-09T22:59:59.999Z, 0001-01-01/2026-03-10, false",
        "2026-03-09T23:00:00Z, 2026-03-10/2026-03-30, true",
        "2026-03-29T21:59:59.999Z, 2026-03-10/2026-03-30, true",
        "2026-03-29T22:00:00Z, 2026-03-30/9999-12-31, false",
        "2160-01-01T00:00:00Z, 2026-03-30/9999-12-31, false",
    })
    void everyInstantHasAPeriodButOnlyOneIsBilled(Instant instant, String id, boolean billed) {
        BillingPeriod period = rental.periodOf(instant);
        assertThat(period.id()).isEqualTo(id);
        assertThat(period.contains(instant) || instant.isBefore(Instant.EPOCH)).isTrue();
        assertThat(rental.period(id)).isEqualTo(period);
        assertThat(rental.isBilled(period)).isEqualTo(billed);
    }

    @Test
    void noInstantIsTooEarlyOrTooLate() {
        assertThat(rental.periodOf(Instant.MIN).id()).isEqualTo(BEFORE);
        assertThat(rental.periodOf(Instant.MAX).id()).isEqualTo(AFTER);
    }

    @Test
    void whatFollowsTheTimeAfterIsThatTimeAgain() {
        BillingPeriod before = rental.period(BEFORE);
        BillingPeriod once = rental.after(before);
        BillingPeriod after = rental.after(once);
        assertThat(List.of(once.id(), after.id())).containsExactly(ONCE, AFTER);
        assertThat(rental.after(after)).isEqualTo(after);
        assertThat(Stream.of(AFTER, ONCE, BEFORE).sorted()).containsExactly(BEFORE, ONCE, AFTER);
        assertThat(rental.endsAt()).isEqualTo(once.end()).isEqualTo("2026-03-29T22:00:00Z");
        assertThat(rental)
                .hasToString("ONCE from 2026-03-10 until 2026-03-30, Europe/Berlin")
                .isEqualTo(rental.in(ZoneId.of("Europe/Berlin")));
    }

    @ParameterizedTest
    @CsvSource({
        // zone, from, until, start, end
        "Europe/Berlin, 2026-03-29, 2026-03-30, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "Europe/Berlin, 2026-10-25, 2026-10-26, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "America/Santiago, 2026-09-06, 2026-09-07, 2026-09-06T04:00:00Z, 2026-09-07T03:00:00Z",
        "America/Havana, 2026-10-31, 2026-11-01, 2026-10-31T04:00:00Z, 2026-11-01T04:00:00Z",
        "America/Havana, 2026-11-01, 2026-11-02, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "Pacific/Apia, 2011-12-29, 2011-12-30, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
        "UTC, 2026-01-01, 2036-01-01, 2026-01-01T00:00:00Z, 2036-01-01T00:00:00Z",
    })
    void beginsAndEndsWithTheFirstInstantsOfTwoDays(
            String zone, String from, String until, Instant start, Instant end) {
        BillingPeriod period = once(ZoneId.of(zone), from, until).periodOf(start);
        assertThat(period.id()).isEqualTo(from + "/" + until);
        assertThat(period.start()).isEqualTo(start);
        assertThat(period.end()).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UTC | ONCE | 2026-03-10 | | a cycle of ONCE has no until; write the day after its last, such as until: 2026-04-01",
                "UTC | ONCE | | 2026-03-10 | a cycle of ONCE has no from; write its first day, such as from: 2026-03-01",
                "UTC | ONCE | 2026-03-10 | 2026-03-10 | until is 2026-03-10, not after from, 2026-03-10; it is the day after the last",
                "UTC | ONCE | 2026-03-10 | 2026-03-09 | until is 2026-03-09, not after from, 2026-03-10; it is the day after the last",
                "Pacific/Apia | ONCE | 2011-12-30 | 2011-12-31 | until is 2011-12-31, not after from, 2011-12-30; it is the day after the last",
                "UTC | ONCE | 1969-12-31 | 1970-01-02 | from is 1969-12-31, before 1970-01-01",
                "UTC | ONCE | 2026-01-01 | 2036-01-03 | until is 2036-01-03, 3654 days after from, 2026-01-01; a period of ONCE has at most 3653, and ends before 9999-12-31",
                "UTC | ONCE | 9999-12-01 | 9999-12-31 | until is 9999-12-31, 30 days after from, 9999-12-01; a period of ONCE has at most 3653, and ends before 9999-12-31",
                "UTC | MONTH | | 2026-04-01 | until is 2026-04-01, but only ONCE has it, not a cycle of MONTH, which goes on until the contract is terminated; leave it out",
                "UTC | QUARTER | 2026-04-01 | | from is 2026-04-01, but only ONCE has it, not a cycle of QUARTER, which goes on until the contract is terminated; leave it out",
            })
    void whatIsNoSinglePeriodIsRefused(
            String zone,
            Cycle cycle,
            @Nullable LocalDate from,
            @Nullable LocalDate until,
            String message) {
        assertThatThrownBy(() -> new BillingCalendar(ZoneId.of(zone), cycle, null, from, until))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static BillingCalendar once(ZoneId zone, String from, String until) {
        return BillingCalendar.once(zone, LocalDate.parse(from), LocalDate.parse(until));
    }
}
