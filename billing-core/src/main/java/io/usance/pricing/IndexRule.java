package io.usance.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * How the value of an index that prices a period comes out of the published series. Without these
 * four agreed, two companies compute two prices.
 *
 * @param series name of the index
 * @param averaging of one day, or the mean of a month
 * @param lagMonths months before the period's first day, 0 to {@link #LAG_MONTHS_MAX}
 * @param missingDay what stands in for a day without a value
 * @param decimals a mean is rounded to, 0 to {@link Tariff#PRICE_DECIMALS_MAX}
 */
public record IndexRule(
        String series, Averaging averaging, int lagMonths, MissingDay missingDay, int decimals) {

    /** Longest lag. */
    public static final int LAG_MONTHS_MAX = 24;

    /** Oldest value that may stand in for a missing day. */
    public static final int PREVIOUS_DAYS_MAX = 31;

    /** Decimals of a mean, if nothing else is agreed. */
    static final int DECIMALS_USUAL = 4;

    /** Which days count. */
    public enum Averaging {
        /** The day the period begins, less the lag. */
        DAY,
        /** All days of the calendar month in which the period begins, less the lag. */
        MONTH
    }

    /** What stands in for a day without a published value. */
    public enum MissingDay {
        /** The value of the nearest day before, at most {@link #PREVIOUS_DAYS_MAX} days earlier. */
        PREVIOUS,
        /** Nothing: the mean is over the days that have a value. Of a month only. */
        SKIP,
        /** Nothing: the price waits until the value is published. */
        HOLD
    }

    public IndexRule {
        TariffRules.checkSeries(series);
        TariffRules.checkDecimals(decimals);
        if (lagMonths < 0 || lagMonths > LAG_MONTHS_MAX) {
            throw new IllegalArgumentException(
                    "the lag of index "
                            + series
                            + " is "
                            + lagMonths
                            + " months, not 0 to "
                            + LAG_MONTHS_MAX);
        }
        if (averaging == Averaging.DAY && missingDay == MissingDay.SKIP) {
            throw new IllegalArgumentException(
                    "index "
                            + series
                            + " is of one day, which cannot be skipped; agree on PREVIOUS or HOLD");
        }
    }

    /** The rule of a series of which nothing is agreed: the value in force on the first day. */
    public static IndexRule usual(String series) {
        return new IndexRule(series, Averaging.DAY, 0, MissingDay.PREVIOUS, DECIMALS_USUAL);
    }

    /**
     * A value and how it came about.
     *
     * @param basis in words
     */
    public record Value(BigDecimal value, String basis) {}

    /**
     * The value for a period. It is known once nothing that is still to be published in its turn
     * could change it: a value for the last day that counts, or for a later one, is there.
     *
     * @param published values by day
     * @param firstDay of the period, in the contract's zone
     * @param rounding of a mean
     * @return empty if it is not known yet
     */
    public Optional<Value> value(
            NavigableMap<LocalDate, BigDecimal> published,
            LocalDate firstDay,
            RoundingMode rounding) {
        LocalDate reference = firstDay.minusMonths(lagMonths);
        LocalDate last =
                switch (averaging) {
                    case DAY -> reference;
                    case MONTH -> reference.withDayOfMonth(reference.lengthOfMonth());
                };
        if (published.isEmpty() || published.lastKey().isBefore(last)) {
            return Optional.empty();
        }
        return switch (averaging) {
            case DAY ->
                    on(published, reference)
                            .map(day -> new Value(day.getValue(), series + " of " + day.getKey()));
            case MONTH -> mean(published, last, rounding);
        };
    }

    private Optional<Value> mean(
            NavigableMap<LocalDate, BigDecimal> published, LocalDate last, RoundingMode rounding) {
        List<BigDecimal> values = new ArrayList<>();
        for (LocalDate day = last.withDayOfMonth(1); !day.isAfter(last); day = day.plusDays(1)) {
            Optional<Map.Entry<LocalDate, BigDecimal>> found = on(published, day);
            if (found.isEmpty() && missingDay != MissingDay.SKIP) {
                return Optional.empty();
            }
            found.ifPresent(entry -> values.add(entry.getValue()));
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return Optional.of(
                new Value(
                        sum.divide(BigDecimal.valueOf(values.size()), decimals, rounding),
                        "mean of "
                                + series
                                + " over "
                                + values.size()
                                + " days of "
                                + last.toString().substring(0, "yyyy-mm".length())));
    }

    /** The value that counts for a day. */
    private Optional<Map.Entry<LocalDate, BigDecimal>> on(
            NavigableMap<LocalDate, BigDecimal> published, LocalDate day) {
        Map.Entry<LocalDate, BigDecimal> nearest = published.floorEntry(day);
        if (nearest == null) {
            return Optional.empty();
        }
        long age = ChronoUnit.DAYS.between(nearest.getKey(), day);
        boolean counts =
                age == 0 || (missingDay == MissingDay.PREVIOUS && age <= PREVIOUS_DAYS_MAX);
        return counts ? Optional.of(nearest) : Optional.empty();
    }
}
