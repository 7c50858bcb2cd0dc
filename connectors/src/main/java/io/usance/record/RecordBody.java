package io.usance.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a record's bytes to the fields of its JSON object, within {@link RecordLimits}. */
public final class RecordBody {

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int ENCODING_BYTES = 4;

    /**
     * Numbers may be as long as strings: they are kept as text, and {@link Numbers} refuses long
     * ones with a better reason.
     */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(RecordLimits.NESTING_MAX)
                                    .maxStringLength(RecordLimits.STRING_CHARS_MAX)
                                    .maxNameLength(RecordLimits.NAME_CHARS_MAX)
                                    .maxNumberLength(RecordLimits.STRING_CHARS_MAX)
                                    .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    // It throws; a record is too small for colliding names to cost much.
                    .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                    .build();

    private RecordBody() {}

    /** From a record's fields to what it says. */
    public interface Reader<V> {
        /**
         * @throws Refusal if it is not taken
         */
        Decoding<V> read(JsonFields fields) throws Refusal;
    }

    /**
     * Decodes a record that is a JSON object, or a CloudEvent around one.
     *
     * @param slots the known fields
     * @param eventType the CloudEvents type of this topic
     */
    public static <V> Decoding<V> decode(
            InboundRecord arrived, Map<String, Integer> slots, String eventType, Reader<V> reader) {
        try {
            return reader.read(fields(arrived.value(), arrived.headers(), slots, eventType));
        } catch (Refusal refusal) {
            return refusal.asValue();
        }
    }

    /** The id of the meter that a record is of; its key, if there is one, is the same. */
    public static String meterId(InboundRecord arrived, JsonFields fields, String field)
            throws Refusal {
        String id = Identifiers.checked(field, fields.text(field));
        checkKey(arrived.key(), field, id);
        return id;
    }

    /** When what a record says was sampled; not later than the record arrived. */
    public static Instant sampledAt(InboundRecord arrived, JsonFields fields, String field)
            throws Refusal {
        Instant at = Times.instant(field, fields.text(field));
        Times.checkNotOfTheFuture(at, arrived.timestampMs());
        return at;
    }

    /**
     * The known fields of the record's object, or of the {@code data} of its CloudEvent.
     *
     * @param slots the known fields
     * @param eventType the CloudEvents type of this topic
     */
    public static JsonFields fields(
            byte @Nullable [] value, Headers headers, Map<String, Integer> slots, String eventType)
            throws Refusal {
        if (value == null || value.length == 0) {
            throw new Refusal(DecodeReason.EMPTY_RECORD, "the record has no value");
        }
        if (value.length > RecordLimits.RECORD_BYTES_MAX) {
            throw new Refusal(
                    DecodeReason.TOO_LARGE,
                    value.length + " bytes, more than " + RecordLimits.RECORD_BYTES_MAX);
        }
        boolean structured = CloudEvents.isStructured(headers);
        if (!structured) {
            CloudEvents.checkBinary(headers, eventType);
        }
        JsonFields fields = new JsonFields(slots);
        int offset = start(value);
        try (JsonParser parser = JSON.createParser(value, offset, value.length - offset)) {
            readWhole(parser, structured, eventType, fields);
        } catch (IOException malformed) {
            throw new Refusal(
                    DecodeReason.MALFORMED_JSON,
                    "not readable as JSON: " + firstLine(malformed.getMessage()));
        }
        return fields;
    }

    private static void readWhole(
            JsonParser parser, boolean structured, String eventType, JsonFields fields)
            throws IOException, Refusal {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new Refusal(DecodeReason.EMPTY_RECORD, "the record is blank");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new Refusal(DecodeReason.WRONG_TYPE, "the record is not a JSON object");
        }
        if (structured) {
            CloudEvents.readStructured(parser, eventType, fields);
        } else {
            fields.read(parser);
        }
        if (parser.nextToken() != null) {
            throw new Refusal(DecodeReason.MALFORMED_JSON, "something follows the JSON object");
        }
    }

    /** Where the text begins, after a byte order mark; refuses UTF-16 and UTF-32. */
    private static int start(byte[] value) throws Refusal {
        boolean bom =
                value.length >= BOM.length
                        && Arrays.equals(value, 0, BOM.length, BOM, 0, BOM.length);
        int offset = bom ? BOM.length : 0;
        int end = Math.min(value.length, offset + ENCODING_BYTES);
        for (int i = offset; i < end; i++) {
            if (value[i] == 0 || (i == offset && value[i] < 0)) {
                throw new Refusal(DecodeReason.MALFORMED_JSON, "not JSON in UTF-8");
            }
        }
        return offset;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    /**
     * Refuses a key that names another meter; a record without a key is fine.
     *
     * @param field in which the record names its meter, {@code siloId}
     */
    public static void checkKey(byte @Nullable [] key, String field, String meterId)
            throws Refusal {
        if (key != null && !Arrays.equals(key, meterId.getBytes(StandardCharsets.UTF_8))) {
            String text =
                    new String(
                            key,
                            0,
                            Math.min(key.length, RecordLimits.DETAIL_CHARS_MAX),
                            StandardCharsets.UTF_8);
            throw new Refusal(
                    DecodeReason.KEY_MISMATCH,
                    "the record's key is "
                            + Refusal.shown(text)
                            + ", its "
                            + field
                            + " "
                            + Refusal.shown(meterId));
        }
    }
}
