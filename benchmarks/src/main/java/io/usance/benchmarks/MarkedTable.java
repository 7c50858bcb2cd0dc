package io.usance.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a document that a measurement rewrites: what stands between {@code <!-- name:begin -->}
 * and {@code <!-- name:end -->}.
 */
public final class MarkedTable {
    private MarkedTable() {}

    /**
     * @param content ends with a line break
     * @throws IllegalStateException if the document has no such part
     */
    public static void write(Path document, String name, String content) throws IOException {
        String begin = "<!-- " + name + ":begin -->\n";
        String text = Files.readString(document);
        int from = text.indexOf(begin);
        int to = text.indexOf("<!-- " + name + ":end -->");
        if (from < 0 || to < from) {
            throw new IllegalStateException(document + " has no part " + name);
        }
        Files.writeString(
                document, text.substring(0, from + begin.length()) + content + text.substring(to));
    }
}
