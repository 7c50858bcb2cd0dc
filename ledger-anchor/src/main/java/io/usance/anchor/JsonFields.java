package io.usance.anchor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.usance.anchor.Verification.Step;
import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One JSON object of a receipt, read field by field; every refusal names the field's path. */
final class JsonFields {
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");
    private static final String OPTIONAL = "?";
    private static final int DECIMAL_CHARS_MAX = 100;
    private static final int FRACTION_CHARS_MAX = 2 * DECIMAL_CHARS_MAX + 1;
    private static final int SHOWN_CHARS_MAX = 100;

    private final JsonNode object;
    private final String path;

    /**
     * Refuses unless {@code node} is an object of exactly these fields.
     *
     * @param names one that ends in {@code ?} may be absent
     */
    JsonFields(JsonNode node, String path, List<String> names) {
        this.object = node;
        this.path = path;
        if (!node.isObject()) {
            String found = node.isMissingNode() ? "nothing" : shown(node);
            throw fault(path, "must be an object, not " + found);
        }
        for (String name : names) {
            if (!name.endsWith(OPTIONAL) && !node.has(name)) {
                throw fault(path + "." + name, "is missing");
            }
        }
        for (Iterator<String> it = node.fieldNames(); it.hasNext(); ) {
            String name = it.next();
            boolean known = names.contains(name) && !name.endsWith(OPTIONAL);
            if (!known && !names.contains(name + OPTIONAL)) {
                throw fault(path, "has the unknown field " + shown(name));
            }
        }
    }

    JsonFields object(String name, String... names) {
        return new JsonFields(object.path(name), path + "." + name, List.of(names));
    }

    /** The text in a field of an object, to tell by it which fields the object must have. */
    String textIn(String name, String inner) {
        return text(object.path(name).path(inner), path + "." + name + "." + inner);
    }

    List<JsonFields> objects(String name, String... names) {
        JsonNode array = array(name);
        return IntStream.range(0, array.size())
                .mapToObj(i ->
                        new JsonFields(
                                array.path(i), path + "." + name + "[" + i + "]", List.of(names)))
                .toList();
    }

    List<Hash32> hashes(String name) {
        JsonNode array = array(name);
        return IntStream.range(0, array.size())
                .mapToObj(i -> hash(array.path(i), path + "." + name + "[" + i + "]"))
                .toList();
    }

    boolean has(String name) {
        return object.has(name);
    }

    String text(String name) {
        return text(object.path(name), path + "." + name);
    }

    /** Refuses any text but this. */
    void constant(String name, String only) {
        matching(name, "be " + shown(only), only::equals);
    }

    String address(String name) {
        return matching(
                name,
                "be 0x and 40 lower-case hexadecimal digits",
                text -> ADDRESS.matcher(text).matches());
    }

    String keyId(String name) {
        return matching(
                name, "be 8 lower-case hexadecimal digits", text -> KEY_ID.matcher(text).matches());
    }

    Hash32 hash(String name) {
        return hash(object.path(name), path + "." + name);
    }

    /** A plain decimal: no exponent, no plus sign, no needless leading zero. */
    BigDecimal decimal(String name) {
        return new BigDecimal(
                matching(
                        name,
                        "be a plain decimal number of at most " + DECIMAL_CHARS_MAX + " characters",
                        text ->
                                text.length() <= DECIMAL_CHARS_MAX
                                        && DECIMAL.matcher(text).matches()));
    }

    /** A plain decimal, or a fraction in lowest terms that has no finite decimal form. */
    Fraction fraction(String name) {
        if (text(name).indexOf('/') < 0) {
            return Fraction.of(decimal(name));
        }
        return parsed(
                name,
                "be a plain decimal number, or a fraction in lowest terms such as 25/9 of at most "
                        + FRACTION_CHARS_MAX
                        + " characters",
                JsonFields::fractionOrNull);
    }

    private static @Nullable Fraction fractionOrNull(String text) {
        try {
            return text.length() <= FRACTION_CHARS_MAX ? Fraction.parse(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A text that {@code read} understands; {@code expected} completes "must". */
    <T> T parsed(String name, String expected, Function<String, @Nullable T> read) {
        String text = text(name);
        T value = read.apply(text);
        if (value == null) {
            throw fault(path + "." + name, "must " + expected + ", not " + shown(text));
        }
        return value;
    }

    int integer(String name, int min) {
        return Math.toIntExact(integer(name, min, Integer.MAX_VALUE));
    }

    long integer(String name, long min, long max) {
        JsonNode node = object.path(name);
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < min
                || node.longValue() > max) {
            throw fault(
                    path + "." + name,
                    "must be an integer from " + min + " to " + max + ", not " + shown(node));
        }
        return node.longValue();
    }

    private String matching(String name, String expected, Predicate<String> test) {
        return parsed(name, expected, text -> test.test(text) ? text : null);
    }

    private JsonNode array(String name) {
        JsonNode node = object.path(name);
        if (!node.isArray()) {
            throw fault(path + "." + name, "must be an array, not " + shown(node));
        }
        return node;
    }

    private static String text(JsonNode node, String path) {
        if (node.isMissingNode()) {
            throw fault(path, "is missing");
        }
        if (!node.isTextual()) {
            throw fault(path, "must be a string, not " + shown(node));
        }
        return node.textValue();
    }

    private static Hash32 hash(JsonNode node, String path) {
        String text = text(node, path);
        if (!Hash32.isHash(text)) {
            throw fault(
                    path, "must be 0x and 64 lower-case hexadecimal digits, not " + shown(text));
        }
        return Hash32.parse(text);
    }

    private static String shown(String text) {
        return shown(JsonNodeFactory.instance.textNode(text));
    }

    /** As JSON, which has no line breaks; long values are cut. */
    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "…";
    }

    private static InvalidReceiptException fault(String field, String reason) {
        return new InvalidReceiptException(Step.FIELDS, field, reason);
    }
}
