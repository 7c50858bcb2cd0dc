package io.usance.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every schema that describes a tariff knows every tariff and component, with the fields that it
 * has: an operator's document with a component that is missing here would be taken by the engine
 * and refused by the schema.
 */
class TariffSchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOM = Path.of("src/main/resources/io/usance");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "document/contract.schema.json",
                "document/price.schema.json",
                "document/master-data.schema.json",
                "record/schema/contract-signed.json",
                "record/schema/contract-amended.json"
            })
    void describesEveryTariffAsItIs(String file) throws IOException {
        assertThat(problems(schema(file))).as(file).isEmpty();
    }

    /** The check would be worth nothing if it passed on these. */
    @Test
    void whatIsMissingIsFound() throws IOException {
        ObjectNode schema = schema("document/price.schema.json");
        ArrayNode components = (ArrayNode) schema.at("/$defs/tariffComponent/oneOf");
        ArrayNode rates = (ArrayNode) schema.at("/$defs/usageRate/oneOf");
        components.remove(1);
        ((ObjectNode) components.path(2).path("properties")).remove("carryForward");
        ((ObjectNode) components.path(2)).putArray("required").add("type").add("amount");
        ((ObjectNode) rates.path(0).path("properties")).putObject("until");
        ((ObjectNode) rates.path(4)).withArray("required").remove(1);
        ((ObjectNode) schema.at("/$defs/tier/properties")).remove("flatFee");
        assertThat(problems(schema))
                .containsExactly(
                        "$defs/usageRate PER_UNIT has the fields"
                                + " [type, unitPrice, per, of, take, band, until],"
                                + " not [type, unitPrice, per, of, take, band]",
                        "$defs/usageRate INDEX always has"
                                + " [type, fixedShare, indexShare, series, baseValue, priceDecimals, per],"
                                + " not [type, basePrice, fixedShare, indexShare, series, baseValue,"
                                + " priceDecimals, per]",
                        "$defs/tariffComponent has no variant whose type is BASE_FEE; add one with"
                                + " the fields [type, amount]",
                        "$defs/tariffComponent MINIMUM has the fields [type, amount],"
                                + " not [type, amount, carryForward]",
                        "$defs/tariffComponent MINIMUM always has [type, amount],"
                                + " not [type, amount, carryForward]",
                        "$defs/tariffComponent MINIMUM: carryForward is one of [],"
                                + " not of [NONE, CREDIT, RAISE_NEXT]",
                        "$defs/tier has the fields [upTo, unitPrice],"
                                + " not [upTo, unitPrice, flatFee]");
    }

    private static List<String> problems(JsonNode schema) {
        List<String> problems = new ArrayList<>();
        variants(schema, "usageRate", Tariff.Usage.class, problems);
        variants(schema, "tariffComponent", Tariff.Component.class, problems);
        variants(schema, "tariff", Tariff.class, problems);
        compare(schema.at("/$defs/tier"), List.of(), Tier.class, "$defs/tier", problems);
        return problems;
    }

    /** The variants of a definition and the registered types of a family; usages have their own. */
    private static void variants(
            JsonNode schema, String definition, Class<?> family, List<String> problems) {
        String name = "$defs/" + definition;
        Map<String, JsonNode> variants = new LinkedHashMap<>();
        boolean takesRates = false;
        for (JsonNode variant : schema.path("$defs").path(definition).path("oneOf")) {
            takesRates |= variant.path("$ref").asText().equals("#/$defs/usageRate");
            if (!variant.has("$ref")) {
                variants.put(variant.at("/properties/type/const").asText(), variant);
            }
        }
        if (family != Tariff.Usage.class && !takesRates) {
            problems.add(name + " does not refer to usageRate");
        }
        Json.tariffTypes()
                .forEach((type, record) -> {
                    boolean isRate = Tariff.Usage.class.isAssignableFrom(record);
                    if (!family.isAssignableFrom(record)
                            || isRate != (family == Tariff.Usage.class)) {
                        return;
                    }
                    JsonNode variant = variants.remove(type);
                    if (variant == null) {
                        problems.add(
                                "%s has no variant whose type is %s; add one with the fields %s"
                                        .formatted(name, type, fields(List.of("type"), record)));
                    } else {
                        compare(variant, List.of("type"), record, name + " " + type, problems);
                    }
                });
        variants.keySet().forEach(type -> problems.add(name + " has " + type + ", which is none"));
    }

    private static void compare(
            JsonNode variant,
            List<String> before,
            Class<?> record,
            String name,
            List<String> problems) {
        List<String> fields =
                variant.path("properties").properties().stream().map(Map.Entry::getKey).toList();
        if (!fields.equals(fields(before, record))) {
            problems.add(
                    "%s has the fields %s, not %s".formatted(name, fields, fields(before, record)));
        }
        List<String> required = texts(variant.path("required"));
        if (!required.equals(required(before, record))) {
            problems.add(
                    "%s always has %s, not %s".formatted(name, required, required(before, record)));
        }
        for (RecordComponent component : record.getRecordComponents()) {
            Object[] constants = component.getType().getEnumConstants();
            List<String> words = texts(variant.at("/properties/" + component.getName() + "/enum"));
            if (constants != null
                    && !words.equals(Arrays.stream(constants).map(Object::toString).toList())) {
                problems.add(
                        "%s: %s is one of %s, not of %s"
                                .formatted(
                                        name,
                                        component.getName(),
                                        words,
                                        Arrays.toString(constants)));
            }
        }
    }

    private static List<String> fields(List<String> before, Class<?> record) {
        List<String> fields = new ArrayList<>(before);
        for (RecordComponent component : record.getRecordComponents()) {
            fields.add(component.getName());
        }
        return fields;
    }

    private static List<String> required(List<String> before, Class<?> record) {
        List<String> fields = new ArrayList<>(before);
        for (RecordComponent component : record.getRecordComponents()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                fields.add(component.getName());
            }
        }
        return fields;
    }

    private static ObjectNode schema(String file) throws IOException {
        return (ObjectNode) JSON.readTree(Files.readAllBytes(ROOM.resolve(file)));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
