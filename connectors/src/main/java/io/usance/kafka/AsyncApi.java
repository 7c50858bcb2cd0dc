package io.usance.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.usance.record.Schemas;
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
    private static final String READING = "reading";
    private static final String DELIVERY = "delivery";
    private static final String COMMAND = "settlement-command";
    private static final String EVENT_HEADERS = "event-headers";
    private static final String QUARANTINE_HEADERS = "quarantine-headers";
    private static final List<String> NOT_EVENTS =
            List.of(READING, DELIVERY, EVENT_HEADERS, QUARANTINE_HEADERS);

    private final ObjectNode root = JSON.createObjectNode();
    private final ObjectNode channels;
    private final ObjectNode operations;
    private final ObjectNode messages;
    private final ObjectNode schemas;

    private AsyncApi(String version) {
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
     * @param version of the product
     */
    public static ObjectNode of(Topics topics, String version) {
        AsyncApi document = new AsyncApi(version);
        for (String name : Schemas.names()) {
            document.schema(name);
        }
        document.messages();
        document.channel("readings", topics.readings(), "receive", "silo", List.of(READING));
        document.channel("deliveries", topics.deliveries(), "receive", "silo", List.of(DELIVERY));
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
                "contract, or silo or batch where no contract is involved",
                Schemas.names().stream().filter(name -> !NOT_EVENTS.contains(name)).toList());
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
        for (String name : Schemas.names()) {
            if (name.equals(EVENT_HEADERS) || name.equals(QUARANTINE_HEADERS)) {
                continue;
            }
            JsonNode schema = schemas.path(name);
            ObjectNode message =
                    messages.putObject(name)
                            .put("name", schema.path("title").asText())
                            .put("title", schema.path("title").asText())
                            .put("summary", schema.path("description").asText());
            if (!name.equals(READING) && !name.equals(DELIVERY)) {
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

    private static JsonNode read(String name) {
        try {
            return JSON.readTree(Schemas.text(name));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("schema " + name + " is no JSON", e);
        }
    }
}
