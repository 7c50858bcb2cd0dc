package io.usance.cli.contract;

import io.usance.document.PriceText;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the options of {@code usance price} mean; a wrong one is wrong usage. */
record PriceOptions(CommandLine command) {
    /** As many digits as a tariff may have, and no exponent. */
    private static final Pattern DECIMAL =
            Pattern.compile("-?[0-9]{1,%1$d}(\\.[0-9]{1,%1$d})?".formatted(Tariff.DIGITS_MAX));

    UnitOfMeasure unit(String code) {
        return unit("--unit", code);
    }

    private UnitOfMeasure unit(String option, String code) {
        try {
            return UnitOfMeasure.billed(code);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    /** {@code hours=212.4h}, {@code "goodParts=181349 1"}. */
    private static final Pattern NAMED =
            Pattern.compile("([^=]*)=(-?[0-9.]+)(?:\\s+(\\S+)|([^0-9.\\s]\\S*))");

    /**
     * A quantity as it was given.
     *
     * @param name null if it has none
     */
    record Given(@Nullable String name, String text, UnitOfMeasure unit, Quantity quantity) {
        @Override
        public String toString() {
            return (name == null ? "" : name + " ") + text + PriceText.unit(unit);
        }
    }

    /**
     * What an option says was drawn: once without a name, or each with its name and unit.
     *
     * @param unit of a quantity without a name; null if it was not given
     */
    List<Given> given(String option, List<String> texts, @Nullable String unit) {
        if (texts.isEmpty()) {
            return List.of();
        }
        if (texts.stream().allMatch(text -> text.indexOf('=') < 0)) {
            if (texts.size() > 1) {
                throw wrong(
                        option
                                + " is there more than once; name each: "
                                + option
                                + " hours=212.4h");
            }
            if (unit == null) {
                throw wrong("--unit is missing; it is the unit of " + option);
            }
            UnitOfMeasure in = unit(unit);
            return texts.stream()
                    .map(text -> new Given(null, text, in, quantity(option, text, in)))
                    .toList();
        }
        List<Given> all = texts.stream().map(text -> named(option, text)).toList();
        if (all.stream().map(Given::name).distinct().count() != all.size()) {
            throw wrong(option + " names a quantity twice: " + texts);
        }
        return all;
    }

    private Given named(String option, String text) {
        Matcher parts = NAMED.matcher(text);
        if (!parts.matches()) {
            throw wrong(
                    option
                            + " "
                            + text
                            + " is not NAME=VALUE UNIT, such as hours=212.4h or 'goodParts=181349 1'");
        }
        String name = parts.group(1);
        try {
            Quantities.checkPricedName(name);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
        UnitOfMeasure in =
                unit(option + " " + text, parts.group(3) == null ? parts.group(4) : parts.group(3));
        return new Given(
                name, parts.group(2), in, quantity(option + " " + name, parts.group(2), in));
    }

    Quantity quantity(String option, String text, UnitOfMeasure unit) {
        try {
            return Quantity.of(decimal(option, text), unit);
        } catch (ArithmeticException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    /** Zero or more. */
    BigDecimal decimal(String option, String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw wrong(
                    option
                            + " "
                            + text
                            + " is not a decimal number such as 24.350, of at most "
                            + Tariff.DIGITS_MAX
                            + " digits before and after the point");
        }
        BigDecimal value = new BigDecimal(text);
        if (value.signum() < 0) {
            throw wrong(option + " " + text + " is negative; give 0 or more");
        }
        return value;
    }

    /** An instant, or a date's first instant in UTC. */
    Instant instant(String option, String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw wrong(
                    option
                            + " "
                            + text
                            + " is neither an instant such as 2026-03-01T00:00:00Z nor a date");
        }
    }

    Currency currency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .filter(known -> known.getCurrencyCode().equals(code))
                .filter(known -> known.getDefaultFractionDigits() >= 0)
                .findFirst()
                .orElseThrow(() ->
                        wrong("--currency " + code + " is no ISO 4217 currency with a minor unit"));
    }

    /** Adds {@code NAME=VALUE}. */
    void indexValue(String text, Map<String, BigDecimal> values) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw wrong("--index " + text + " is not NAME=VALUE");
        }
        String name = text.substring(0, equals);
        BigDecimal value = decimal("--index " + name, text.substring(equals + 1));
        BigDecimal other = values.putIfAbsent(name, value);
        if (other != null) {
            throw wrong("--index " + name + " is both " + other + " and " + value);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command, message);
    }
}
