package io.usance.report;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes a CSV file after RFC 4180 and hashes it while it is written.
 *
 * <p>A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers are
 * numbers, a minus included.
 */
final class CsvFile implements EntryRows, Closeable {
    private static final String FORMULA = "=+-@\t\r";
    private static final int BUFFER_CHARS = 1 << 16;

    private final String name;
    private final MessageDigest digest;
    private final BufferedWriter out;
    private long rows = -1;

    private CsvFile(String name, MessageDigest digest, BufferedWriter out) {
        this.name = name;
        this.digest = digest;
        this.out = out;
    }

    /**
     * Opens a file and writes its first line.
     *
     * @param columns names of the columns
     */
    static CsvFile create(Path directory, String name, String... columns) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            OutputStream file = Files.newOutputStream(directory.resolve(name));
            CsvFile csv =
                    new CsvFile(
                            name,
                            digest,
                            new BufferedWriter(
                                    new OutputStreamWriter(
                                            new DigestOutputStream(file, digest),
                                            StandardCharsets.UTF_8),
                                    BUFFER_CHARS));
            csv.row((Object[]) columns);
            return csv;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Texts are guarded and quoted, {@link Number}s written as they are, null is empty. */
    @Override
    public void row(@Nullable Object... cells) {
        try {
            for (int i = 0; i < cells.length; i++) {
                if (i > 0) {
                    out.write(',');
                }
                out.write(cell(cells[i]));
            }
            out.write("\r\n");
            rows++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case BigDecimal number -> number.toPlainString();
            case Number number -> number.toString();
            default -> quoted(guarded(value.toString()));
        };
    }

    static String guarded(String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + text : text;
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Closes the file. */
    Report.Detail end() {
        close();
        return new Report.Detail(name, rows, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
