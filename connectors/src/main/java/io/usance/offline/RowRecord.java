package io.usance.offline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A row as the record that a device or an ERP would have sent, so that the service's decoders say
 * what is wrong with it.
 */
public final class RowRecord {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RowRecord() {}

    /** A record without fields. */
    public static ObjectNode empty() {
        return JSON.createObjectNode();
    }

    /** A cell that is not filled is a field that is not there. */
    public static void put(ObjectNode message, String field, @Nullable String text) {
        if (text != null) {
            message.put(field, text);
        }
    }

    static String orElse(@Nullable String text, String other) {
        return text == null ? other : text;
    }

    /** As it would stand in the topic. */
    public static byte[] bytes(ObjectNode message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
