package io.usance.cli.contract;

import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the options of {@code usance price} mean; a wrong one is wrong usage. */
record PriceOptions(CommandLine command) {
    /** As many digits as a tariff may have, and no exponent. */
    private static final Pattern DECIMAL =
            Pattern.compile("-?[0-9]{1,%1$d}(\\.[0-9]{1,%1$d})?".formatted(Tariff.DIGITS_MAX));

    UnitOfMeasure unit(String code) {
        try {
            return UnitOfMeasure.billed(code);
        } catch (IllegalArgumentException e) {
            throw wrong("--unit: " + e.getMessage());
        }
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
