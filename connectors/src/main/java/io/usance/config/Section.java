package io.usance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.usance.config.References.Unresolved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One level of a configuration. Whatever is wrong is added to a list of problems and answered with
 * a stand-in, so that one reading finds everything that is wrong.
 */
final class Section {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private static final int KEYS_MAX = 1_000;

    private final String path;
    private final JsonNode node;
    private final References references;
    private final List<String> problems;
    private final Set<String> asked = new TreeSet<>();

    private Section(String path, JsonNode node, References references, List<String> problems) {
        this.path = path;
        this.node = node;
        this.references = references;
        this.problems = problems;
    }

    /** The whole of a configuration. */
    static Section root(JsonNode node, References references, List<String> problems) {
        return new Section("", node, references, problems);
    }

    void problem(String key, String what) {
        problems.add((pathOf(key) + ": " + what).replaceAll("\\p{Cntrl}+", " "));
    }

    /** Reports a key that must not be there, once. */
    void refuse(String key, String what) {
        asked.add(key);
        problem(key, what);
    }

    /** Problems found so far, in all sections. */
    int problemCount() {
        return problems.size();
    }

    private String pathOf(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    /** The value of a key; null if there is none. */
    private @Nullable JsonNode value(String key) {
        asked.add(key);
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** The keys there are, all of them known; at most a thousand. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        if (keys.size() > KEYS_MAX) {
            problem("", "has " + keys.size() + " keys, at most " + KEYS_MAX);
            return List.of();
        }
        asked.addAll(keys);
        return keys;
    }

    /** Whether the key has a value; it is not taken for known by that. */
    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** A section that may be left out. */
    Optional<Section> optional(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            problem(key, "is " + kind(value) + ", not a section with keys");
            return Optional.empty();
        }
        return Optional.of(new Section(pathOf(key), value, references, problems));
    }

    /** A section whose keys have defaults; empty if it is left out. */
    Section orEmpty(String key) {
        return optional(key)
                .orElseGet(() ->
                        new Section(
                                pathOf(key),
                                JsonNodeFactory.instance.objectNode(),
                                references,
                                problems));
    }

    /**
     * A text with its references replaced; the fallback if it is left out; null says it must not be
     * left out.
     */
    String text(String key, @Nullable String fallback) {
        JsonNode value = value(key);
        if (value == null) {
            if (fallback == null) {
                problem(key, "is missing");
            }
            return fallback == null ? "" : fallback;
        }
        if (!value.isTextual()) {
            problem(key, "is " + kind(value) + ", not a text; put it in quotes");
            return "";
        }
        return resolved(key, value.textValue());
    }

    private String resolved(String key, String text) {
        try {
            return references.resolve(text);
        } catch (Unresolved e) {
            problem(key, String.valueOf(e.getMessage()));
            return "";
        }
    }

    /** A secret, which must be a reference; null if it is left out or unusable. */
    @Nullable Secret secret(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        // Neither the value nor anything of it may get into the message.
        if (!value.isTextual() || !References.isReference(value.textValue())) {
            problem(key, "is a secret and must be ${env:NAME} or ${file:PATH}, not a literal");
            return null;
        }
        String text = resolved(key, value.textValue());
        return text.isEmpty() ? null : new Secret(text);
    }

    /** A whole number within bounds, both inclusive. */
    int integer(String key, int min, int max, int fallback) {
        return Math.toIntExact(number(key, min, max, (long) fallback));
    }

    /**
     * A whole number within bounds, both inclusive; a null fallback says it must not be left out.
     */
    long number(String key, long min, long max, @Nullable Long fallback) {
        JsonNode value = value(key);
        if (value == null) {
            if (fallback == null) {
                problem(key, "is missing");
            }
            return fallback == null ? min : fallback;
        }
        String text = value.isTextual() ? resolved(key, value.textValue()) : value.asText();
        if (text.isEmpty()) {
            return min;
        }
        if (!text.matches("-?[0-9]{1,18}")) {
            problem(
                    key,
                    "is " + (value.isValueNode() ? text : kind(value)) + ", not a whole number");
            return min;
        }
        long number = Long.parseLong(text);
        if (number < min || number > max) {
            problem(key, "is " + number + ", not within " + min + " to " + max);
            return min;
        }
        return number;
    }

    /**
     * A time span such as {@code 500ms}, {@code 30s}, {@code 15m}, {@code 12h} or {@code 3d},
     * within bounds.
     */
    Duration duration(String key, Duration min, Duration max, Duration fallback) {
        JsonNode value = value(key);
        if (value == null) {
            return fallback;
        }
        String text = value.isTextual() ? resolved(key, value.textValue()) : value.asText();
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            problem(
                    key,
                    "is "
                            + (value.isValueNode() ? text : kind(value))
                            + ", not a time span such as 500ms, 30s, 15m, 12h or 3d");
            return fallback;
        }
        Duration span = span(Long.parseLong(parts.group(1)), parts.group(2));
        if (span.compareTo(min) < 0 || span.compareTo(max) > 0) {
            problem(key, "is " + text + ", not within " + shown(min) + " to " + shown(max));
            return fallback;
        }
        return span;
    }

    private static Duration span(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static String shown(Duration span) {
        if (span.toMillis() % 1_000 != 0) {
            return span.toMillis() + "ms";
        }
        return span.toHours() >= 48 ? span.toDays() + "d" : span.toSeconds() + "s";
    }

    /** Hands over all keys of this section with their values as text, references not replaced. */
    void each(BiConsumer<String, JsonNode> take) {
        for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
            Map.Entry<String, JsonNode> entry = it.next();
            asked.add(entry.getKey());
            take.accept(entry.getKey(), entry.getValue());
        }
    }

    /** Reports keys that were not read. */
    void refuseOthers() {
        for (Iterator<String> it = node.fieldNames(); it.hasNext(); ) {
            String key = it.next();
            if (!asked.contains(key)) {
                problem(key, "is unknown; known are " + String.join(", ", asked));
            }
        }
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "a section";
            case ARRAY -> "a list";
            case NUMBER -> "the number " + value.asText();
            case BOOLEAN -> "the truth value " + value.asText();
            default -> "something else";
        };
    }
}
