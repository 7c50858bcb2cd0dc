package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.metering.MeterCapabilities;
import io.usance.metering.MeterCapabilities.Capability;
import io.usance.period.ClockTime;
import io.usance.period.TimeBands;
import io.usance.pricing.Tariff;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.QuantityName;
import io.usance.quantity.UnitOfMeasure;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must hold between the prices of a contract and what its meters measure. Signing refuses by
 * these rules; a check of documents reads them for all that signing would refuse.
 */
public final class SigningRules {
    private SigningRules() {}

    /** The field of a rate that does not fit its meter. */
    public enum Field {
        OF,
        PER,
        TAKE,
        BAND
    }

    /**
     * What cannot be signed.
     *
     * @param meterId of the meter that does not fit; null if none of them does
     * @param quantity that is priced, by the name that meters give it; null if the price names
     *     none, or if the meter measures nothing of all that is priced
     * @param reason with both values and what to write
     */
    public record Problem(
            @Nullable String meterId, @Nullable String quantity, Field field, String reason) {}

    /**
     * Holds a contract against one of its meters.
     *
     * @return all that does not fit, in the order in which signing looks; empty if it can be signed
     */
    public static List<Problem> check(ContractTerms terms, MeterCapabilities meter) {
        List<Problem> problems = measured(terms, meter);
        taken(terms, meter, problems);
        bands(terms, meter, problems);
        return problems;
    }

    /**
     * Holds a contract against all of its meters together.
     *
     * @param made names of all that the meters measure
     * @return what is priced and measured by none, one for each name; empty if the price names
     *     nothing
     */
    public static List<Problem> checkMade(ContractTerms terms, SortedSet<String> made) {
        return missing(terms, made).stream()
                .map(name ->
                        new Problem(
                                null,
                                name,
                                Field.OF,
                                noneMeasures(terms, Set.of(name), made)
                                        + "; write of: with one of them"))
                .toList();
    }

    static SortedSet<String> missing(ContractTerms terms, SortedSet<String> made) {
        SortedSet<String> missing = new TreeSet<>(terms.meteredQuantities().keySet());
        missing.remove(Quantities.ONLY);
        missing.removeAll(made);
        return missing;
    }

    static String noneMeasures(
            ContractTerms terms, Collection<String> missing, SortedSet<String> made) {
        return "contract %s prices %s, which none of its meters measures; they measure %s"
                .formatted(terms.contractId(), String.join(", ", missing), shown(made));
    }

    private static List<Problem> measured(ContractTerms terms, MeterCapabilities meter) {
        List<Problem> problems = new ArrayList<>();
        SortedMap<String, Capability> quantities = meter.quantities();
        SortedMap<String, Dimension> priced = terms.meteredQuantities();
        if (priced.firstKey().equals(Quantities.ONLY)) {
            unnamed(terms, meter, problems);
            return problems;
        }
        boolean any = false;
        for (Map.Entry<String, Dimension> one : priced.entrySet()) {
            Capability metered = quantities.get(one.getKey());
            any |= metered != null;
            if (metered != null && metered.dimension() != one.getValue()) {
                problems.add(dimension(terms, meter, one.getKey(), metered.dimension()));
            }
        }
        if (!any) {
            problems.add(
                    new Problem(
                            meter.meterId(),
                            null,
                            Field.OF,
                            "contract %s prices %s, but %s %s meters %s"
                                    .formatted(
                                            terms.contractId(),
                                            String.join(", ", priced.keySet()),
                                            meter.kind(),
                                            meter.meterId(),
                                            shown(quantities.keySet()))));
        }
        return problems;
    }

    private static void unnamed(
            ContractTerms terms, MeterCapabilities meter, List<Problem> problems) {
        SortedMap<String, Capability> quantities = meter.quantities();
        Dimension metered = quantities.firstEntry().getValue().dimension();
        if (quantities.size() > 1) {
            problems.add(
                    new Problem(
                            meter.meterId(),
                            null,
                            Field.OF,
                            "contract %s has a price that does not say of what, but %s %s meters %s; write of: %s in the price"
                                    .formatted(
                                            terms.contractId(),
                                            meter.kind(),
                                            meter.meterId(),
                                            String.join(", ", quantities.keySet()),
                                            quantities.firstKey())));
        } else if (terms.dimension() != metered) {
            problems.add(dimension(terms, meter, null, metered));
        }
    }

