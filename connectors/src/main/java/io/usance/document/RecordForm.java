package io.usance.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.level.HeapCorrection;
import io.usance.level.Vessel;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.ClockTime;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
            Set.of(Quantity.class, Money.class, Share.class, ClockTime.class);

    /** A record of a sealed family, and what its field {@code type} says. */
    private record Member(String name, Class<?> type) {}

    private static final Map<Class<?>, List<Member>> FAMILIES =
            Map.of(
                    Tariff.class,
                    tariffs(Tariff.class),
                    Tariff.Component.class,
                    tariffs(Tariff.Component.class),
                    Vessel.class,
                    List.of(
                            new Member("CONE_CYLINDER", Vessel.ConeCylinder.class),
                            new Member("HORIZONTAL_CYLINDER", Vessel.HorizontalCylinder.class),
                            new Member("SPHERICAL_CAP", Vessel.SphericalCap.class),
                            new Member("BOX", Vessel.Box.class),
                            new Member("STRAPPING_TABLE", Vessel.StrappingTable.class)),
                    HeapCorrection.class,
                    List.of(
                            new Member("REPOSE_CONE", HeapCorrection.ReposeCone.class),
                            new Member("FIXED_VOLUME", HeapCorrection.FixedVolume.class)));

    private static List<Member> tariffs(Class<?> family) {
        return Json.tariffTypes().entrySet().stream()
                .filter(type -> family.isAssignableFrom(type.getValue()))
                .map(type -> new Member(type.getKey(), type.getValue()))
                .toList();
    }

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
            report(path, reason(e));
            return Optional.empty();
        }
    }

    /** What plain dates of the contract mean, one line each. */
    List<String> dates() {
        return dates == null ? List.of() : dates.meanings();
    }

    private void check(@Nullable JsonNode node, Type type, String path) {
        if (node == null || node.isNull()) {
            report(path, "is missing");
        } else if (type == Instant.class || type == LocalDate.class) {
            String wrong = DocumentDates.problem(node, (Class<?>) type, dates);
            if (wrong != null) {
                report(path, wrong);
            }
        } else if (type instanceof Class<?> raw && raw.isEnum() && !isNamed(raw, node)) {
            String names =
                    Arrays.stream(raw.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
            report(path, "is '" + node.asText() + "', not one of " + names);
        } else if (type == Integer.class && !isWhole(node)) {
            report(path, "is '" + node.asText() + "', not a whole number");
        } else if (type instanceof ParameterizedType list) {
            checkList(node, list.getActualTypeArguments()[0], path);
        } else if (type instanceof Class<?> family && FAMILIES.containsKey(family)) {
            checkMember(node, family, path);
        } else if (type instanceof Class<?> raw
                && raw.isRecord()
                && !WRITTEN_AS_VALUE.contains(raw)) {
            checkRecord(node, raw, raw, path, Set.of());
        } else if (type instanceof Class<?> raw) {
            bind(node, raw, path);
        }
    }

    private static boolean isNamed(Class<?> type, JsonNode node) {
        return node.isTextual()
                && Arrays.stream(type.getEnumConstants())
                        .map(String::valueOf)
                        .anyMatch(node.asText()::equals);
    }

    private static boolean isWhole(JsonNode node) {
        return node.isInt() || (node.isTextual() && node.asText().matches("-?[0-9]{1,9}"));
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

    private void checkMember(JsonNode node, Class<?> family, String path) {
        List<Member> members = FAMILIES.getOrDefault(family, List.of());
        String type = node.path("type").asText();
        for (Member member : members) {
            if (member.name().equals(type)) {
                checkRecord(node, member.type(), family, path, Set.of("type"));
                return;
            }
        }
        String names = members.stream().map(Member::name).collect(Collectors.joining(", "));
        report(path + ".type", "is '" + type + "', not one of " + names);
    }

    /**
     * @param whole what the mapper reads the node as: the record or the family it belongs to
     */
    private void checkRecord(
            JsonNode node, Class<?> type, Class<?> whole, String path, Set<String> alsoKnown) {
        if (!node.isObject()) {
            report(path, "is not an object");
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
                report(path + "." + name, "is unknown; known are " + String.join(", ", known));
            }
        }
        if (problems == before) {
            // Its parts are right; is the whole?
            bind(node, whole, path);
        }
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
