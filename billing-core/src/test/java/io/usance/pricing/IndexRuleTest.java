package io.usance.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.json.Json;
import io.usance.pricing.IndexRule.Averaging;
import io.usance.pricing.IndexRule.MissingDay;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which published values price the period that begins on 1 April 2026. */
class IndexRuleTest {
    private static final LocalDate APRIL = LocalDate.parse("2026-04-01");
    private static final ObjectMapper JSON = Json.mapper();

    /** Monthly values, each dated the last day of its month. */
    private static final NavigableMap<LocalDate, BigDecimal> MONTHLY =
            published("2026-01-31=1010", "2026-02-28=1063.50", "2026-03-31=940");

    /** (1,010 + 1,063.50 + 940) / 3 = 1,004.50. */
    @Test
    void theMeanOfThreeMonths() {
        IndexRule rule = months(-3, -1);
        assertThat(rule.value(MONTHLY, APRIL, RoundingMode.HALF_UP))
                .contains(
                        new IndexRule.Value(
                                new BigDecimal("1004.5000"),
                                "mean of PVC over 3 days of 2026-01 to 2026-03"));
    }

    /** (940 + 1,120 + 1,100) / 3 = 1,053.3333, known at the end of May. */
    @Test
    void aQuotationPeriodFromTheMonthBeforeToTheMonthAfter() {
        IndexRule rule = months(-1, 1);
        assertThat(rule.value(MONTHLY, APRIL, RoundingMode.HALF_UP)).isEmpty();
        NavigableMap<LocalDate, BigDecimal> later = new TreeMap<>(MONTHLY);
        later.putAll(published("2026-04-30=1120"));
        assertThat(rule.value(later, APRIL, RoundingMode.HALF_UP)).isEmpty();
        later.putAll(published("2026-05-31=1100"));
        assertThat(value(rule, later)).isEqualTo("1053.3333");
    }

    /** 31 March 2026 is a Tuesday; 28 February a Saturday, whose last fixing is of the 27th. */
    @ParameterizedTest
    @CsvSource({"1, 1.0900", "2, 1.0800"})
    void theLastPublishedDayOfAMonth(int lagMonths, String fixing) {
        IndexRule rule =
                new IndexRule("EURUSD", Averaging.LAST_DAY, lagMonths, MissingDay.PREVIOUS, 4);
        NavigableMap<LocalDate, BigDecimal> days =
                published("2026-02-26=1.07", "2026-02-27=1.0800", "2026-03-31=1.0900");
        assertThat(value(rule, days)).isEqualTo(fixing);
        // Until then nothing is known of March.
        assertThat(
                        rule.value(
                                days.headMap(LocalDate.parse("2026-02-28"), false),
                                APRIL,
                                RoundingMode.HALF_UP))
                .isEmpty();
    }

    @Test
    void aValueThatIsTooOldDoesNotStandIn() {
        NavigableMap<LocalDate, BigDecimal> days = published("2026-03-24=1.08", "2026-04-02=1.10");
        assertThat(value(lastDay(7), days)).isEqualTo("1.08");
        assertThat(lastDay(6).value(days, APRIL, RoundingMode.HALF_UP)).isEmpty();
        assertThat(lastDay(6).wanted(APRIL))
                .isEqualTo(
                        "EURUSD of 2026-03-31 (a value at most 6 days older stands in for a missing one), and that of 2026-03-31 or of a later day");
    }

    /** A quarterly series: 31 days is too short, 92 is agreed. */
    @Test
    void aValueMayBeAgreedToBeOlderThanAMonth() {
        NavigableMap<LocalDate, BigDecimal> days = published("2026-01-02=105", "2026-04-02=108");
        assertThat(lastDay(92)).satisfies(rule -> assertThat(value(rule, days)).isEqualTo("105"));
        assertThat(
                        new IndexRule("EURUSD", Averaging.LAST_DAY, 1, MissingDay.PREVIOUS, 4)
                                .value(days, APRIL, RoundingMode.HALF_UP))
                .isEmpty();
    }

