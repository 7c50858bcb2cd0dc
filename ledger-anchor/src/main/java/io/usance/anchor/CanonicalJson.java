package io.usance.anchor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map.Entry;

/**
 * The one way a JSON value is written here, so that equal values are equal bytes: exactly what
 * JavaScript's {@code JSON.stringify} writes, as UTF-8. Objects keep their order of fields; numbers
 * are integers.
 */
final class CanonicalJson {
    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;

    private CanonicalJson(boolean pretty) {
        this.pretty = pretty;
    }

    /** {@code JSON.stringify(value)}. */
    static byte[] compact(JsonNode value) {
        return render(value, false);
    }

    /** {@code JSON.stringify(value, null, 2) + "\n"}. */
    static byte[] pretty(JsonNode value) {
        return render(value, true);
    }

    private static byte[] render(JsonNode value, boolean pretty) {
        CanonicalJson json = new CanonicalJson(pretty);
        json.value(value, 0);
        if (pretty) {
            json.out.append('\n');
        }
        return AbiEncoder.utf8(json.out.toString());
    }

    private void value(JsonNode node, int depth) {
        if (node.isObject()) {
            object(node, depth);
        } else if (node.isArray()) {
            array(node, depth);
        } else if (node.isTextual()) {
            text(node.textValue());
        } else if (node.isIntegralNumber()) {
            out.append(node.bigIntegerValue());
        } else {
            throw new IllegalArgumentException("no canonical form for " + node.getNodeType());
        }
    }

    private void object(JsonNode node, int depth) {
        out.append('{');
        Iterator<Entry<String, JsonNode>> fields = node.properties().iterator();
        while (fields.hasNext()) {
            Entry<String, JsonNode> field = fields.next();
            line(depth + 1);
            text(field.getKey());
            out.append(pretty ? ": " : ":");
            value(field.getValue(), depth + 1);
            out.append(fields.hasNext() ? "," : "");
        }
        if (!node.isEmpty()) {
            line(depth);
        }
        out.append('}');
    }

    private void array(JsonNode node, int depth) {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
            line(depth + 1);
            value(node.get(i), depth + 1);
            out.append(i + 1 < node.size() ? "," : "");
        }
        if (!node.isEmpty()) {
            line(depth);
        }
        out.append(']');
    }

    private void line(int depth) {
        if (pretty) {
            out.append('\n').repeat(INDENT, depth);
        }
    }

    private void text(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
