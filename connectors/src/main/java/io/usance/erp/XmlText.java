package io.usance.erp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes an XML document, indented, as UTF-8. The same calls give the same bytes.
 *
 * <p>Design note: the documents written here are a few dozen elements each and are checked against
 * their schemas and rules afterwards, so a writer of elements in order is all it takes; bindings
 * would bring thousands of classes.
 */
final class XmlText {
    private final StringBuilder text =
            new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * @param attributes names and values in turn
     */
    XmlText open(String name, String... attributes) {
        indent();
        text.append('<').append(name);
        attributes(attributes);
        text.append(">\n");
        open.push(name);
        return this;
    }

    XmlText close() {
        String name = open.pop();
        indent();
        text.append("</").append(name).append(">\n");
        return this;
    }

    /**
     * An element with text.
     *
     * @param attributes names and values in turn
     * @throws DocumentRefusedException if the text cannot stand in XML
     */
    XmlText leaf(String name, String content, String... attributes) {
        if (!Xml.isWritable(content)) {
            throw new DocumentRefusedException(
                    "XML-CHARACTER", name + " has a character that cannot be written in XML");
        }
        indent();
        text.append('<').append(name);
        attributes(attributes);
        text.append('>').append(escaped(content)).append("</").append(name).append(">\n");
        return this;
    }

    private void attributes(String... attributes) {
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]).replace("\"", "&quot;"))
                    .append('"');
        }
    }

    private void indent() {
        text.append("  ".repeat(open.size()));
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "&#13;");
    }

    byte[] end() {
        while (!open.isEmpty()) {
            close();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
