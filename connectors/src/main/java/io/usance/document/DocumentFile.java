package io.usance.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
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

    static {
        // What is there twice is told with all else that is wrong.
        YAML.getFactory()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), false);
    }

    private DocumentFile() {}

    /**
     * The file's object; what YAML makes of it that no one meant has been reported of it.
     *
     * @param what it should be, for people: "an object with a tariff"
     * @throws InvalidConfigException if there is none
     */
    static ReadDocument read(Path file, String what) throws InvalidConfigException {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw invalid(file + " has more than " + BYTES_MAX + " bytes");
            }
            byte[] text = Files.readAllBytes(file);
            SourcePlaces places = places(text);
            JsonNode tree = YAML.readTree(text);
            if (tree == null || !tree.isObject()) {
                throw invalid(file + " $: is not " + what);
            }
            ReadDocument read = new ReadDocument(file.toString(), tree, unused -> places);
            places.forEachTwice(read::report);
            reportOtherNumbers(places, read);
            return read;
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

    private static SourcePlaces places(byte[] text) throws IOException {
        try (JsonParser parser = YAML.createParser(text)) {
            return SourcePlaces.all(parser);
        }
    }

    /**
     * What YAML counts by eights or sixteens, or with digits parted: an account {@code 0123} would
     * be read as 83, and no one would see it.
     */
    private static void reportOtherNumbers(SourcePlaces places, ReadDocument read) {
        for (SourcePlaces.Written one : places.numbers()) {
            if (OTHER_NUMBER.matcher(one.text()).matches()) {
                read.report(
                        one.place(),
                        "%s: is %s, which is another number in YAML; put it in quotes"
                                .formatted(one.path(), one.text()));
            }
        }
    }

    private static InvalidConfigException invalid(String problem) {
        return new InvalidConfigException(List.of(problem));
    }
}
