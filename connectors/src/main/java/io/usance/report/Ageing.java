package io.usance.report;

import io.usance.money.Money;
import io.usance.reconciliation.PeriodMatch.Open;
import io.usance.report.Report.AgeBucket;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;

/** What is owed, by how long it has been. */
final class Ageing {
    private static final long[] UP_TO_DAYS = {30, 60, 90, Long.MAX_VALUE};
    private static final List<String> NAMES = List.of("0-30", "31-60", "61-90", "over 90");

    private Ageing() {}

    static List<AgeBucket> of(List<Open> unpaid, LocalDate asOf, Currency currency) {
        long[] minor = new long[UP_TO_DAYS.length];
        for (Open open : unpaid) {
            long age = ChronoUnit.DAYS.between(open.commandedOn(), asOf);
            int bucket = 0;
            while (age > UP_TO_DAYS[bucket]) {
                bucket++;
            }
            minor[bucket] += open.minor();
        }
        return IntStream.range(0, minor.length)
                .mapToObj(i -> new AgeBucket(NAMES.get(i), new Money(minor[i], currency).major()))
                .toList();
    }
}
