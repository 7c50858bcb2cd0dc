package io.usance.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.x over Kafka: attributes in {@code ce_} headers (binary mode), or the event as one
 * JSON object around {@code data} (structured mode).
 */
public final class CloudEvents {

    static final String SPECVERSION_HEADER = "ce_specversion";
    static final String TYPE_HEADER = "ce_type";
    static final String CONTENT_TYPE_HEADER = "content-type";

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch";

    private CloudEvents() {}

    /** True if the record's value is an event around the data. Refuses batches. */
    static boolean isStructured(Headers headers) throws Refusal {
        String contentType = text(headers, CONTENT_TYPE_HEADER);
        if (contentType == null) {
            return false;
        }
        String lower = contentType.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith(BATCH)) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_EVENT_TYPE, "batches are not read: one event per record");
        }
        return lower.equals(STRUCTURED) || lower.startsWith(STRUCTURED + ";");
    }

    /** Refuses headers of another event; a record without any {@code ce_} header is fine. */
    static void checkBinary(Headers headers, String expectedType) throws Refusal {
        String specversion = text(headers, SPECVERSION_HEADER);
        String type = text(headers, TYPE_HEADER);
        if (specversion != null || type != null) {
            checkAttributes(specversion, type, expectedType);
        }
    }

    /** Reads an event around the data; the parser stands at its beginning. */
    static void readStructured(JsonParser parser, String expectedType, JsonFields data)
            throws IOException, Refusal {
        String specversion = null;
        String type = null;
        boolean dataSeen = false;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "specversion" -> specversion = once(name, specversion, parser.getText());
                case "type" -> type = once(name, type, parser.getText());
                case "data" -> {
                    readData(parser, token, data, dataSeen);
                    dataSeen = true;
                }
                default -> parser.skipChildren();
            }
            // An attribute that is an object or array shows as its bracket and is refused below.
            parser.skipChildren();
        }
        checkAttributes(specversion, type, expectedType);
        if (!dataSeen) {
            throw new Refusal(DecodeReason.MISSING_FIELD, "data is missing");
        }
    }

    private static String once(String name, @Nullable String before, String text) throws Refusal {
        if (before != null) {
            throw new Refusal(DecodeReason.MALFORMED_JSON, name + " is given twice");
        }
        return text;
    }

    private static void readData(
            JsonParser parser, JsonToken token, JsonFields data, boolean dataSeen)
            throws IOException, Refusal {
        if (dataSeen) {
            throw new Refusal(DecodeReason.MALFORMED_JSON, "data is given twice");
        }
        if (token != JsonToken.START_OBJECT) {
            throw new Refusal(DecodeReason.WRONG_TYPE, "data is not an object");
        }
        data.read(parser);
    }

    private static void checkAttributes(
            @Nullable String specversion, @Nullable String type, String expectedType)
            throws Refusal {
        if (specversion == null || !specversion.startsWith("1.")) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_EVENT_TYPE,
                    "CloudEvents specversion is " + shown(specversion) + ", expected 1.x");
        }
        if (!expectedType.equals(type)) {
            throw new Refusal(
                    DecodeReason.UNKNOWN_EVENT_TYPE,
                    "CloudEvents type is " + shown(type) + ", expected " + expectedType);
        }
    }

    private static String shown(@Nullable String text) {
        return text == null ? "missing" : Refusal.shown(text);
    }

    private static @Nullable String text(Headers headers, String name) {
        byte[] value = headers.last(name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }
}
