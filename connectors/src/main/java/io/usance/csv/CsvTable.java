package io.usance.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header: named columns in any order, in UTF-8 with or without a byte order mark.
 *
 * <p>Columns that are not asked for are ignored, for exports have many; their names are kept, so
 * that a misspelt one is seen.
 */
public final class CsvTable {

    /** Bytes of a file; it is read as a whole. */
    static final int BYTES_MAX = 256 << 20;

    /** Rows of a file: a year, every half a minute. */
    static final int ROWS_MAX = 1_100_000;

    private static final char BOM = '\uFEFF';

    private final int width;
    private final Map<String, Integer> columns;
    private final List<String> ignored;
    private final List<CsvRow> rows;
    private final Map<String, String> constants;
    private final List<String> guesses;

    private CsvTable(
            int width, Map<String, Integer> columns, List<String> ignored, List<CsvRow> rows) {
        this(width, columns, ignored, rows, Map.of(), List.of());
    }

    /**
     * @param constants what all rows have in columns that the file has not
     * @param guesses see {@link #guesses}
     */
    CsvTable(
            int width,
            Map<String, Integer> columns,
            List<String> ignored,
            List<CsvRow> rows,
            Map<String, String> constants,
            List<String> guesses) {
        this.width = width;
        this.columns = columns;
        this.ignored = ignored;
        this.rows = rows;
        this.constants = constants;
        this.guesses = guesses;
    }

    /**
     * Reads a file.
     *
     * @param required columns that must be there
     * @param optional columns that may be
     * @throws RefusedFileException if the file cannot be read, has no such header, or is beyond a
     *     limit; a row that is broken is no reason
     */
    public static CsvTable read(Path file, Set<String> required, Set<String> optional)
            throws RefusedFileException {
        CsvParser parser = new CsvParser(text(file));
        CsvRow header = parser.next();
        if (header == null) {
            throw new RefusedFileException(
                    file,
                    "is empty; its first line must name the columns "
                            + named(new TreeSet<>(required)));
        }
        Map<String, Integer> columns = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        Set<String> known = new TreeSet<>(required);
        known.addAll(optional);
        readHeader(file, header, known, columns, ignored);
        Set<String> missing = new TreeSet<>(required);
        missing.removeAll(columns.keySet());
        if (!missing.isEmpty()) {
            throw new RefusedFileException(file, missingColumns(missing, header));
        }
        return new CsvTable(
                header.cells().size(), columns, List.copyOf(ignored), rows(file, parser));
    }

    /**
     * Reads a file as another program wrote it: with other names, separators, times, decimals and
     * units. What a row holds is then as this reader's own form has it; what could not be turned
     * into it is as it was.
     *
     * @param options what a person said of the file; the rest is guessed
     * @throws RefusedFileException as above, and if the file can be read in two ways; with the
     *     option that says which
     */
    public static CsvTable read(Path file, TableForm form, TableOptions options)
            throws RefusedFileException {
        return TableReader.read(file, form, options);
    }

    private static void readHeader(
            Path file,
            CsvRow header,
            Set<String> known,
            Map<String, Integer> columns,
            List<String> ignored)
            throws RefusedFileException {
        if (header.fault() != null) {
            throw new RefusedFileException(file, "line 1, the header, " + header.fault());
        }
        for (int i = 0; i < header.cells().size(); i++) {
            String name = header.cells().get(i).toLowerCase(Locale.ROOT);
            if (!known.contains(name)) {
                ignored.add(header.cells().get(i));
            } else if (columns.put(name, i) != null) {
                throw new RefusedFileException(file, "names column " + name + " twice");
            }
        }
        ignored.removeIf(String::isEmpty);
    }

    private static String missingColumns(Set<String> missing, CsvRow header) {
        boolean semicolons = header.cells().stream().anyMatch(cell -> cell.contains(";"));
        return "has no column "
                + named(missing)
                + "; its first line names "
                + named(header.cells())
                + (semicolons ? "; separate columns by commas, not by semicolons" : "");
    }

    private static String named(Iterable<String> names) {
        return String.join(", ", names);
    }

    static List<CsvRow> rows(Path file, CsvParser parser) throws RefusedFileException {
        List<CsvRow> rows = new ArrayList<>();
        for (CsvRow row = parser.next(); row != null; row = parser.next()) {
            if (rows.size() == ROWS_MAX) {
                throw new RefusedFileException(
                        file, "has more than " + ROWS_MAX + " rows; meter shorter periods");
            }
            rows.add(row);
        }
        return List.copyOf(rows);
    }

    private static String text(Path file) throws RefusedFileException {
        return text(bytes(file));
    }

    static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return !text.isEmpty() && text.charAt(0) == BOM ? text.substring(1) : text;
    }

    /** What is in a file, within the limit; not UTF-16. */
    static byte[] bytes(Path file) throws RefusedFileException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (NoSuchFileException e) {
            throw new RefusedFileException(file, "does not exist", e);
        } catch (IOException e) {
            throw new RefusedFileException(file, "cannot be read: " + e.getMessage(), e);
        }
        if (bytes.length > BYTES_MAX) {
            throw new RefusedFileException(file, "has more than " + BYTES_MAX + " bytes");
        }
        boolean utf16 =
                bytes.length >= 2
                        && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
                                || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
        if (utf16) {
            throw new RefusedFileException(file, "is UTF-16; save it as UTF-8");
        }
        return bytes;
    }

    /** What was guessed of the file's form, each one plain line; empty if it is as documented. */
    public List<String> guesses() {
        return guesses;
    }

    /** In the order of the file, broken ones included. */
    public List<CsvRow> rows() {
        return rows;
    }

    public boolean has(String column) {
        return columns.containsKey(column) || constants.containsKey(column);
    }

    /** Names of columns that are not used, as written. */
    public List<String> ignored() {
        return ignored;
    }

    /** Null if the column is absent or the row ends before it; empty if the cell is blank. */
    public @Nullable String cell(CsvRow row, String column) {
        Integer index = columns.get(column);
        if (index == null) {
            return constants.get(column);
        }
        return index >= row.cells().size() ? null : row.cells().get(index);
    }

    /** Null if there is nothing in it. */
    public @Nullable String filled(CsvRow row, String column) {
        String cell = cell(row, column);
        return cell == null || cell.isEmpty() ? null : cell;
    }

    /** Why a row cannot be taken as one, or null. A row may end early, or with empty cells. */
    public @Nullable String fault(CsvRow row) {
        if (row.fault() != null || row.cells().size() <= width) {
            return row.fault();
        }
        boolean more =
                row.cells().subList(width, row.cells().size()).stream()
                        .anyMatch(cell -> !cell.isEmpty());
        return more
                ? "has %d cells, the header has %d; a comma within a cell needs quotes"
                        .formatted(row.cells().size(), width)
                : null;
    }
}
