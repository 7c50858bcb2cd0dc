package io.usance.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.engine.Json;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON into records and says everything that is wrong, with its path.
 *
 * <p>Design note: the mapper alone stops at the first fault and lets a missing field through as
 * null. So the tree is held against the record first: a component that is not {@code @Nullable}
 * must be there, and nothing else may be.
 */
final class RecordForm {
    /** Problems reported of one file; the rest is cut off. */
    static final int PROBLEMS_MAX = 200;

    private static final Set<Class<?>> WRITTEN_AS_VALUE =
            Set.of(Quantity.class, Money.class, Share.class);

    private final ObjectMapper json;
    private final Consumer<String> problem;
    private int problems;

    RecordForm(ObjectMapper json, Consumer<String> problem) {
        this.json = json;
        this.problem = problem;
    }

    /** The record; empty if something is wrong, which has been reported then. */
    <T> Optional<T> read(@Nullable JsonNode node, Class<T> type, String path) {
        int before = problems;
        check(node, type, path);
        try {
            return problems == before
                    ? Optional.of(json.treeToValue(node, type))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            report(path, reason(e));
            return Optional.empty();
        }
    }

    private void check(@Nullable JsonNode node, Type type, String path) {
        if (node == null || node.isNull()) {
            report(path, "is missing");
        } else if (type instanceof ParameterizedType list) {
            checkList(node, list.getActualTypeArguments()[0], path);
        } else if (type == Tariff.class || type == Tariff.Component.class) {
            checkTyped(node, (Class<?>) type, path);
        } else if (type instanceof Class<?> raw
                && raw.isRecord()
                && !WRITTEN_AS_VALUE.contains(raw)) {
            checkRecord(node, raw, path, raw);
        } else if (type instanceof Class<?> raw) {
            bind(node, raw, path);
        }
    }

    private void checkList(JsonNode node, Type element, String path) {
        if (!node.isArray()) {
            report(path, "is not a list");
            return;
        }
        for (int i = 0; i < node.size(); i++) {
            check(node.get(i), element, path + "[" + i + "]");
        }
    }

    /** A tariff or a component of one: its {@code type} says which record it is. */
    private void checkTyped(JsonNode node, Class<?> family, String path) {
        String name = node.path("type").asText();
        Class<?> type = Json.tariffTypes().get(name);
        if (type == null || !family.isAssignableFrom(type)) {
            report(path + ".type", "is '" + name + "', not one of " + typesOf(family));
            return;
        }
        checkRecord(node, type, path, family);
    }

    private static String typesOf(Class<?> family) {
        return Json.tariffTypes().entrySet().stream()
                .filter(type -> family.isAssignableFrom(type.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    /**
     * @param family what the record is read as: itself, or what its {@code type} is told from
     */
    private void checkRecord(JsonNode node, Class<?> type, String path, Class<?> family) {
        if (!node.isObject()) {
            report(path, "is not an object");
            return;
        }
        int before = problems;
        Set<String> known = new TreeSet<>(family == type ? Set.of() : Set.of("type"));
        for (RecordComponent component : type.getRecordComponents()) {
            known.add(component.getName());
            JsonNode value = node.get(component.getName());
            boolean absent = value == null || value.isNull();
            if (!absent || !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                check(value, component.getGenericType(), path + "." + component.getName());
            }
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                report(path + "." + name, "is unknown; known are " + String.join(", ", known));
            }
        }
        if (problems == before) {
            // Its parts are right; is the whole?
            bind(node, family, path);
        }
    }

    private void bind(JsonNode node, Class<?> type, String path) {
        try {
            json.treeToValue(node, type);
        } catch (JsonProcessingException | RuntimeException e) {
            report(path, reason(e));
        }
    }

    private void report(String path, String what) {
        problems++;
        if (problems <= PROBLEMS_MAX) {
            problem.accept(path + ": " + what);
        }
    }

    private static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message =
                cause instanceof JsonProcessingException of
                        ? of.getOriginalMessage()
                        : String.valueOf(cause.getMessage());
        String line = message.lines().findFirst().orElse("cannot be read");
        return line.replaceFirst(
                "^Cannot (?:deserialize|construct)[^`]*`[^`]*`(?: \\([^)]*\\))?,? ?(?:problem: )?",
                "cannot be read ");
    }
}
