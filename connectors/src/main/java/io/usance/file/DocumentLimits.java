package io.usance.file;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;

/** Limits of files in YAML and JSON that people or other programs write. */
public final class DocumentLimits {
    /**
     * Bytes of a file in YAML. A contract has a few thousand; the parser's work grows with the
     * square of the longest text in it.
     */
    public static final int YAML_BYTES_MAX = 256 << 10;

    /** Objects and lists within each other. */
    public static final int NESTING_MAX = 32;

    /** Characters of a text in JSON; in YAML a text is as long as its file at most. */
    public static final int TEXT_CHARS_MAX = 64 << 10;

    /** Characters of the name of a field. */
    public static final int NAME_CHARS_MAX = 256;

    /** Characters of a number. */
    public static final int NUMBER_CHARS_MAX = 1_000;

    private DocumentLimits() {}

    /** As constraints of a parser. */
    public static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(NESTING_MAX)
                .maxStringLength(TEXT_CHARS_MAX)
                .maxNameLength(NAME_CHARS_MAX)
                .maxNumberLength(NUMBER_CHARS_MAX)
                .build();
    }

    /**
     * For YAML and JSON. A key that is there twice is refused, and no message shows what stands
     * around a mistake, which may be a secret. An alias is the text of its name, never what it
     * stands for, so that none can be nested to something huge. Of words only {@code true} and
     * {@code false} are no texts: {@code no} is what was written, not what some YAML takes it for.
     */
    public static YAMLFactory yaml() {
        return YAMLFactory.builder()
                .streamReadConstraints(constraints())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                .build();
    }

    /**
     * A mapper of its own for each caller: {@link #yaml()}, and nothing may follow the document.
     */
    public static ObjectMapper mapper() {
        return new ObjectMapper(yaml()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }
}
