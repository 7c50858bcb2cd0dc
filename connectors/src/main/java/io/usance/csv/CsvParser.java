package io.usance.csv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a CSV text into rows by RFC 4180: commas (or another separator), quotes doubled within
 * quotes, line breaks within quotes. CRLF, LF and CR end a line; blank lines and white space around
 * cells do not matter.
 *
 * <p>A row that is broken does not break the ones after it: behind an unclosed quote it goes on
 * with the line after the one the row began in.
 */
final class CsvParser {

    /** Characters of one cell; an unclosed quote would take the rest of the file. */
    static final int CELL_CHARS_MAX = 4096;

    static final int COLUMNS_MAX = 64;

    private final String text;
    private final char separator;
    private int at;
    private int line = 1;

    CsvParser(String text) {
        this(text, ',');
    }

    CsvParser(String text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /** The next row that is not blank; null at the end. */
    @Nullable CsvRow next() {
        while (at < text.length()) {
            CsvRow row = row();
            if (!row.isBlank()) {
                return row;
            }
        }
        return null;
    }

    /** Says why a row is none; never leaves this class. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String why) {
            super(why, null, false, false);
        }
    }

    private CsvRow row() {
        int startAt = at;
        int startLine = line;
        try {
            List<String> cells = new ArrayList<>();
            do {
                if (cells.size() == COLUMNS_MAX) {
                    throw new Broken("has more than " + COLUMNS_MAX + " columns");
                }
                cells.add(cell());
            } while (skip(separator));
            endLine();
            return new CsvRow(startLine, List.copyOf(cells), null);
        } catch (Broken e) {
            at = startAt;
            line = startLine;
            while (at < text.length() && !isLineEnd(text.charAt(at))) {
                at++;
            }
            endLine();
            return new CsvRow(startLine, List.of(), e.getMessage());
        }
    }

    private String cell() throws Broken {
        skipBlanks();
        String cell = skip('"') ? quoted() : plain();
        skipBlanks();
        if (at < text.length() && text.charAt(at) != separator && !isLineEnd(text.charAt(at))) {
            throw new Broken("has text behind a closing quote");
        }
        return cell.strip();
    }

    private String plain() throws Broken {
        int start = at;
        while (at < text.length() && text.charAt(at) != separator && !isLineEnd(text.charAt(at))) {
            at++;
        }
        if (at - start > CELL_CHARS_MAX) {
            throw tooLong();
        }
        return text.substring(start, at);
    }

    private String quoted() throws Broken {
        StringBuilder cell = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"' && !skip('"')) {
                return cell.toString();
            }
            // Of a CRLF within quotes only one counts.
            if (c == '\n' || (c == '\r' && (at == text.length() || text.charAt(at) != '\n'))) {
                line++;
            }
            if (cell.length() == CELL_CHARS_MAX) {
                throw tooLong();
            }
            cell.append(c);
        }
        throw new Broken("has a quote that is never closed");
    }

    private static Broken tooLong() {
        return new Broken(
                "has a cell of more than "
                        + CELL_CHARS_MAX
                        + " characters; perhaps a quote is not closed");
    }

    private boolean skip(char expected) {
        boolean found = at < text.length() && text.charAt(at) == expected;
        if (found) {
            at++;
        }
        return found;
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private boolean isBlank(char c) {
        return (c == ' ' || c == '\t') && c != separator;
    }

    private void endLine() {
        boolean carriageReturn = skip('\r');
        if (skip('\n') || carriageReturn) {
            line++;
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }
}
