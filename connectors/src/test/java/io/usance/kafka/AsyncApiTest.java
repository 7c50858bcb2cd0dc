package io.usance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.cli.CliRun;
import io.usance.record.Schemas;
import io.usance.record.kinds.StandardInputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The document describes what is really sent, and stays compatible with what was published. */
class AsyncApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN =
            Path.of("../billing-core/src/test/resources/io/usance/engine/golden");

    private final JsonNode document = AsyncApi.of(Topics.defaults(), StandardInputs.all(), "1.0.0");

    @Test
    void isWhatTheCommandPrints() throws IOException {
        CliRun printed = CliRun.of("schema", "--asyncapi");
        assertThat(printed.exitCode()).isZero();
        assertThat(JSON.readTree(printed.out())).isEqualTo(document);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references =
                document.findValues("$ref").stream().map(JsonNode::asText).toList();
        assertThat(references).hasSizeGreaterThan(100);
        for (String reference : references) {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
        }
        Schemas schemas = Schemas.of(StandardInputs.all());
        assertThat(document.path("channels").path("events").path("messages").size())
                .isEqualTo(
                        schemas.names().size()
                                - schemas.records().size()
                                - List.of("quarantine-headers", "event-headers").size());
    }

    /** Every event as it is stored and sent, against the document and not the files behind it. */
    @Test
    void everyEventFitsItsMessage() throws IOException {
        int checked = 0;
        for (JsonNode message : document.path("components").path("messages")) {
            Path golden = GOLDEN.resolve(message.path("title").asText() + ".json");
            if (Files.exists(golden)) {
                assertThat(errors(message, Files.readString(golden)))
                        .as(golden.toString())
                        .isEmpty();
                assertThat(errors(message, "{\"siloId\": 7}")).isNotEmpty();
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(30);
    }

    private List<?> errors(JsonNode message, String json) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$ref", message.path("payload").path("$ref").asText());
        schema.set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }

    /**
     * What was published keeps its meaning: fields stay, with their type; what consumers could rely
     * on being there still is; what producers could leave out they still can.
     */
    @Test
    void nothingPublishedHasChangedIncompatibly() throws IOException {
        JsonNode published;
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("asyncapi-1.0.0.json")) {
            published = JSON.readTree(in);
        }
        assertThat(incompatibilities(published, document)).isEmpty();
    }

    @Test
    void theCheckSeesWhatItShould() {
        assertThat(changed("/components/schemas/settlement-command/properties", "payee", null))
                .containsExactly("settlement-command.payee is gone");
        assertThat(
                        changed(
                                "/components/schemas/settlement-command/properties/settlementNo",
                                "type",
                                "string"))
                .containsExactly(
                        "settlement-command.settlementNo/type was \"integer\", is \"string\"");
        ObjectNode fewer = document.deepCopy();
        ((ArrayNode) fewer.at("/components/schemas/settlement-command/required")).remove(0);
        assertThat(incompatibilities(document, fewer))
                .containsExactly("settlement-command no longer always has contractId");
        ObjectNode more = document.deepCopy();
        ((ArrayNode) more.at("/components/schemas/reading/required")).add("extra");
        assertThat(incompatibilities(document, more))
                .containsExactly("reading must now have extra");
        ObjectNode added = document.deepCopy();
        ((ObjectNode) added.at("/components/schemas/settlement-command/properties"))
                .putObject("note")
                .put("type", "string");
        assertThat(incompatibilities(document, added)).isEmpty();
        assertThat(changed("/channels", "events", null)).containsExactly("channel events is gone");
    }

    private List<String> changed(String object, String field, @Nullable String value) {
        ObjectNode other = document.deepCopy();
        ObjectNode at = (ObjectNode) other.at(object);
        if (value == null) {
            at.remove(field);
        } else {
            at.put(field, value);
        }
        return incompatibilities(document, other);
    }

    private static List<String> incompatibilities(JsonNode before, JsonNode now) {
        List<String> found = new ArrayList<>();
        before.path("channels")
                .properties()
                .forEach(channel -> {
                    JsonNode same = now.path("channels").path(channel.getKey());
                    if (same.isMissingNode()) {
                        found.add("channel " + channel.getKey() + " is gone");
                        return;
                    }
                    channel.getValue()
                            .path("messages")
                            .fieldNames()
                            .forEachRemaining(message -> {
                                if (!same.path("messages").has(message)) {
                                    found.add("channel " + channel.getKey() + " has no " + message);
                                }
                            });
                });
        before.at("/components/schemas")
                .properties()
                .forEach(schema -> {
                    boolean incoming = List.of("reading", "delivery").contains(schema.getKey());
                    JsonNode same = now.at("/components/schemas").path(schema.getKey());
                    compare(schema.getKey(), schema.getValue(), same, incoming, found);
                });
        return found;
    }

    private static void compare(
            String name, JsonNode before, JsonNode now, boolean incoming, List<String> found) {
        if (now.isMissingNode()) {
            found.add(name + " is gone");
            return;
        }
        for (String word : List.of("type", "$ref", "format", "pattern", "const")) {
            if (before.has(word) && !before.path(word).equals(now.path(word))) {
                found.add(
                        "%s/%s was %s, is %s"
                                .formatted(name, word, before.path(word), now.path(word)));
            }
        }
        for (String required : texts(before.path("required"))) {
            if (!incoming && !texts(now.path("required")).contains(required)) {
                found.add(name + " no longer always has " + required);
            }
        }
        for (String required : texts(now.path("required"))) {
            if (incoming && !texts(before.path("required")).contains(required)) {
                found.add(name + " must now have " + required);
            }
        }
        for (String value : texts(before.path("enum"))) {
            if (!texts(now.path("enum")).contains(value)) {
                found.add(name + " has no value " + value);
            }
        }
        before.path("properties")
                .properties()
                .forEach(field ->
                        compare(
                                name + "." + field.getKey(),
                                field.getValue(),
                                now.path("properties").path(field.getKey()),
                                incoming,
                                found));
        if (before.has("items")) {
            compare(name + "[]", before.path("items"), now.path("items"), incoming, found);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
