package io.usance.pricing;

import io.usance.failure.Checks;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the value of an index that prices a period comes out of the published series. Without these
 * four agreed, two companies compute two prices.
 *
 * @param series name of the index
 * @param averaging of one day, or the mean of a month or several
 * @param lagMonths months before the period's first day, 0 to {@link #LAG_MONTHS_MAX}
 * @param missingDay what stands in for a day without a value
 * @param decimals a mean is rounded to, 0 to {@link Tariff#PRICE_DECIMALS_MAX}
 * @param fromMonth of a mean over several months: the first, counted from the month in which the
 *     period begins, so -1 is the month before, -{@link #LAG_MONTHS_MAX} to {@link
 *     #LEAD_MONTHS_MAX}; null if the mean is of the one month that {@code lagMonths} says
 * @param toMonth the last of them, counted in the same way; null where {@code fromMonth} is
 * @param maxAgeDays oldest value that may stand in for a missing day, in days, 1 to {@link
 *     #AGE_DAYS_MAX}; null for {@link #PREVIOUS_DAYS_MAX}
 */
public record IndexRule(
        String series,
        Averaging averaging,
        int lagMonths,
        MissingDay missingDay,
        int decimals,
        @Nullable Integer fromMonth,
        @Nullable Integer toMonth,
        @Nullable Integer maxAgeDays) {

    /** Longest lag. */
    public static final int LAG_MONTHS_MAX = 24;

    /** How many months after that in which the period begins a value may be of. */
    public static final int LEAD_MONTHS_MAX = 12;

    /** Oldest value that may be agreed to stand in for a missing day. */
    public static final int AGE_DAYS_MAX = 400;

    /** Oldest value that may stand in for a missing day, if nothing else is agreed. */
    public static final int PREVIOUS_DAYS_MAX = 31;

    /** Decimals of a mean, if nothing else is agreed. */
    static final int DECIMALS_USUAL = 4;

    /** Which days count. */
    public enum Averaging {
        /** The day the period begins, less the lag. */
        DAY,
        /**
         * All days of the calendar month in which the period begins, less the lag; or of all the
         * months from {@code fromMonth} to {@code toMonth}.
         */
        MONTH,
        /** The last day of the calendar month in which the period begins, less the lag. */
        LAST_DAY
    }

    /** What stands in for a day without a published value. */
    public enum MissingDay {
        /**
         * The value of the nearest day before, at most {@code maxAgeDays} or {@link
         * #PREVIOUS_DAYS_MAX} days earlier.
         */
        PREVIOUS,
        /** Nothing: the mean is over the days that have a value. Of a month only. */
        SKIP,
        /** Nothing: the price waits until the value is published. */
        HOLD
    }

    public IndexRule {
        TariffRules.checkSeries(series);
        Checks.given(averaging, "indexRule.averaging");
        Checks.given(missingDay, "indexRule.missingDay");
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
        if (averaging != Averaging.MONTH && missingDay == MissingDay.SKIP) {
            throw new IllegalArgumentException(
                    "index "
                            + series
                            + " is of one day, which cannot be skipped; agree on PREVIOUS or HOLD");
        }
        checkMonths(series, averaging, lagMonths, fromMonth, toMonth);
        checkAge(series, missingDay, maxAgeDays);
    }

    /** Of one day or month, where an old value may be {@link #PREVIOUS_DAYS_MAX} days old. */
    public IndexRule(
            String series,
            Averaging averaging,
            int lagMonths,
            MissingDay missingDay,
            int decimals) {
        this(series, averaging, lagMonths, missingDay, decimals, null, null, null);
    }

    private static void checkMonths(
            String series,
            Averaging averaging,
            int lagMonths,
            @Nullable Integer fromMonth,
            @Nullable Integer toMonth) {
        if (fromMonth == null && toMonth == null) {
            return;
        }
        if (fromMonth == null || toMonth == null) {
            throw new IllegalArgumentException(
                    "index %s has %s and no %s; a mean over several months has both, such as fromMonth: -3 and toMonth: -1"
                            .formatted(
                                    series,
                                    fromMonth == null ? "toMonth" : "fromMonth",
                                    fromMonth == null ? "fromMonth" : "toMonth"));
        }
        if (averaging != Averaging.MONTH) {
            throw new IllegalArgumentException(
                    "index %s is of one day and has fromMonth and toMonth; write averaging: MONTH, or take them out"
                            .formatted(series));
        }
        if (lagMonths != 0) {
            throw new IllegalArgumentException(
                    "index %s has a lag of %d months beside fromMonth and toMonth, which say it all; write lagMonths: 0"
                            .formatted(series, lagMonths));
        }
        if (fromMonth > toMonth || fromMonth < -LAG_MONTHS_MAX || toMonth > LEAD_MONTHS_MAX) {
            throw new IllegalArgumentException(
                    "index %s is of the months %d to %d from that of the period; they go up, from -%d to %d"
                            .formatted(
                                    series, fromMonth, toMonth, LAG_MONTHS_MAX, LEAD_MONTHS_MAX));
        }
    }

    private static void checkAge(
            String series, MissingDay missingDay, @Nullable Integer maxAgeDays) {
        if (maxAgeDays == null) {
            return;
        }
        if (missingDay != MissingDay.PREVIOUS) {
            throw new IllegalArgumentException(
                    "index %s has maxAgeDays: %d, but no older value stands in for a missing day; write missingDay: PREVIOUS, or take it out"
                            .formatted(series, maxAgeDays));
        }
        if (maxAgeDays < 1 || maxAgeDays > AGE_DAYS_MAX) {
            throw new IllegalArgumentException(
                    "a value of index %s may be %d days old, not 1 to %d"
                            .formatted(series, maxAgeDays, AGE_DAYS_MAX));
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
        LocalDate last = lastDay(firstDay);
        if (published.isEmpty() || published.lastKey().isBefore(last)) {
            return Optional.empty();
        }
        return switch (averaging) {
            case DAY, LAST_DAY ->
                    on(published, last)
                            .map(day -> new Value(day.getValue(), series + " of " + day.getKey()));
            case MONTH -> mean(published, firstOfMean(firstDay), last, rounding);
        };
    }

    /**
     * The newest value that is published, of the days up to the last that counts for a period. It
     * prices provisionally what {@link #value} does not price yet.
     *
     * @return empty if none is published
     */
    public Optional<Value> newest(
            NavigableMap<LocalDate, BigDecimal> published, LocalDate firstDay) {
        return Optional.ofNullable(published.floorEntry(lastDay(firstDay)))
                .map(day ->
                        new Value(
                                day.getValue(),
                                "provisionally %s of %s, the newest published"
                                        .formatted(series, day.getKey())));
    }

    /**
     * What has to be published for a period, in words, with the days.
     *
     * @param firstDay of the period, in the contract's zone
     */
    public String wanted(LocalDate firstDay) {
        LocalDate last = lastDay(firstDay);
        String days =
                averaging == Averaging.MONTH
                        ? "the days from %s to %s".formatted(firstOfMean(firstDay), last)
                        : last.toString();
        String instead =
                switch (missingDay) {
                    case PREVIOUS ->
                            " (a value at most %d days older stands in for a missing one)"
                                    .formatted(ageDays());
                    case SKIP -> " (days without a value do not count)";
                    case HOLD -> "";
                };
        return "%s of %s%s, and that of %s or of a later day"
                .formatted(series, days, instead, last);
    }

    /** True if it says no more than rules of earlier releases could. */
    public boolean isOfOneDayOrMonth() {
        return fromMonth == null && maxAgeDays == null && averaging != Averaging.LAST_DAY;
    }

    private int ageDays() {
        return maxAgeDays == null ? PREVIOUS_DAYS_MAX : maxAgeDays;
    }

    /** The last day that counts. */
    private LocalDate lastDay(LocalDate firstDay) {
        return switch (averaging) {
            case DAY -> firstDay.minusMonths(lagMonths);
            case MONTH, LAST_DAY ->
                    YearMonth.from(firstDay)
                            .plusMonths(toMonth == null ? -lagMonths : toMonth)
                            .atEndOfMonth();
        };
    }

    private LocalDate firstOfMean(LocalDate firstDay) {
        return YearMonth.from(firstDay)
                .plusMonths(fromMonth == null ? -lagMonths : fromMonth)
                .atDay(1);
    }

    private Optional<Value> mean(
            NavigableMap<LocalDate, BigDecimal> published,
            LocalDate first,
            LocalDate last,
            RoundingMode rounding) {
        List<BigDecimal> values = new ArrayList<>();
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
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
        String months =
                YearMonth.from(first).equals(YearMonth.from(last))
                        ? YearMonth.from(last).toString()
                        : YearMonth.from(first) + " to " + YearMonth.from(last);
        return Optional.of(
                new Value(
                        sum.divide(BigDecimal.valueOf(values.size()), decimals, rounding),
                        "mean of %s over %d days of %s".formatted(series, values.size(), months)));
    }

    /** The value that counts for a day. */
    private Optional<Map.Entry<LocalDate, BigDecimal>> on(
            NavigableMap<LocalDate, BigDecimal> published, LocalDate day) {
        Map.Entry<LocalDate, BigDecimal> nearest = published.floorEntry(day);
        if (nearest == null) {
            return Optional.empty();
        }
        long age = ChronoUnit.DAYS.between(nearest.getKey(), day);
        boolean counts = age == 0 || (missingDay == MissingDay.PREVIOUS && age <= ageDays());
        return counts ? Optional.of(nearest) : Optional.empty();
    }
}