    private static Problem dimension(
            ContractTerms terms,
            MeterCapabilities meter,
            @Nullable String quantity,
            Dimension metered) {
        UnitOfMeasure per = per(terms, quantity);
        String reason =
                "contract %s has prices%s per %s (%s) but %s %s is metered in %s (%s); "
                        .formatted(
                                terms.contractId(),
                                quantity == null ? "" : " of " + quantity,
                                per.code(),
                                per.dimension(),
                                meter.kind(),
                                meter.meterId(),
                                metered.baseUnitCode(),
                                metered);
        String instead =
                quantity == null
                        ? "price per %s, or register the %s so that it is metered in %s"
                                .formatted(
                                        metered.baseUnitCode(),
                                        meter.kind(),
                                        per.dimension().baseUnitCode())
                        : "write per: with a unit of %s: %s"
                                .formatted(metered, UnitOfMeasure.codes(metered::equals));
        return new Problem(meter.meterId(), quantity, Field.PER, reason + instead);
    }

    /** The unit that the first rate of a quantity has; of a price that names none, its own. */
    private static UnitOfMeasure per(ContractTerms terms, @Nullable String quantity) {
        Tariff tariff = terms.tariffs().getFirst().tariff();
        for (Tariff.Component part : tariff.parts()) {
            if (part instanceof Tariff.Usage usage
                    && quantity != null
                    && quantity.equals(QuantityName.metered(usage.quantityName()))) {
                return usage.per();
            }
        }
        return tariff.per();
    }

    private static void taken(
            ContractTerms terms, MeterCapabilities meter, List<Problem> problems) {
        for (String name : terms.meteredQuantities().keySet()) {
            Capability metered = meter.quantities().get(name);
            Aggregation taken = terms.aggregation(name);
            if (metered == null || metered.aggregations().contains(taken)) {
                continue;
            }
            SortedSet<Aggregation> may = new TreeSet<>(metered.aggregations());
            problems.add(
                    new Problem(
                            meter.meterId(),
                            name,
                            Field.TAKE,
                            "contract %s takes the %s of %s, but of that of %s %s a price can take %s; write take: %s in its rates%s"
                                    .formatted(
                                            terms.contractId(),
                                            taken,
                                            name,
                                            meter.kind(),
                                            meter.meterId(),
                                            may.stream()
                                                    .map(Aggregation::name)
                                                    .collect(Collectors.joining(", ")),
                                            may.first(),
                                            taken == Aggregation.SUM
                                                    ? ""
                                                    : ", or price a quantity that it reports by intervals")));
        }
    }

    /** What crosses an edge of bands cannot be charged for either of them. */
    private static void bands(
            ContractTerms terms, MeterCapabilities meter, List<Problem> problems) {
        TimeBands bands = terms.timeBands();
        if (bands == null) {
            return;
        }
        meter.quantities()
                .forEach((name, metered) -> {
                    if (terms.isBanded(name)) {
                        String reason = crossed(terms, bands, meter, name, metered.interval());
                        if (reason != null) {
                            problems.add(new Problem(meter.meterId(), name, Field.BAND, reason));
                        }
                    }
                });
    }

    private static @Nullable String crossed(
            ContractTerms terms,
            TimeBands bands,
            MeterCapabilities meter,
            String name,
            @Nullable Duration interval) {
        if (interval == null) {
            return "contract %s prices %s by bands of time, but %s %s does not say when what it meters of it happened; take band: out of its rates, or price a quantity that it reports by intervals"
                    .formatted(terms.contractId(), name, meter.kind(), meter.meterId());
        }
        ZoneId zone = terms.calendar().zone();
        Optional<ClockTime> edge = bands.edgeCrossed(interval, zone, terms.meteringFrom());
        return edge.isEmpty()
                ? null
                : "contract %s prices %s by bands with an edge at %s in %s, which is within an interval of %s %s, of %d minutes; move it to a multiple of them"
                        .formatted(
                                terms.contractId(),
                                name,
                                edge.get(),
                                zone,
                                meter.kind(),
                                meter.meterId(),
                                interval.toMinutes());
    }

    private static String shown(Collection<String> names) {
        return names.stream()
                .map(name -> name.equals(Quantities.ONLY) ? "a quantity without a name" : name)
                .collect(Collectors.joining(", "));
    }
}
