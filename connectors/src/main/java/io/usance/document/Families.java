package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.json.Json;
import io.usance.quantity.UnitOfMeasure;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Records of sealed families, which of them a document means, and what holds among their parts. */
final class Families {
    private Families() {}

    static boolean isOne(Class<?> type) {
        return Json.families().containsKey(type);
    }

    /** The member that a type names; null if it names none. */
    static @Nullable Class<?> member(Class<?> family, JsonNode type) {
        return type.isTextual() ? members(family).get(type.asText()) : null;
    }

    private static Map<String, Class<? extends Record>> members(Class<?> family) {
        return Json.families().getOrDefault(family, Map.of());
    }

    /** What is wrong with a type that names no member, and what to write. */
    static String unknown(Class<?> family, JsonNode type) {
        String names = String.join(", ", members(family).keySet());
        boolean missing = type.isMissingNode() || type.isNull();
        return missing
                ? "is missing; write one of " + names
                : "is " + Shown.of(type) + ", not one of " + names;
    }

    /**
     * Holds the rates of one quantity against each other: all are per a unit of one dimension.
     *
     * @param components of a tariff, each of which is right in itself
     * @param problem takes the field, from the components on, and what is wrong
     */
    static void dimensions(JsonNode components, BiConsumer<String, String> problem) {
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < components.size(); i++) {
            JsonNode component = components.get(i);
            if (!component.hasNonNull("of") || !component.hasNonNull("per")) {
                continue;
            }
            String of = component.get("of").asText();
            UnitOfMeasure per = UnitOfMeasure.of(component.get("per").asText());
            firsts.putIfAbsent(of, i);
            int first = firsts.getOrDefault(of, i);
            UnitOfMeasure wanted = UnitOfMeasure.of(components.get(first).path("per").asText());
            if (wanted.dimension() != per.dimension()) {
                problem.accept(
                        "components[%d].per".formatted(i),
                        "is %s, a unit of %s, but components[%d] prices %s per %s, a unit of %s; write one of %s, or another name in of:"
                                .formatted(
                                        per,
                                        per.dimension(),
                                        first,
                                        of,
                                        wanted,
                                        wanted.dimension(),
                                        UnitOfMeasure.codes(wanted.dimension()::equals)));
            }
        }
    }
}
