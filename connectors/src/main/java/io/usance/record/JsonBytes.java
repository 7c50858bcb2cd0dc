package io.usance.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes one JSON object: UTF-8, no white space, fields in the order they are written. */
public final class JsonBytes {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int TYPICAL_BYTES = 256;

    private JsonBytes() {}

    /** Writes the fields of the object. */
    public interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** The object as bytes. */
    public static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }
}
