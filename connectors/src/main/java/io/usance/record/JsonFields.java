package io.usance.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The known fields of one JSON object, each given at most once. Unknown fields are skipped, so that
 * a sender may add some; a known field given twice is refused, because two readers could then take
 * different ones.
 */
public final class JsonFields {

    /** Behind a name whose value is an object of single values. */
    private static final String MEMBERS = ".*";

    private final Map<String, Integer> slots;
    private final @Nullable JsonToken[] tokens;
    private final @Nullable String[] texts;
    private final Map<String, SortedMap<String, String>> members = new HashMap<>(1);

    /**
     * @param slots the known names and their positions, from {@link #slots}
     */
    JsonFields(Map<String, Integer> slots) {
        this.slots = slots;
        this.tokens = new JsonToken[slots.size()];
        this.texts = new String[slots.size()];
    }

    /**
     * Positions of the known names, to be made once per format.
     *
     * @param names each once; {@code values.*} if the value is an object of decimals, for {@link
     *     #decimalTexts}
     */
    public static Map<String, Integer> slots(String... names) {
        // Looked into for every field of every record: a HashMap is much faster here than Map.of.
        Map<String, Integer> slots = new HashMap<>();
        for (String name : names) {
            if (name.endsWith(MEMBERS)) {
                slots.put(name, slots.size());
                slots.put(name.substring(0, name.length() - MEMBERS.length()), slots.size());
            } else {
                slots.put(name, slots.size());
            }
        }
        return Collections.unmodifiableMap(slots);
    }

    /** Reads the object that the parser stands at the beginning of, up to its end. */
    void read(JsonParser parser) throws IOException, Refusal {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            Integer slot = slots.get(name);
            if (slot == null) {
                parser.skipChildren();
                continue;
            }
            if (tokens[slot] != null) {
                throw new Refusal(DecodeReason.MALFORMED_JSON, name + " is given twice");
            }
            if (token == JsonToken.START_OBJECT && slots.containsKey(name + MEMBERS)) {
                tokens[slot] = token;
                members.put(name, members(parser, name));
                continue;
            }
            if (token.isStructStart()) {
                throw new Refusal(DecodeReason.WRONG_TYPE, name + " is not a single value");
            }
            tokens[slot] = token;
            texts[slot] = parser.getText();
        }
    }

    /** The members of the object that the parser stands at the beginning of. */
    private static SortedMap<String, String> members(JsonParser parser, String field)
            throws IOException, Refusal {
        SortedMap<String, String> members = new TreeMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
                throw new Refusal(
                        DecodeReason.WRONG_TYPE,
                        "%s of %s is not a decimal, as a string or a number"
                                .formatted(Refusal.shown(name), field));
            }
            if (members.put(name, parser.getText()) != null) {
                throw new Refusal(
                        DecodeReason.MALFORMED_JSON,
                        "%s of %s is given twice".formatted(Refusal.shown(name), field));
            }
            if (members.size() > RecordLimits.MEMBERS_MAX) {
                throw new Refusal(
                        DecodeReason.TOO_LARGE,
                        "%s has more than %d values".formatted(field, RecordLimits.MEMBERS_MAX));
            }
        }
        return members;
    }

    /**
     * The exact digits of each decimal of an object, by name; empty if the object is absent or
     * null.
     *
     * @param name declared as {@code name.*}
     */
    public SortedMap<String, String> decimalTexts(String name) throws Refusal {
        JsonToken token = token(name);
        if (token == null || token == JsonToken.VALUE_NULL) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> found = members.get(name);
        if (found == null) {
            throw wrongType(name, "an object of decimals");
        }
        return found;
    }

    /**
     * A string.
     *
     * @throws Refusal if it is absent, null or no string
     */
    public String text(String name) throws Refusal {
        String text = optionalText(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    /** The same; null if absent or null. */
    public @Nullable String optionalText(String name) throws Refusal {
        int slot = slot(name);
        JsonToken token = tokens[slot];
        if (token == null || token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            throw wrongType(name, "a string");
        }
        return texts[slot];
    }

    /** A name given as a string or as a JSON integer; null if absent or null. */
    public @Nullable String optionalNameText(String name) throws Refusal {
        JsonToken token = token(name);
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return textOf(name);
        }
        if (token != null && token != JsonToken.VALUE_NULL && token != JsonToken.VALUE_STRING) {
            throw wrongType(name, "a string or an integer");
        }
        return optionalText(name);
    }

    /** The exact digits of a JSON integer. */
    public String integerText(String name) throws Refusal {
        JsonToken token = present(name);
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType(name, "an integer");
        }
        return textOf(name);
    }

    /** The same; null if absent or null. */
    public @Nullable String optionalIntegerText(String name) throws Refusal {
        JsonToken token = token(name);
        return token == null || token == JsonToken.VALUE_NULL ? null : integerText(name);
    }

    /** The exact digits of a decimal given as a string or as a JSON number. */
    public String decimalText(String name) throws Refusal {
        JsonToken token = present(name);
        if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
            throw wrongType(name, "a decimal, as a string or a number");
        }
        return textOf(name);
    }

    /** As {@link #decimalText}; null if absent or null. */
    public @Nullable String optionalDecimalText(String name) throws Refusal {
        JsonToken token = token(name);
        return token == null || token == JsonToken.VALUE_NULL ? null : decimalText(name);
    }

    private JsonToken present(String name) throws Refusal {
        JsonToken token = token(name);
        if (token == null || token == JsonToken.VALUE_NULL) {
            throw missing(name);
        }
        return token;
    }

    private @Nullable JsonToken token(String name) {
        return tokens[slot(name)];
    }

    private String textOf(String name) {
        String text = texts[slot(name)];
        return text == null ? "" : text;
    }

    private int slot(String name) {
        Integer slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("not a known field: " + name);
        }
        return slot;
    }

    private static Refusal missing(String name) {
        return new Refusal(DecodeReason.MISSING_FIELD, name + " is missing");
    }

    private Refusal wrongType(String name, String expected) {
        return new Refusal(
                DecodeReason.WRONG_TYPE,
                name + " is not " + expected + ": " + Refusal.shown(textOf(name)));
    }
}
