package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.contract.ContractTerms;
import io.usance.period.BillingPeriod;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.quote.PeriodPrice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A period that is asked for: what is drawn in it, and where the indexes stand. */
final class AskedPeriod {
    /** Most values of one option. */
    private static final int VALUES_MAX = 100;

    /** {@code 180t}, {@code hours=120 h}, {@code energy@peak=1200.5kW.h}, {@code parts=14000}. */
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([^=]*)=)?\\s*([0-9]{1,18}(?:\\.[0-9]{1,18})?)(?:\\s+(\\S+)|([^0-9.,\\s]\\S*))?\\s*");

    private static final Pattern INDEX =
            Pattern.compile("([^=]+)=(-?[0-9]{1,18}(?:\\.[0-9]{1,18})?)");

    @Option(
            names = "--quantity",
            paramLabel = "Q",
            description = {
                "Prices a period in which so much is drawn: 180t,",
                "or each quantity by its name: hours=120h, goodParts=14000."
            })
    private List<String> quantities = List.of();

    @Option(
            names = "--period",
            paramLabel = "P",
            description = "Which: 2026-04 for example; without it the contract's first.")
    private @Nullable String period;

    @Option(
            names = "--index",
            paramLabel = "NAME=VALUE",
            description = "Where an index stands on all days that count, for each that prices it.")
    private List<String> index = List.of();

    @SuppressWarnings("NullAway.Init") // picocli injects them
    AskedPeriod() {}

    /** The price of the period; null if none is asked for. */
    @Nullable PeriodPrice price(ContractTerms terms) {
        if (quantities.isEmpty()) {
            if (period != null || !index.isEmpty()) {
                throw new CliFailure(
                        "--quantity is missing; it says what is drawn in the period, such as --quantity "
                                + example(terms.quantities().firstEntry()));
            }
            return null;
        }
        BillingPeriod asked = period(terms);
        Quantities drawn = drawn(terms);
        Map<String, BigDecimal> values = values(terms, asked);
        try {
            return PeriodPrice.of(terms, asked, drawn, values);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private BillingPeriod period(ContractTerms terms) {
        BillingPeriod first = terms.calendar().periodOf(terms.meteringFrom());
        if (period == null) {
            return first;
        }
        BillingPeriod asked = terms.calendar().period(CliValues.period(terms.calendar(), period));
        if (asked.start().isBefore(first.start())) {
            throw new CliFailure(
                    "--period %s is before the contract begins, %s; its first period is %s, write that or a later one"
                            .formatted(period, terms.meteringFrom(), first));
        }
        return asked;
    }

    private Quantities drawn(ContractTerms terms) {
        if (quantities.size() > VALUES_MAX) {
            throw new CliFailure(
                    "--quantity is there %d times, at most %d"
                            .formatted(quantities.size(), VALUES_MAX));
        }
        SortedMap<String, Dimension> priced = terms.quantities();
        Map<String, Quantity> given = new LinkedHashMap<>();
        for (String text : quantities) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new CliFailure(
                        "--quantity %s is no quantity; write a number with a point and its unit, such as %s"
                                .formatted(text, example(priced.firstEntry())));
            }
            String name = name(text, parts.group(1), priced);
            String unit = parts.group(3) == null ? parts.group(4) : parts.group(3);
            Quantity quantity =
                    quantity(
                            text, parts.group(2), unit == null ? "" : unit, name, priced.get(name));
            if (given.put(name, quantity) != null) {
                throw new CliFailure(
                        "--quantity is there twice%s; write it once"
                                .formatted(name.isEmpty() ? "" : " for " + name));
            }
        }
        Map<String, Quantity> all = new TreeMap<>(Quantities.zero(priced).byName());
        all.putAll(given);
        return terms.hasOneQuantity()
                ? Quantities.only(all.values().iterator().next())
                : Quantities.of(all);
    }

    private static String name(
            String text, @Nullable String given, SortedMap<String, Dimension> priced) {
        if (given == null) {
            if (priced.size() > 1) {
                throw new CliFailure(
                        "--quantity %s does not say of what; the contract prices %s: write %s"
                                .formatted(
                                        text,
                                        String.join(", ", priced.keySet()),
                                        examples(priced)));
            }
            return priced.firstKey();
        }
        if (!priced.containsKey(given)) {
            throw new CliFailure(
                    priced.firstKey().equals(Quantities.ONLY)
                            ? "--quantity %s has a name, but the contract names no quantity; write --quantity %s"
                                    .formatted(text, example(priced.firstEntry()))
                            : "--quantity %s: the contract prices no %s; write one of %s"
                                    .formatted(text, given, String.join(", ", priced.keySet())));
        }
        return given;
    }

    private static Quantity quantity(
            String text, String value, String unit, String name, @Nullable Dimension priced) {
        Dimension of = Objects.requireNonNull(priced);
        UnitOfMeasure in =
                unit.isEmpty() && of == Dimension.COUNT
                        ? UnitOfMeasure.ONE
                        : UnitOfMeasure.ofCode(unit).orElse(null);
        if (in == null || in.dimension() != of) {
            String is =
                    unit.isEmpty()
                            ? "has no unit"
                            : in == null
                                    ? "has the unit %s, which is none".formatted(unit)
                                    : "is in %s, a unit of %s".formatted(unit, in.dimension());
            throw new CliFailure(
                    "--quantity %s %s; the contract prices %s%s: write one of %s, such as %s"
                            .formatted(
                                    text,
                                    is,
                                    name.isEmpty() ? "" : name + " by ",
                                    of,
                                    UnitOfMeasure.codes(of::equals),
                                    example(Map.entry(name, of))));
        }
        try {
            return Quantity.of(new BigDecimal(value), in);
        } catch (ArithmeticException e) {
            throw new CliFailure("--quantity " + text + ": " + e.getMessage(), e);
        }
    }

    private Map<String, BigDecimal> values(ContractTerms terms, BillingPeriod asked) {
        Tariff tariff = terms.tariff(asked);
        SortedSet<String> used = tariff.seriesNames();
        Map<String, BigDecimal> values = new LinkedHashMap<>();
        for (String text : index) {
            Matcher parts = INDEX.matcher(text);
            if (!parts.matches()) {
                throw new CliFailure(
                        "--index %s is not NAME=VALUE, such as %s=1063.5"
                                .formatted(text, used.isEmpty() ? "PVC" : used.first()));
            }
            String series = parts.group(1);
            if (!used.contains(series)) {
                throw new CliFailure(
                        "--index %s: the price of %s has no index %s; %s"
                                .formatted(
                                        text,
                                        asked,
                                        series,
                                        used.isEmpty()
                                                ? "it has none, leave --index out"
                                                : "it has " + String.join(", ", used)));
            }
            if (values.put(series, new BigDecimal(parts.group(2))) != null) {
                throw new CliFailure("--index %s is there twice; write it once".formatted(series));
            }
        }
        for (String series : used) {
            if (!values.containsKey(series)) {
                throw new CliFailure(
                        "the price of %s needs a value of index %s; write --index %s=VALUE%s"
                                .formatted(asked, series, series, baseValue(tariff, series)));
            }
        }
        return values;
    }

    /** A formula's index may be priced as it is, without a base. */
    private static String baseValue(Tariff tariff, String series) {
        return tariff.indexed().stream()
                .filter(rate -> rate.series().equals(series))
                .findFirst()
                .map(rate ->
                        ", where %s is its base value".formatted(rate.baseValue().toPlainString()))
                .orElse("");
    }

    private static String examples(SortedMap<String, Dimension> priced) {
        List<String> all = new ArrayList<>();
        priced.entrySet().forEach(one -> all.add("--quantity " + example(one)));
        return String.join(" ", all);
    }

    private static String example(Map.Entry<String, Dimension> of) {
        String unit =
                switch (of.getValue()) {
                    case MASS -> "180t";
                    case VOLUME -> "180m3";
                    case TIME -> "120h";
                    case COUNT -> "14000";
                    case ENERGY -> "1200kW.h";
                    case POWER -> "250kW";
                    default ->
                            "180"
                                    + UnitOfMeasure.codes(of.getValue()::equals)
                                            .replaceFirst(" .*", "");
                };
        return of.getKey().isEmpty() ? unit : of.getKey() + "=" + unit;
    }
}