    @Test
    void theNewestIsNotLaterThanTheLastDayThatCounts() {
        IndexRule rule = new IndexRule("PVC", Averaging.MONTH, 2, MissingDay.SKIP, 4);
        assertThat(rule.newest(MONTHLY, APRIL))
                .contains(
                        new IndexRule.Value(
                                new BigDecimal("1063.50"),
                                "provisionally PVC of 2026-02-28, the newest published"));
        assertThat(rule.newest(published("2026-03-31=1"), APRIL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MONTH | 0 | SKIP | -3 | | | index PVC has fromMonth and no toMonth; a mean over several months has both, such as fromMonth: -3 and toMonth: -1",
                "MONTH | 1 | SKIP | -3 | -1 | | index PVC has a lag of 1 months beside fromMonth and toMonth, which say it all; write lagMonths: 0",
                "DAY | 0 | HOLD | -3 | -1 | | index PVC is of one day and has fromMonth and toMonth; write averaging: MONTH, or take them out",
                "MONTH | 0 | SKIP | -1 | -3 | | index PVC is of the months -1 to -3 from that of the period; they go up, from -24 to 12",
                "LAST_DAY | 1 | SKIP | | | | index PVC is of one day, which cannot be skipped; agree on PREVIOUS or HOLD",
                "LAST_DAY | 1 | HOLD | | | 3 | index PVC has maxAgeDays: 3, but no older value stands in for a missing day; write missingDay: PREVIOUS, or take it out",
                "LAST_DAY | 1 | PREVIOUS | | | 401 | a value of index PVC may be 401 days old, not 1 to 400",
            })
    void aContradictionIsRefused(
            Averaging averaging,
            int lag,
            MissingDay missing,
            @Nullable Integer from,
            @Nullable Integer to,
            @Nullable Integer age,
            String message) {
        assertThatThrownBy(() -> new IndexRule("PVC", averaging, lag, missing, 4, from, to, age))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    /** What an earlier release has stored is read and written the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"series\":\"PVC\",\"averaging\":\"MONTH\",\"lagMonths\":1,\"missingDay\":\"PREVIOUS\",\"decimals\":4}",
                "{\"series\":\"PVC\",\"averaging\":\"MONTH\",\"lagMonths\":0,\"missingDay\":\"SKIP\",\"decimals\":4,\"fromMonth\":-3,\"toMonth\":-1}",
                "{\"series\":\"FX\",\"averaging\":\"LAST_DAY\",\"lagMonths\":1,\"missingDay\":\"PREVIOUS\",\"decimals\":4,\"maxAgeDays\":5}",
            })
    void aRuleIsReadAndWrittenTheSame(String text) throws JsonProcessingException {
        assertThat(JSON.writeValueAsString(JSON.readValue(text, IndexRule.class))).isEqualTo(text);
    }

    private static IndexRule months(int from, int to) {
        return new IndexRule("PVC", Averaging.MONTH, 0, MissingDay.SKIP, 4, from, to, null);
    }

    private static IndexRule lastDay(int maxAgeDays) {
        return new IndexRule(
                "EURUSD", Averaging.LAST_DAY, 1, MissingDay.PREVIOUS, 4, null, null, maxAgeDays);
    }

    private static String value(IndexRule rule, NavigableMap<LocalDate, BigDecimal> published) {
        Optional<IndexRule.Value> value = rule.value(published, APRIL, RoundingMode.HALF_UP);
        return value.orElseThrow().value().toPlainString();
    }

    private static NavigableMap<LocalDate, BigDecimal> published(String... values) {
        NavigableMap<LocalDate, BigDecimal> days = new TreeMap<>();
        for (String value : values) {
            String[] parts = value.split("=");
            days.put(LocalDate.parse(parts[0]), new BigDecimal(parts[1]));
        }
        return days;
    }
}
