package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.json.Json;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored of a calendar; of those that there always were nothing but zone and cycle. */
class CalendarFormsTest {
    private static final ObjectMapper JSON = Json.mapper();
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(
                        new BillingCalendar(BERLIN, Cycle.MONTH),
                        "{\"zone\":\"Europe/Berlin\",\"cycle\":\"MONTH\"}"),
                Arguments.of(
                        new BillingCalendar(BERLIN, Cycle.QUARTER),
                        "{\"zone\":\"Europe/Berlin\",\"cycle\":\"QUARTER\"}"),
                Arguments.of(
                        new BillingCalendar(BERLIN, Cycle.YEAR, 1, null, null),
                        "{\"zone\":\"Europe/Berlin\",\"cycle\":\"YEAR\"}"),
                Arguments.of(
                        new BillingCalendar(BERLIN, Cycle.QUARTER, 10, null, null),
                        "{\"zone\":\"Europe/Berlin\",\"cycle\":\"QUARTER\",\"yearStartMonth\":10}"),
                Arguments.of(
                        BillingCalendar.once(
                                BERLIN, LocalDate.of(2026, 3, 10), LocalDate.of(2026, 3, 30)),
                        "{\"zone\":\"Europe/Berlin\",\"cycle\":\"ONCE\",\"from\":\"2026-03-10\",\"until\":\"2026-03-30\"}"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void areWrittenAndReadBack(BillingCalendar calendar, String form) throws Exception {
        assertThat(JSON.writeValueAsString(calendar)).isEqualTo(form);
        assertThat(JSON.readValue(form, BillingCalendar.class)).isEqualTo(calendar);
    }

    @Test
    void aSinglePeriodWithoutAnEndIsNotRead() {
        assertThatThrownBy(() ->
                        JSON.readValue(
                                "{\"zone\":\"UTC\",\"cycle\":\"ONCE\",\"from\":\"2026-03-10\"}",
                                BillingCalendar.class))
                .hasMessageContaining("a cycle of ONCE has no until; write the day after its last");
    }
}
