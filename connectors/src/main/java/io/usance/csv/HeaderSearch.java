package io.usance.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the header of a table and what separates its columns: the row among the first that names
 * the most of what is needed. A title, comments and a blank line may stand before it.
 */
final class HeaderSearch {

    /** Rows in which a header is looked for. */
    static final int ROWS_MAX = 20;

    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

    /** What Excel writes first to say what separates columns. */
    private static final String SEPARATOR_LINE = "sep=";

    private final Path file;
    private final String text;
    private final TableForm form;
    private final TableOptions options;

    HeaderSearch(Path file, String text, TableForm form, TableOptions options) {
        this.file = file;
        this.text = text;
        this.form = form;
        this.options = options;
    }

    /**
     * @param rows how many of the parser's rows it ends with
     */
    record Found(char separator, int rows, TableHeader header) {}

    /**
     * The header; of several that name as much the first.
     *
     * @throws RefusedFileException if there is none, or two separators give one each
     */
    Found found() throws RefusedFileException {
        List<Found> best = new ArrayList<>();
        for (char separator : separators()) {
            Found one = bestOf(separator);
            if (one == null) {
                continue;
            }
            int lead =
                    best.isEmpty()
                            ? 1
                            : Integer.compare(
                                    one.header().score(form), best.getFirst().header().score(form));
            if (lead > 0) {
                best.clear();
            }
            if (lead >= 0) {
                best.add(one);
            }
        }
        if (best.isEmpty()) {
            throw new RefusedFileException(
                    file,
                    "is empty; its first line must name the columns "
                            + String.join(", ", new java.util.TreeSet<>(form.required())));
        }
        if (best.size() > 1 && best.getFirst().header().score(form) > 0) {
            throw new RefusedFileException(
                    file,
                    "line %d may be separated by %s; say by what, with --separator"
                            .formatted(
                                    best.getFirst().header().row().line(),
                                    String.join(
                                            " or ",
                                            best.stream()
                                                    .map(one -> name(one.separator()))
                                                    .toList())));
        }
        return best.getFirst();
    }

    private List<Character> separators() {
        Character given = options.separator();
        if (given != null) {
            return List.of(given);
        }
        boolean said =
                text.regionMatches(true, 0, SEPARATOR_LINE, 0, SEPARATOR_LINE.length())
                        && text.length() > SEPARATOR_LINE.length();
        return said ? List.of(text.charAt(SEPARATOR_LINE.length())) : SEPARATORS;
    }

    private @Nullable Found bestOf(char separator) throws RefusedFileException {
        CsvParser parser = new CsvParser(text, separator);
        Found best = null;
        for (int rows = 1; rows <= ROWS_MAX; rows++) {
            CsvRow row = parser.next();
            if (row == null) {
                break;
            }
            if (row.fault() != null && best == null && separators().size() == 1) {
                throw new RefusedFileException(
                        file, "line " + row.line() + ", the header, " + row.fault());
            }
            Found one = new Found(separator, rows, TableHeader.of(row, form, options));
            if (best == null || one.header().score(form) > best.header().score(form)) {
                best = one;
            }
            if (best.header().score(form) == form.required().size()) {
                break;
            }
        }
        return best;
    }

    static String name(char separator) {
        return switch (separator) {
            case ',' -> "commas";
            case ';' -> "semicolons";
            case '\t' -> "tabs";
            default -> "'" + separator + "'";
        };
    }

    /** Whether the file is as documented: our names in the first line, with commas between them. */
    static boolean isOwn(Found found, TableForm form, TableOptions options) {
        Set<String> guessed = found.header().guesses().keySet();
        return found.separator() == ','
                && found.rows() == 1
                && options.columns().isEmpty()
                && form.required().stream().noneMatch(guessed::contains);
    }
}
