package io.usance.contract;

import io.usance.period.TimeBands;
import io.usance.pricing.Tariff;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must hold between the bands of a contract and its prices. */
final class BandRules {
    private BandRules() {}

    static void check(Tariff tariff, @Nullable TimeBands bands) {
        TreeMap<String, Set<String>> priced = new TreeMap<>();
        List<Tariff.Component> parts = tariff.parts();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Tariff.Usage usage
                    && usage.of() != null
                    && usage.band() != null) {
                known(tariff, i, usage, bands);
                priced.computeIfAbsent(usage.of(), of -> new TreeSet<>()).add(usage.band());
            }
        }
        if (bands == null) {
            return;
        }
        if (priced.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are timeBands %s, and no rate has one; write band: with one of them beside of:, or leave timeBands out"
                            .formatted(String.join(", ", bands.names())));
        }
        priced.forEach((of, its) -> requireAll(of, its, bands));
    }

    private static void known(
            Tariff tariff, int index, Tariff.Usage usage, @Nullable TimeBands bands) {
        String where =
                tariff instanceof Tariff.Composite ? "components[" + index + "].band" : "band";
        if (bands == null) {
            throw new IllegalArgumentException(
                    "%s: is %s, but the contract has no timeBands; write them, with the hours of %s"
                            .formatted(where, usage.band(), usage.band()));
        }
        if (!bands.names().contains(usage.band())) {
            throw new IllegalArgumentException(
                    "%s: is %s, not one of the contract's timeBands, %s"
                            .formatted(where, usage.band(), String.join(", ", bands.names())));
        }
    }

    /** What falls into a band without a price would cost nothing, and no one would see it. */
    private static void requireAll(String of, Set<String> its, TimeBands bands) {
        for (String band : bands.names()) {
            if (!its.contains(band)) {
                throw new IllegalArgumentException(
                        "quantity %s is priced in %s, not in %s; add a rate with band: %s, with unitPrice \"0\" if it costs nothing"
                                .formatted(of, String.join(", ", its), band, band));
            }
        }
    }
}
