package io.usance.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.usance.file.DocumentLimits;
import io.usance.file.InvalidConfigException;
import io.usance.file.Reasons;
import io.usance.file.Unparsable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A price or contract file, YAML or JSON. Numbers that are not written as text stay exact. */
final class DocumentFile {
    /** Longest file, in bytes. */
    static final int BYTES_MAX = DocumentLimits.YAML_BYTES_MAX;

    private static final ObjectMapper YAML =
            DocumentLimits.mapper()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private DocumentFile() {}

    /**
     * The file's object.
     *
     * @param what it should be, for people: "an object with a tariff"
     * @throws InvalidConfigException if there is none
     */
    static JsonNode tree(Path file, String what) throws InvalidConfigException {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw invalid(file + " has more than " + BYTES_MAX + " bytes");
            }
            JsonNode tree = YAML.readTree(Files.readAllBytes(file));
            if (tree == null || !tree.isObject()) {
                throw invalid(file + " $: is not " + what);
            }
            return tree;
        } catch (NoSuchFileException e) {
            throw invalid(file + " does not exist");
        } catch (JsonProcessingException e) {
            throw invalid(file + " " + Unparsable.reason(e));
        } catch (IOException e) {
            throw invalid(file + " cannot be read: " + Reasons.of(e));
        }
    }

    private static InvalidConfigException invalid(String problem) {
        return new InvalidConfigException(List.of(problem));
    }
}
