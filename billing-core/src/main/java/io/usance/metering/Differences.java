package io.usance.metering;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * In what two values of the same kind differ, in words for people: {@code capacity: 60000.000 kg,
 * asked 61000.000 kg}. What is equal is left out, and no name of a class appears.
 */
public final class Differences {

    private Differences() {}

    /**
     * @param present what holds
     * @param asked what was asked for
     * @return one part for each value that differs, with its path; empty if both are equal
     */
    public static String between(Object present, Object asked) {
        return between(present, asked, "asked");
    }

    /**
     * @param recorded what a log holds
     * @param expected what follows from what stands before it; null for nothing
     * @return both in words, of two of the same kind only what differs
     */
    public static String follows(Object recorded, @Nullable Object expected) {
        return expected != null && expected.getClass() == recorded.getClass()
                ? "recorded is %s with %s"
                        .formatted(name(recorded), between(recorded, expected, "there follows"))
                : "recorded is %s, but there follows %s"
                        .formatted(words(recorded), words(expected));
    }

    /** An event or another record in words: its name, and what it holds; "nothing" for null. */
    public static String words(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case Record record when !isForPeople(record) -> name(record) + " " + components(record);
            default -> text(value);
        };
    }

    private static String name(Object value) {
        return value.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /**
     * @param word what introduces the second value, {@code asked} for instance
     * @return as {@link #between(Object, Object)}
     */
    public static String between(Object present, Object asked, String word) {
        List<String> found = new ArrayList<>();
        compare("", present, asked, word, found);
        return String.join("; ", found);
    }

    private static void compare(
            String path,
            @Nullable Object present,
            @Nullable Object asked,
            String word,
            List<String> found) {
        if (Objects.equals(present, asked)) {
            return;
        }
        if (present instanceof Record one
                && asked instanceof Record other
                && one.getClass() == other.getClass()
                && !isForPeople(one)) {
            for (RecordComponent component : one.getClass().getRecordComponents()) {
                compare(
                        path.isEmpty() ? component.getName() : path + "." + component.getName(),
                        value(component, one),
                        value(component, other),
                        word,
                        found);
            }
        } else if (present instanceof List<?> one && asked instanceof List<?> other) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                compare(
                        path + "[" + i + "]",
                        i < one.size() ? one.get(i) : null,
                        i < other.size() ? other.get(i) : null,
                        word,
                        found);
            }
        } else if (present instanceof Map<?, ?> one && asked instanceof Map<?, ?> other) {
            Set<Object> keys = new LinkedHashSet<>(one.keySet());
            keys.addAll(other.keySet());
            for (Object key : keys) {
                compare(path + "." + key, one.get(key), other.get(key), word, found);
            }
        } else {
            found.add("%s: %s, %s %s".formatted(path, text(present), word, text(asked)));
        }
    }

    /** A value in words, a record as its components. */
    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Record of when !isForPeople(of) -> components(of);
            case Collection<?> all ->
                    all.stream().map(Differences::text).collect(Collectors.joining(", "));
            case Map<?, ?> all ->
                    all.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + text(entry.getValue()))
                            .collect(Collectors.joining(", "));
            default -> value.toString();
        };
    }

    private static String components(Record of) {
        List<String> parts = new ArrayList<>();
        for (RecordComponent component : of.getClass().getRecordComponents()) {
            Object value = value(component, of);
            if (value != null) {
                parts.add(component.getName() + " " + text(value));
            }
        }
        return "(" + String.join(", ", parts) + ")";
    }

    /** True if a record has a text of its own, as a quantity or a period has. */
    private static boolean isForPeople(Record value) {
        return !value.toString().startsWith(value.getClass().getSimpleName() + "[");
    }

    private static @Nullable Object value(RecordComponent component, Record of) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.getName(), e);
        }
    }
}
