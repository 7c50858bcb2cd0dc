package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.money.Share;
import io.usance.period.ClockTime;
import io.usance.quantity.DecimalText;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of a single value, in the words of who writes documents.
 *
 * <p>Design note: the mapper would read 1.5 as 1 and {@code true} as a text, and speaks of its own
 * classes where it refuses. So a value is held against its form before the mapper sees it.
 */
final class ScalarForm {
    /** All that money is rounded by; other ways would be refused when a contract is signed. */
    private static final List<RoundingMode> ROUNDINGS =
            List.of(RoundingMode.HALF_UP, RoundingMode.HALF_EVEN);

    private static final Set<Class<?>> WHOLE = Set.of(int.class, Integer.class);
    private static final Set<Class<?>> LARGE = Set.of(long.class, Long.class);
    private static final Set<Class<?>> TRUTH = Set.of(boolean.class, Boolean.class);

    /**
     * @param wanted after {@code not}, with what to write
     * @param explains whether the failure of {@code parse} says better what is wrong
     */
    private record Form(String wanted, boolean explains, Function<String, ?> parse) {}

    private static final Map<Class<?>, Form> FORMS =
            Map.of(
                    BigDecimal.class,
                    new Form(
                            "a number; write it with a point, such as \"48.50\"",
                            true,
                            DecimalText::parse),
                    Currency.class,
                    new Form(
                            "a currency; write its code of ISO 4217, such as EUR",
                            false,
                            Currency::getInstance),
                    ZoneId.class,
                    new Form("a time zone; write one such as Europe/Berlin", false, ZoneId::of),
                    UnitOfMeasure.class,
                    new Form(
                            "a unit; write its code, such as t, h or kW.h",
                            true,
                            UnitOfMeasure::of),
                    ClockTime.class,
                    new Form("a time of day; write \"08:00\", in quotes", true, ClockTime::parse),
                    Share.class,
                    new Form("a share; write a fraction such as 3/7", true, Share::of));

    private static final Pattern INT_DIGITS = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern LONG_DIGITS = Pattern.compile("-?[0-9]{1,18}");

    private ScalarForm() {}

    /** Whether values of the type are single values that have a form here. */
    static boolean isKnown(Class<?> type) {
        return type.isEnum()
                || type == String.class
                || WHOLE.contains(type)
                || LARGE.contains(type)
                || TRUTH.contains(type)
                || FORMS.containsKey(type);
    }

    /**
     * What is wrong with a value, and what to write; null if it has the form.
     *
     * @param type one that {@link #isKnown}
     */
    static @Nullable String problem(JsonNode node, Class<?> type) {
        if (type.isEnum()) {
            return named(node, type);
        }
        if (WHOLE.contains(type)) {
            return whole(node, INT_DIGITS, Integer.MAX_VALUE);
        }
        if (LARGE.contains(type)) {
            return whole(node, LONG_DIGITS, Long.MAX_VALUE);
        }
        if (TRUTH.contains(type)) {
            return node.isBoolean() ? null : "is " + Shown.of(node) + ", not true or false";
        }
        return type == String.class ? text(node) : parsed(node, FORMS.get(type));
    }

    /** What a value of the type looks like, to be written. */
    static String example(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + String.join(", ", names(type));
        }
        if (WHOLE.contains(type) || LARGE.contains(type)) {
            return "a whole number such as 1";
        }
        if (TRUTH.contains(type)) {
            return "true or false";
        }
        Form form = FORMS.get(type);
        return form == null
                ? "a text"
                : form.wanted().replaceFirst("; write .*?such as", " such as");
    }

    private static List<String> names(Class<?> type) {
        return (type == RoundingMode.class
                        ? ROUNDINGS.stream()
                        : Arrays.stream(type.getEnumConstants()))
                .map(String::valueOf)
                .toList();
    }

    private static @Nullable String named(JsonNode node, Class<?> type) {
        List<String> names = names(type);
        return node.isTextual() && names.contains(node.asText())
                ? null
                : "is " + Shown.of(node) + ", not one of " + String.join(", ", names);
    }

    /** {@code 1.0} and {@code 1e0} are whole, as JSON has it; {@code 1.5} is not cut to 1. */
    private static @Nullable String whole(JsonNode node, Pattern digits, long most) {
        boolean plain = node.isTextual() && digits.matcher(node.asText()).matches();
        if (plain || (node.isNumber() && isWhole(node.decimalValue(), most))) {
            return null;
        }
        return "is " + Shown.of(node) + ", not a whole number; write one such as 1";
    }

    private static boolean isWhole(BigDecimal value, long most) {
        // Before its zeros are written out.
        if (value.precision() - value.scale() > String.valueOf(most).length()
                || value.stripTrailingZeros().scale() > 0) {
            return false;
        }
        BigDecimal above = BigDecimal.valueOf(most);
        return value.compareTo(above) <= 0 && value.compareTo(above.negate()) > 0;
    }

    /** A number is the text of its digits, as long as it has only one way to be written. */
    private static @Nullable String text(JsonNode node) {
        boolean plain = node.isNumber() && !node.asText().contains("E");
        if (node.isTextual() || plain) {
            return null;
        }
        return "is "
                + Shown.of(node)
                + ", not a text"
                + (node.isValueNode() ? "; put it in quotes" : "");
    }

    private static @Nullable String parsed(JsonNode node, @Nullable Form form) {
        if (form == null) {
            return null;
        }
        String no = "is " + Shown.of(node) + ", not " + form.wanted();
        if (!node.isNumber() && (!node.isTextual() || node.asText().isBlank())) {
            return no;
        }
        try {
            var unused = form.parse().apply(node.asText());
            return null;
        } catch (NumberFormatException | DateTimeException e) {
            return no;
        } catch (IllegalArgumentException e) {
            return form.explains() && e.getMessage() != null ? e.getMessage() : no;
        }
    }
}
