package io.usance.metering;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
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
        List<String> found = new ArrayList<>();
        compare("", present, asked, found);
        return String.join("; ", found);
    }

    private static void compare(
            String path, @Nullable Object present, @Nullable Object asked, List<String> found) {
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
                        found);
            }
        } else if (present instanceof List<?> one && asked instanceof List<?> other) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                compare(
                        path + "[" + i + "]",
                        i < one.size() ? one.get(i) : null,
                        i < other.size() ? other.get(i) : null,
                        found);
            }
        } else {
            found.add("%s: %s, asked %s".formatted(path, text(present), text(asked)));
        }
    }

    /** A value in words, a record as its components. */
    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Record of when !isForPeople(of) -> components(of);
            case Collection<?> all ->
                    all.stream().map(Differences::text).collect(Collectors.joining(", "));
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
