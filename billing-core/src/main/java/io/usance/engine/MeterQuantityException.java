package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.period.ClockTime;
import io.usance.period.TimeBands;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A contract prices what its meters do not measure, for example mass where volume is metered, or
 * hours of a machine that only counts parts. Nothing was signed: no charge could ever be computed.
 */
public final class MeterQuantityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MeterQuantityException(String message) {
        super(message);
    }

    /**
     * @param quantities that the meter measures, by name
     * @throws MeterQuantityException if it measures nothing that the contract prices, or something
     *     in another dimension
     */
    static void check(
            ContractTerms terms,
            String kind,
            String meterId,
            SortedMap<String, Dimension> quantities) {
        boolean named = !terms.meteredQuantities().firstKey().equals(Quantities.ONLY);
        if (!named && quantities.size() > 1) {
            throw new MeterQuantityException(
                    "contract %s has a price that does not say of what, but %s %s meters %s; write of: %s in the price"
                            .formatted(
                                    terms.contractId(),
                                    kind,
                                    meterId,
                                    String.join(", ", quantities.keySet()),
                                    quantities.firstKey()));
        }
        if (!named) {
            requireDimension(
                    terms, kind, meterId, terms.dimension(), quantities.firstEntry().getValue());
            return;
        }
        boolean any = false;
        for (Map.Entry<String, Dimension> priced : terms.meteredQuantities().entrySet()) {
            Dimension metered = quantities.get(priced.getKey());
            if (metered != null) {
                any = true;
                requireDimension(terms, kind, meterId, priced.getValue(), metered);
            }
        }
        if (!any) {
            throw new MeterQuantityException(
                    "contract %s prices %s, but %s %s meters %s"
                            .formatted(
                                    terms.contractId(),
                                    String.join(", ", terms.meteredQuantities().keySet()),
                                    kind,
                                    meterId,
                                    shown(quantities.keySet())));
        }
    }

    /**
     * @param possible what a price may take of a quantity of the meter, by its name
     * @throws MeterQuantityException if the contract takes something else
     */
    static void checkTaken(
            ContractTerms terms,
            String kind,
            String meterId,
            Set<String> metered,
            Function<String, Set<Aggregation>> possible) {
        for (String name : terms.meteredQuantities().keySet()) {
            Aggregation taken = terms.aggregation(name);
            if (metered.contains(name) && !possible.apply(name).contains(taken)) {
                SortedSet<Aggregation> may = new TreeSet<>(possible.apply(name));
                throw new MeterQuantityException(
                        "contract %s takes the %s of %s, but of that of %s %s a price can take %s; write take: %s in its rates%s"
                                .formatted(
                                        terms.contractId(),
                                        taken,
                                        name,
                                        kind,
                                        meterId,
                                        shown(may.stream().map(Aggregation::name).toList()),
                                        may.first(),
                                        taken == Aggregation.SUM
                                                ? ""
                                                : ", or price a quantity that it reports by intervals"));
            }
        }
    }

    /**
     * What crosses an edge of bands cannot be charged for either of them.
     *
     * @param lengths of the intervals that the meter reports a quantity by, by its name; null of
     *     one that it reports without
     * @throws MeterQuantityException if the contract prices it by bands that they do not keep to
     */
    static void checkBands(
            ContractTerms terms,
            String kind,
            String meterId,
            Set<String> metered,
            Function<String, @Nullable Duration> lengths) {
        TimeBands bands = terms.timeBands();
        if (bands == null) {
            return;
        }
        for (String name : metered) {
            if (!terms.isBanded(name)) {
                continue;
            }
            Duration length = lengths.apply(name);
            if (length == null) {
                throw new MeterQuantityException(
                        "contract %s prices %s by bands of time, but %s %s does not say when what it meters of it happened; take band: out of its rates, or price a quantity that it reports by intervals"
                                .formatted(terms.contractId(), name, kind, meterId));
            }
            ZoneId zone = terms.calendar().zone();
            Optional<ClockTime> crossed = bands.edgeCrossed(length, zone, terms.meteringFrom());
            if (crossed.isPresent()) {
                throw new MeterQuantityException(
                        "contract %s prices %s by bands with an edge at %s in %s, which is within an interval of %s %s, of %d minutes; move it to a multiple of them"
                                .formatted(
                                        terms.contractId(),
                                        name,
                                        crossed.get(),
                                        zone,
                                        kind,
                                        meterId,
                                        length.toMinutes()));
            }
        }
    }

    private static String shown(Collection<String> names) {
        return names.stream()
                .map(name -> name.equals(Quantities.ONLY) ? "a quantity without a name" : name)
                .collect(Collectors.joining(", "));
    }

    /**
     * @param made names of all that the contract's meters measure
     * @throws MeterQuantityException if the contract prices something else
     */
    static void checkMade(ContractTerms terms, SortedSet<String> made) {
        SortedSet<String> missing = new TreeSet<>(terms.meteredQuantities().keySet());
        missing.removeAll(made);
        if (!missing.isEmpty() && !terms.meteredQuantities().firstKey().equals(Quantities.ONLY)) {
            throw new MeterQuantityException(
                    "contract %s prices %s, which none of its meters measures; they measure %s"
                            .formatted(
                                    terms.contractId(), String.join(", ", missing), shown(made)));
        }
    }

    private static void requireDimension(
            ContractTerms terms, String kind, String meterId, Dimension priced, Dimension metered) {
        if (priced != metered) {
            throw new MeterQuantityException(
                    "contract %s has prices per %s (%s) but %s %s is metered in %s (%s); price per %s, or register the %s so that it is metered in %s"
                            .formatted(
                                    terms.contractId(),
                                    terms.tariffs().getFirst().tariff().per().code(),
                                    priced,
                                    kind,
                                    meterId,
                                    metered.baseUnitCode(),
                                    metered,
                                    metered.baseUnitCode(),
                                    kind,
                                    priced.baseUnitCode()));
        }
    }
}
