package io.usance.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Schemas as files in the jar. */
final class SchemaFiles {
    private SchemaFiles() {}

    /** The text of {@code schema/NAME.json} beside a class. */
    static String text(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream("schema/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("schema " + name + " is missing in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
