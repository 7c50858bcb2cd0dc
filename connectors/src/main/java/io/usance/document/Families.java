package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import io.usance.json.Json;
import io.usance.level.HeapCorrection;
import io.usance.level.Vessel;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Records of sealed families, which of them a document means, and what holds among their parts. */
final class Families {
    /** A record of a sealed family, and what its field {@code type} says. */
    record Member(String name, Class<?> type) {}

    private static final Map<Class<?>, List<Member>> MEMBERS =
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

    private Families() {}

    private static List<Member> tariffs(Class<?> family) {
        return Json.tariffTypes().entrySet().stream()
                .filter(type -> family.isAssignableFrom(type.getValue()))
                .map(type -> new Member(type.getKey(), type.getValue()))
                .toList();
    }

    static boolean isOne(Class<?> type) {
        return MEMBERS.containsKey(type);
    }

    /** The members of a family; empty if it is none. */
    static List<Member> members(Class<?> family) {
        return MEMBERS.getOrDefault(family, List.of());
    }

    /** What is wrong with a type that names no member, and what to write. */
    static String unknown(Class<?> family, JsonNode type) {
        String names = members(family).stream().map(Member::name).collect(Collectors.joining(", "));
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
