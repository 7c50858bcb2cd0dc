package io.usance.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.usance.record.MeterInput;
import io.usance.record.MeterInputs;
import io.usance.record.MeterTopic;
import io.usance.record.Schemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The topics as an AsyncAPI 3.0 document, made from the very schemas that records are checked by.
 *
 * <p>Definitions that schemas share become components of their own; a name means the same in every
 * schema, so they can.
 */
public final class AsyncApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFS = "#/$defs/";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String COMMAND = "settlement-command";
    private static final String EVENT_HEADERS = "event-headers";
    private static final String QUARANTINE_HEADERS = "quarantine-headers";
    private static final String OWN_NAME = "usance.";

    private final ObjectNode root = JSON.createObjectNode();
    private final ObjectNode channels;
    private final ObjectNode operations;
    private final ObjectNode messages;
    private final ObjectNode schemas;
    private final Schemas texts;

    private AsyncApi(Schemas texts, String version) {
        this.texts = texts;
        root.put("asyncapi", "3.0.0");
        root.putObject("info")
                .put("title", "Usance")
                .put("version", version)
                .put(
                        "description",
                        "Readings and delivery notes in, settlement commands and events out. Outgoing"
                                + " records are CloudEvents 1.0 in binary mode; a read_committed consumer"
                                + " sees each once, in order per key. Fields and types may be added: a"
                                + " consumer passes over what it does not know.")
                .set("license", JSON.createObjectNode().put("name", "Apache-2.0"));
        root.put("defaultContentType", "application/json");
        channels = root.putObject("channels");
        operations = root.putObject("operations");
        ObjectNode components = root.putObject("components");
        messages = components.putObject("messages");
        schemas = components.putObject("schemas");
    }

    /**
     * The document for topics of these names.
     *
     * @param inputs whose topics are read
     * @param version of the product
     */
    public static ObjectNode of(Topics topics, MeterInputs inputs, String version) {
        Schemas texts = Schemas.of(inputs);
        AsyncApi document = new AsyncApi(texts, version);
        texts.names().forEach(document::schema);
        document.messages();
        List<String> kinds = new ArrayList<>();
        for (MeterInput input : inputs.all()) {
            kinds.add(input.kind());
            for (MeterTopic<?> topic : input.topics()) {
                document.channel(
                        channelOf(topic.name()),
                        topics.inbound(topic.name()),
                        "receive",
                        input.kind(),
                        List.of(topic.schema()));
            }
        }
        document.channel(
                "settlementCommands",
                topics.settlementCommands(),
                "send",
                "contract",
                List.of(COMMAND));
        document.channel(
                "events",
                topics.events(),
                "send",
                "contract, or %s or batch where no contract is involved"
                        .formatted(String.join(", ", kinds)),
                texts.events());
        document.channel(
                "quarantine",
                topics.quarantine(),
                "send",
                "as it came",
                List.of("quarantined-record"));
        return document.root;
    }

    private void schema(String name) {
        ObjectNode schema = (ObjectNode) hoisted(read(name));
        JsonNode shared = schema.remove("$defs");
        // Its references are to this document now.
        schema.remove("$id");
        schema.remove("$schema");
        put(name, schema);
        if (shared != null) {
            shared.properties().forEach(type -> put(type.getKey(), type.getValue()));
        }
    }

    private void put(String name, JsonNode schema) {
        JsonNode before = schemas.replace(name, schema);
        if (before != null && !before.equals(schema)) {
            throw new IllegalStateException("two schemas are named " + name);
        }
    }

    private void messages() {
        for (String name : texts.names()) {
            if (name.equals(EVENT_HEADERS) || name.equals(QUARANTINE_HEADERS)) {
                continue;
            }
            JsonNode schema = schemas.path(name);
            ObjectNode message =
                    messages.putObject(name)
                            .put("name", schema.path("title").asText())
                            .put("title", schema.path("title").asText())
                            .put("summary", schema.path("description").asText());
            if (!texts.records().contains(name)) {
                message.set("headers", ref(SCHEMAS + EVENT_HEADERS));
            }
            message.set("payload", ref(SCHEMAS + name));
        }
        messages.putObject("quarantined-record")
                .put("name", "QuarantinedRecord")
                .put("title", "QuarantinedRecord")
                .put(
                        "summary",
                        "The original bytes of a record that was not taken, whatever they are.")
                .put("contentType", "application/octet-stream")
                .set("headers", ref(SCHEMAS + QUARANTINE_HEADERS));
    }

    private void channel(
            String name, String address, String action, String key, List<String> carried) {
        ObjectNode channel = channels.putObject(name).put("address", address);
        ObjectNode shown = channel.putObject("messages");
        carried.forEach(message -> shown.set(message, ref("#/components/messages/" + message)));
        ObjectNode operation = operations.putObject(action + capital(name)).put("action", action);
        operation.set("channel", ref("#/channels/" + name));
        channel.put("description", "Key: " + key + ".");
    }

    /** {@code machineReadings} of {@code usance.machine-readings}. */
    private static String channelOf(String topic) {
        String name = topic.startsWith(OWN_NAME) ? topic.substring(OWN_NAME.length()) : topic;
        StringBuilder channel = new StringBuilder();
        for (String word : name.split("[^A-Za-z0-9]+")) {
            channel.append(channel.isEmpty() ? word : capital(word));
        }
        return channel.toString();
    }

    private static String capital(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static ObjectNode ref(String to) {
        return JSON.createObjectNode().put("$ref", to);
    }

    /** With references to where the definitions are in this document. */
    private static JsonNode hoisted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(hoisted(field.getValue()));
            }
        } else if (node.isArray()) {
            node.forEach(AsyncApi::hoisted);
        } else if (node.isTextual() && node.textValue().startsWith(DEFS)) {
            return TextNode.valueOf(SCHEMAS + node.textValue().substring(DEFS.length()));
        }
        return node;
    }

    private JsonNode read(String name) {
        try {
            return JSON.readTree(texts.text(name));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("schema " + name + " is no JSON", e);
        }
    }
}
