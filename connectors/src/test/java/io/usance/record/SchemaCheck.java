package io.usance.record;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.usance.record.kinds.StandardInputs;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Validates JSON against a shipped schema, formats such as date-time included. */
public final class SchemaCheck {

    private static final Schemas SCHEMAS = Schemas.of(StandardInputs.all());
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    registry ->
                            registry.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .formatAssertionsEnabled(true)
                                            .build()));
    private static final Schema META =
            REGISTRY.getSchema(
                    com.networknt.schema.SchemaLocation.of(
                            SpecificationVersion.DRAFT_2020_12.getDialectId()));

    private SchemaCheck() {}

    /** What is wrong with {@code json}; empty if it is valid. */
    public static List<String> errors(String schemaName, byte[] json) {
        Schema schema = REGISTRY.getSchema(SCHEMAS.text(schemaName), InputFormat.JSON);
        return messages(
                schema.validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON));
    }

    /** What is wrong with the schema itself. */
    static List<String> errorsOf(String schemaName) {
        return messages(META.validate(SCHEMAS.text(schemaName), InputFormat.JSON));
    }

    private static List<String> messages(List<Error> errors) {
        return errors.stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }
}
