package io.usance.contract;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** What must be true of the versions of a contract's price. */
final class ContractPrices {
    private ContractPrices() {}

    static void check(
            String contractId,
            List<TariffVersion> tariffs,
            BillingCalendar calendar,
            Instant meteringFrom) {
        if (tariffs.isEmpty() || tariffs.size() > TariffVersion.VERSIONS_MAX) {
            throw new IllegalArgumentException(
                    "a contract has 1 to "
                            + TariffVersion.VERSIONS_MAX
                            + " versions of its price, not "
                            + tariffs.size());
        }
        Set<List<Instant>> times = new HashSet<>();
        for (TariffVersion price : tariffs) {
            if (!times.add(List.of(price.validFrom(), price.knownFrom()))) {
                throw new IllegalArgumentException(
                        "contract %s has two prices from %s, both known from %s; which holds is for the later agreement to say"
                                .formatted(contractId, price.validFrom(), price.knownFrom()));
            }
        }
        BillingPeriod first = firstPeriod(contractId, calendar, meteringFrom);
        if (TariffVersion.find(tariffs, first.start(), Instant.MAX).isEmpty()) {
            throw new IllegalArgumentException(
                    "contract "
                            + contractId
                            + " has no price for its first period, which begins "
                            + first.start());
        }
        SortedMap<String, Dimension> priced = tariffs.getFirst().tariff().quantities();
        SortedMap<String, Aggregation> taken = tariffs.getFirst().tariff().aggregations();
        for (TariffVersion price : tariffs) {
            if (!price.tariff().quantities().equals(priced)) {
                throw new IllegalArgumentException(
                        "contract %s prices %s and %s; all versions of its price are of the same quantities"
                                .formatted(contractId, priced, price.tariff().quantities()));
            }
            if (!price.tariff().aggregations().equals(taken)) {
                throw new IllegalArgumentException(
                        "contract %s takes %s and %s of its quantities; all versions of its price take the same"
                                .formatted(contractId, taken, price.tariff().aggregations()));
            }
            BillingPeriod within = calendar.periodOf(price.validFrom());
            boolean early = !price.validFrom().isAfter(first.start());
            if (!calendar.isBilled(within) && !early) {
                throw new IllegalArgumentException(
                        "contract %s has a price from %s, when its one period, %s, has ended; it would never hold"
                                .formatted(contractId, price.validFrom(), first));
            }
            if (!early && !within.start().equals(price.validFrom())) {
                throw new IllegalArgumentException(
                        "contract "
                                + contractId
                                + " has a price from "
                                + price.validFrom()
                                + ", within the period "
                                + within
                                + "; a price changes when a period begins");
            }
        }
    }

    private static BillingPeriod firstPeriod(
            String contractId, BillingCalendar calendar, Instant meteringFrom) {
        BillingPeriod first = calendar.periodOf(meteringFrom);
        if (!calendar.isBilled(first)) {
            throw new IllegalArgumentException(
                    "contract %s is metered from %s, outside its one period, from %s until %s"
                            .formatted(
                                    contractId, meteringFrom, calendar.from(), calendar.until()));
        }
        return first;
    }
}
