package io.usance.document;

import io.usance.pricing.IndexRule;

/** How the value of an index is found, in plain words. */
final class IndexWords {
    private IndexWords() {}

    /** One line under the price that needs it. */
    static String of(IndexRule rule) {
        String missing =
                switch (rule.missingDay()) {
                    case PREVIOUS -> "a day without a value has that of the day before" + age(rule);
                    case SKIP -> "days without a value do not count";
                    case HOLD -> "without a value for each day charging waits";
                };
        return "    Index %s counts %s; %s.".formatted(rule.series(), which(rule), missing);
    }

    private static String which(IndexRule rule) {
        return switch (rule.averaging()) {
            case DAY ->
                    "of the day %s before the period begins".formatted(months(rule.lagMonths()));
            case MONTH ->
                    rule.fromMonth() == null || rule.toMonth() == null
                            ? "as the mean of the month %s before the period's first"
                                    .formatted(months(rule.lagMonths()))
                            : "as the mean of %s to %s, M being the month in which the period begins"
                                    .formatted(month(rule.fromMonth()), month(rule.toMonth()));
            case LAST_DAY ->
                    "of the last day of the month %s before the period's first"
                            .formatted(months(rule.lagMonths()));
        };
    }

    private static String month(int offset) {
        return offset == 0 ? "M" : offset < 0 ? "M" + offset : "M+" + offset;
    }

    private static String age(IndexRule rule) {
        return rule.maxAgeDays() == null
                ? ""
                : ", at most %d days old; without one charging waits".formatted(rule.maxAgeDays());
    }

    private static String months(int count) {
        return count == 1 ? "1 month" : count + " months";
    }
}
