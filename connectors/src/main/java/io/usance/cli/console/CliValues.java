package io.usance.cli.console;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.RecordLimits;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options, with messages that say what is expected. */
public final class CliValues {
    private CliValues() {}

    /**
     * A local date.
     *
     * @throws CliFailure if it is none
     */
    public static LocalDate day(String option, String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeException e) {
            throw new CliFailure(option + " is '" + text + "', not a day such as 2026-12-31", e);
        }
    }

    /**
     * An instant.
     *
     * @throws CliFailure if it is none
     */
    public static Instant instant(String option, String text) {
        try {
            return Instant.parse(text.strip());
        } catch (DateTimeException e) {
            throw new CliFailure(
                    option
                            + " is '"
                            + text
                            + "', not an instant such as 2026-12-31T23:00:00Z, with Z or an offset",
                    e);
        }
    }

    /**
     * The id of a contract's period, given as such or in one of the short forms of {@link
     * PeriodText}.
     *
     * @throws CliFailure if the calendar has no such period
     */
    public static String period(BillingCalendar calendar, String text) {
        return PeriodText.find(calendar, text)
                .map(BillingPeriod::id)
                .orElseThrow(() ->
                        new CliFailure(
                                "--period is '%s', not the beginning of one %s nor a period's id; write %s"
                                        .formatted(
                                                text,
                                                calendar.cycle(),
                                                PeriodText.forms(calendar))));
    }

    /**
     * A plain decimal number, with a sign or without.
     *
     * @throws CliFailure if it is none
     */
    public static BigDecimal decimal(String option, String text) {
        if (!text.strip().matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?")) {
            throw new CliFailure(option + " is '" + text + "', not a number such as 1500.00");
        }
        return new BigDecimal(text.strip());
    }

    /**
     * The id of a silo or a sensor.
     *
     * @throws CliFailure if it could not be one
     */
    public static String identifier(String option, String text) {
        if (text.isBlank()
                || text.length() > RecordLimits.IDENTIFIER_CHARS_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new CliFailure(
                    option
                            + " must have 1 to "
                            + RecordLimits.IDENTIFIER_CHARS_MAX
                            + " characters, none of them a control character");
        }
        return text;
    }

    /** {@code 2026-03-01T00:00:00Z}, with Z or an offset; to the millisecond, as readings are. */
    public static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
            } catch (DateTimeException | ArithmeticException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a time such as 2026-03-01T00:00:00Z");
            }
        }
    }

    /** {@code 25kg}, {@code 0.5 t}. */
    public static final class Amount implements ITypeConverter<Quantity> {
        private static final Pattern FORM =
                Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)\\s*([A-Za-z0-9_\\[\\]]+)");

        @Override
        public Quantity convert(String text) {
            Matcher parts = FORM.matcher(text.strip());
            UnitOfMeasure unit =
                    parts.matches()
                            ? UnitOfMeasure.ofCode(parts.group(2))
                                    .filter(known -> known.dimension().isOfMaterial())
                                    .orElse(null)
                            : null;
            if (unit == null) {
                throw new TypeConversionException("'" + text + "' is not a quantity such as 25kg");
            }
            try {
                return Quantity.of(new BigDecimal(parts.group(1)), unit);
            } catch (ArithmeticException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** {@code 25kg}, {@code -0.5 t}. */
    public static final class SignedAmount implements ITypeConverter<Quantity> {
        @Override
        public Quantity convert(String text) {
            boolean negative = text.strip().startsWith("-");
            Quantity size = new Amount().convert(negative ? text.strip().substring(1) : text);
            return negative ? size.negated() : size;
        }
    }

    /** {@code 5m}, {@code 1h}. */
    public static final class Span implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,6})\\s*([mh])");

        @Override
        public Duration convert(String text) {
            Matcher parts = FORM.matcher(text.strip());
            if (!parts.matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is not a time span such as 5m or 1h");
            }
            long count = Long.parseLong(parts.group(1));
            return parts.group(2).equals("m") ? Duration.ofMinutes(count) : Duration.ofHours(count);
        }
    }

    /** A part of a whole, {@code 0.02} or {@code 2%}. */
    public static final class Share implements ITypeConverter<Double> {
        private static final Pattern FORM = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,9})?%?");

        @Override
        public Double convert(String text) {
            if (FORM.matcher(text).matches()) {
                boolean percent = text.endsWith("%");
                String number = percent ? text.substring(0, text.length() - 1) : text;
                double share = Double.parseDouble(number) / (percent ? 100 : 1);
                if (share <= 1) {
                    return share;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is not a share from 0 to 1, or 0% to 100%");
        }
    }
}
