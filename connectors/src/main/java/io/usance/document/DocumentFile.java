package io.usance.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
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
import java.util.regex.Pattern;

/** A price or contract file, YAML or JSON. Numbers that are not written as text stay exact. */
final class DocumentFile {
    /** Longest file, in bytes. */
    static final int BYTES_MAX = DocumentLimits.YAML_BYTES_MAX;

    private static final Pattern OTHER_NUMBER = Pattern.compile("[-+]?0[0-9xXbB].*|.*_.*");

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
            byte[] text = Files.readAllBytes(file);
            refuseOtherNumbers(file, text);
            JsonNode tree = YAML.readTree(text);
            if (tree == null || !tree.isObject()) {
                throw invalid(file + " $: is not " + what);
            }
            return tree;
        } catch (NoSuchFileException e) {
            throw invalid(file + " does not exist");
        } catch (JsonProcessingException e) {
            throw invalid(file + " " + Unparsable.reason(e));
        } catch (NumberFormatException e) {
            throw invalid(file + " " + Unparsable.NUMBER);
        } catch (IOException e) {
            throw invalid(file + " cannot be read: " + Reasons.of(e));
        }
    }

    /**
     * What YAML counts by eights or sixteens, or with digits parted: an account {@code 0123} would
     * be read as 83, and no one would see it.
     */
    private static void refuseOtherNumbers(Path file, byte[] text)
            throws IOException, InvalidConfigException {
        try (JsonParser parser = YAML.createParser(text)) {
            for (JsonToken next = parser.nextToken(); next != null; next = parser.nextToken()) {
                if (next.isNumeric() && OTHER_NUMBER.matcher(parser.getText()).matches()) {
                    JsonLocation at = parser.currentTokenLocation();
                    throw invalid(
                            "%s line %d, column %d: %s is another number in YAML; put it in quotes"
                                    .formatted(
                                            file,
                                            at.getLineNr(),
                                            at.getColumnNr(),
                                            Shown.line(parser.getText())));
                }
            }
        }
    }

    private static InvalidConfigException invalid(String problem) {
        return new InvalidConfigException(List.of(problem));
    }
}
