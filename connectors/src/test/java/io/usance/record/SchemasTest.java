package io.usance.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractEvent;
import io.usance.finance.FinanceEvent;
import io.usance.meter.StandardMeters;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterRefusal;
import io.usance.record.kinds.StandardInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasTest {

    private static final Schemas SCHEMAS = Schemas.of(StandardInputs.all());
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<String> names() {
        return SCHEMAS.names();
    }

    /** Every event that is published. */
    static Stream<Class<?>> publishedEvents() {
        Set<String> unpublished = StandardMeters.kinds().unpublished();
        return Stream.concat(
                        StandardMeters.kinds().all().stream().map(MeterKind::eventType),
                        Stream.of(ContractEvent.class, FinanceEvent.class))
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .filter(event -> !unpublished.contains(event.getSimpleName()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isAValidSchemaWithAnIdentity(String name) {
        assertThat(SchemaCheck.errorsOf(name)).isEmpty();
        JsonNode schema = schema(name);
        assertThat(schema.path("$id").asText()).isEqualTo("urn:usance:schema:" + name + ":v1");
        assertThat(schema.path("description").asText()).isNotBlank();
    }

    @Test
    void theListIsWhatIsShipped() throws IOException {
        Path room = Path.of("src/main/resources/io/usance/record");
        try (Stream<Path> files = Files.walk(room).filter(Files::isRegularFile)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            SCHEMAS.names().stream().map(name -> name + ".json").toList());
        }
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> SCHEMAS.text("../reading"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../reading");
    }

    @Test
    void aTypeMeansTheSameInEverySchema() {
        Map<String, JsonNode> seen = new HashMap<>();
        for (String name : SCHEMAS.names()) {
            schema(name)
                    .path("$defs")
                    .properties()
                    .forEach(type -> {
                        JsonNode before = seen.putIfAbsent(type.getKey(), type.getValue());
                        if (before != null) {
                            assertThat(type.getValue())
                                    .as(name + " " + type.getKey())
                                    .isEqualTo(before);
                        }
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("publishedEvents")
    void hasExactlyTheComponentsOfTheEvent(Class<?> event) {
        JsonNode schema = schema(schemaOf(event));
        assertThat(schema.path("title").asText()).isEqualTo(event.getSimpleName());
        assertSameFields(event, schema, schema.path("$defs"));
    }

    /** Records are objects by component name; what may be null is optional. */
    private static void assertSameFields(Class<?> type, JsonNode schema, JsonNode types) {
        List<String> names = new ArrayList<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = storedName(component);
            names.add(name);
            if (List.of("ExactAmount", "Fraction").contains(component.getType().getSimpleName())) {
                names.add(component.getName() + "Fraction");
            }
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(name);
            }
            JsonNode property = schema.path("properties").path(name);
            assertEnumeration(component, property);
            JsonNode nested = types.path(property.path("$ref").asText().replace("#/$defs/", ""));
            if (component.getType().isRecord() && writtenByComponent(component.getType())) {
                assertSameFields(component.getType(), nested, types);
            }
        }
        assertThat(fieldNames(schema.path("properties"))).as(type + "").isEqualTo(names);
        assertThat(texts(schema.path("required"))).as(type + "").isEqualTo(required);
    }

    /** A component that was renamed keeps the name it is stored and published by. */
    private static String storedName(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static void assertEnumeration(RecordComponent component, JsonNode property) {
        Object[] constants = component.getType().getEnumConstants();
        // Rounding modes are restricted by the contract terms, units have codes.
        if (constants != null && property.has("enum") && !component.getName().equals("rounding")) {
            assertThat(texts(property.path("enum")))
                    .isEqualTo(Arrays.stream(constants).map(Object::toString).toList());
        }
    }

    private static boolean writtenByComponent(Class<?> type) {
        return !List.of("Quantity", "Money", "Share", "ExactAmount").contains(type.getSimpleName());
    }

    @Test
    void aSiloWithALevelPartFitsItsSchema() throws IOException {
        Path golden =
                Path.of(
                        "../billing-core/src/test/resources/io/usance/engine/golden/SiloRegistered-level.json");
        assertThat(SchemaCheck.errors("silo-registered", Files.readAllBytes(golden))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | \"cycle\": \"QUARTER\"",
                "true | \"cycle\": \"YEAR\", \"yearStartMonth\": 10",
                "true | \"cycle\": \"ONCE\", \"from\": \"2026-03-10\", \"until\": \"2026-03-30\"",
                "false | \"cycle\": \"FORTNIGHT\"",
                "false | \"cycle\": \"YEAR\", \"yearStartMonth\": 13",
            })
    void anAssignedSiloSaysItsCycle(boolean fits, String cycle) {
        String event =
                "{\"siloId\": \"s\", \"contractId\": \"c\", \"calendar\": {\"zone\": \"UTC\", "
                        + cycle
                        + "}, \"meteringFrom\": \"2026-03-10T00:00:00Z\", \"at\": \"2026-03-01T00:00:00Z\"}";
        assertThat(
                        SchemaCheck.errors(
                                        "contract-assigned", event.getBytes(StandardCharsets.UTF_8))
                                .isEmpty())
                .isEqualTo(fits);
    }

    /** In the order of the line: what cannot be read, a fault of ours, any meter, each kind. */
    @Test
    void quarantineNamesEveryReason() throws IOException {
        Set<String> reasons = new LinkedHashSet<>();
        for (DecodeReason reason : DecodeReason.values()) {
            reasons.add(reason.name());
        }
        reasons.add("PROCESSING_FAILED");
        for (MeterRefusal reason : MeterRefusal.values()) {
            reasons.add(reason.name());
        }
        for (MeterKind<?, ?, ?> kind : StandardMeters.kinds().all()) {
            kind.refusals().forEach(reason -> reasons.add(reason.name()));
        }
        JsonNode reason = schema("quarantine-headers").path("properties").path("reason");
        assertThat(texts(reason.path("enum")))
                .as("the enum of reason in quarantine-headers.json, kinds as in StandardMeters")
                .containsExactlyElementsOf(reasons);
        String documented = Files.readString(Path.of("docs/quarantine.md"));
        assertThat(reasons)
                .as("reasons without a line in connectors/docs/quarantine.md")
                .filteredOn(each -> !documented.contains("`" + each + "`"))
                .isEmpty();
    }

    private static String schemaOf(Class<?> event) {
        if (event == ContractEvent.SettlementCommanded.class) {
            return "settlement-command";
        }
        return event.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static JsonNode schema(String name) {
        try {
            return JSON.readTree(SCHEMAS.text(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> fieldNames(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
