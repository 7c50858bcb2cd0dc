package io.usance.pricing;

import io.usance.failure.Checks;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Values of an index became known. Its stream is {@code index/series}. A later value for the same
 * day replaces the earlier one.
 *
 * @param series name of the index
 * @param values 1 to {@link #VALUES_MAX}, no day twice
 * @param source who published them, for people
 */
public record IndexValuesPublished(
        String series, List<DayValue> values, String source, Instant at) {

    /** Most values published at once. */
    public static final int VALUES_MAX = 10_000;

    /**
     * @param value above zero
     */
    public record DayValue(LocalDate day, BigDecimal value) {
        public DayValue {
            value = TariffRules.positive("index value", value);
        }
    }

    public IndexValuesPublished {
        Checks.given(series, "indexValues.series");
        values = List.copyOf(Checks.all(values, "indexValues.values"));
        TariffRules.checkSeries(series);
        if (values.isEmpty() || values.size() > VALUES_MAX) {
            throw new IllegalArgumentException(
                    "1 to "
                            + VALUES_MAX
                            + " values of an index are published at once, not "
                            + values.size());
        }
        if (values.stream().map(DayValue::day).distinct().count() != values.size()) {
            throw new IllegalArgumentException(
                    "index " + series + " has two values for one day in one publication");
        }
    }

    /** Stream of a series. */
    public static String streamId(String series) {
        return "index/" + series;
    }
}
