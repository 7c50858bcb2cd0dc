package io.usance.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.contract.ContractMeter;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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

    /** Where a whole does not fit and the reason is not in words for people. */
    private static final String UNFIT = "is not written as it has to be";

    private final ObjectMapper json;
    private final Consumer<String> problem;
    private int problems;

    /** Of the contract that is being read, or was read last; null before any. */
    private @Nullable DocumentDates dates;

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
            report(path, e, UNFIT);
            return Optional.empty();
        }
    }

    /** The records of a list; those that are right, if something is wrong. */
    <T> List<T> list(JsonNode node, Class<T> element, String path) {
        if (!node.isArray()) {
            report(path, "is " + Shown.of(node) + ", not a list; write its entries in [ ]");
            return List.of();
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            read(node.get(i), element, path + "[" + i + "]").ifPresent(read::add);
        }
        return read;
    }

    /** True if it is an object that has the needed one of these fields, and no others. */
    boolean hasFields(JsonNode node, List<String> fields, String needed, String path) {
        if (!node.isObject()) {
            report(
                    path,
                    "is %s, not an object with %s"
                            .formatted(Shown.of(node), String.join(", ", fields)));
            return false;
        }
        node.fieldNames()
                .forEachRemaining(name -> {
                    if (!fields.contains(name)) {
                        report(path + "." + name, SourcePlaces.UNKNOWN + String.join(", ", fields));
                    }
                });
        if (node.path(needed).isMissingNode() || node.path(needed).isNull()) {
            report(path + "." + needed, SourcePlaces.MISSING);
            return false;
        }
        return true;
    }

    /** True if nothing was wrong so far. */
    boolean isRight() {
        return problems == 0;
    }

    /** What plain dates of the contract mean, one line each. */
    List<String> dates() {
        return dates == null ? List.of() : dates.meanings();
    }

    private void check(@Nullable JsonNode node, Type type, String path) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            report(path, SourcePlaces.MISSING + toWrite(type));
        } else if (type instanceof ParameterizedType list) {
            checkList(node, list.getActualTypeArguments()[0], path);
        } else if (type instanceof Class<?> raw) {
            checkValue(node, raw, path);
        }
    }

    /** What a field without a value is to have. */
    private static String toWrite(Type type) {
        if (type instanceof ParameterizedType) {
            return "; write its entries in [ ]";
        }
        if (type instanceof Class<?> raw) {
            if (raw == Instant.class || raw == LocalDate.class) {
                return "; write " + DocumentDates.example(raw);
            }
            if (ScalarForm.isKnown(raw)) {
                return "; write " + ScalarForm.example(raw);
            }
            if (raw == Quantity.class) {
                return "; write {\"value\": \"24\", \"unit\": \"t\"}";
            }
            if (Families.isOne(raw)) {
                return "; write an object with type";
            }
            if (raw.isRecord()) {
                return "; write an object with " + fields(raw);
            }
        }
        return "";
    }

    private static String fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    private void checkValue(JsonNode node, Class<?> type, String path) {
        if (type == Instant.class || type == LocalDate.class) {
            reportIfAny(path, DocumentDates.problem(node, type, dates));
        } else if (ScalarForm.isKnown(type)) {
            reportIfAny(path, ScalarForm.problem(node, type));
        } else if (type == Quantity.class) {
            checkQuantity(node, path);
        } else if (Families.isOne(type)) {
            checkMember(node, type, path);
        } else if (type.isRecord()) {
            checkRecord(node, type, type, path, Set.of());
        } else {
            bind(node, type, path, UNFIT);
        }
    }

    private void checkQuantity(JsonNode node, String path) {
        if (!node.isObject()) {
            report(
                    path,
                    "is %s, not a quantity; write {\"value\": \"24\", \"unit\": \"t\"}"
                            .formatted(Shown.of(node)));
            return;
        }
        int before = problems;
        check(node.get("value"), BigDecimal.class, path + ".value");
        check(node.get("unit"), UnitOfMeasure.class, path + ".unit");
        if (problems == before) {
            bind(node, Quantity.class, path, "is more than can be metered");
        }
    }

    private void checkList(JsonNode node, Type element, String path) {
        if (!node.isArray()) {
            report(path, "is " + Shown.of(node) + ", not a list; write its entries in [ ]");
            return;
        }
        for (int i = 0; i < node.size(); i++) {
            check(node.get(i), element, path + "[" + i + "]");
        }
    }

    private void checkMember(JsonNode node, Class<?> family, String path) {
        if (!node.isObject()) {
            report(path, "is " + Shown.of(node) + ", not an object with type");
            return;
        }
        JsonNode type = node.path("type");
        Class<?> member = Families.member(family, type);
        if (member != null) {
            checkRecord(node, member, family, path, Set.of("type"));
            return;
        }
        report(path + ".type", Families.unknown(family, type));
    }

    /**
     * @param whole what the mapper reads the node as: the record or the family it belongs to
     */
    private void checkRecord(
            JsonNode node, Class<?> type, Class<?> whole, String path, Set<String> alsoKnown) {
        if (!node.isObject()) {
            report(path, "is " + Shown.of(node) + ", not " + wanted(type, node));
            return;
        }
        int before = problems;
        if (type == ContractDocument.class) {
            dates = DocumentDates.of(node);
            namedMeters(node.get("meters"));
        }
        Set<String> known = new TreeSet<>(alsoKnown);
        for (RecordComponent component : type.getRecordComponents()) {
            known.add(component.getName());
            if (dates != null && node instanceof ObjectNode parent) {
                dates.resolve(
                        parent,
                        component.getName(),
                        component.getType(),
                        path + "." + component.getName());
            }
            JsonNode value = node.get(component.getName());
            boolean absent = value == null || value.isNull();
            if (!absent || !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                check(value, component.getGenericType(), path + "." + component.getName());
            }
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                report(path + "." + name, SourcePlaces.UNKNOWN + String.join(", ", known));
            }
        }
        if (type == Tariff.Composite.class && problems == before) {
            Families.dimensions(
                    node.path("components"), (field, what) -> report(path + "." + field, what));
        }
        if (problems == before) {
            // Its parts are right; is the whole?
            bind(node, whole, path, UNFIT);
        }
    }

    private static String wanted(Class<?> type, JsonNode node) {
        return type == ContractMeter.class
                ? "a meter; write its id in quotes, \"%s\", or {meterId: \"press-1\", from: 2026-04-01}"
                        .formatted(node.isNumber() ? node.asText() : "press-1")
                : "an object with " + fields(type);
    }

    /** A meter's id alone stands for a meter without times. */
    private static void namedMeters(@Nullable JsonNode meters) {
        if (meters instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).isTextual()) {
                    list.set(i, list.objectNode().set("meterId", list.get(i)));
                }
            }
        }
    }

    /**
     * @param unfit what to report if the reason is not in words for people
     */
    private void bind(JsonNode node, Class<?> type, String path, String unfit) {
        try {
            json.treeToValue(node, type);
        } catch (JsonProcessingException | RuntimeException e) {
            report(path, e, unfit);
        }
    }

    private void report(String path, Exception failure, String unfit) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FieldProblem of) {
            report(path + "." + of.field(), of.what());
        } else if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            report(path, cause.getMessage());
        } else {
            // The mapper's and the runtime's reasons are about classes.
            report(path, unfit);
        }
    }

    private void reportIfAny(String path, @Nullable String what) {
        if (what != null) {
            report(path, what);
        }
    }

    private void report(String path, String what) {
        problems++;
        if (problems <= PROBLEMS_MAX) {
            problem.accept(Shown.line(path + ": " + what));
        }
    }
}
