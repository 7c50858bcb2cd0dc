package io.usance.csv;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table as other programs export it and turns its cells into our own form. Where it can be
 * read in one way only, that is taken and said; where in two, it is refused with the option that
 * tells them apart.
 */
final class TableReader {

    /** Rows by which it is found out which column holds numbers. */
    private static final int ROWS_LOOKED_AT = 200;

    /** Of the values of a column, so many are named in a message. */
    private static final int NAMED_MAX = 5;

    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private final Path file;
    private final TableForm form;
    private final TableOptions options;
    private final List<String> guesses = new ArrayList<>();
    private final Map<String, List<Integer>> columns;
    private final HeaderSearch.Found found;
    private final TableHeader header;
    private final int width;
    private List<CsvRow> rows;

    private TableReader(Path file, TableForm form, TableOptions options)
            throws RefusedFileException {
        this.file = file;
        this.form = form;
        this.options = options;
        checkNames();
        String text = text();
        this.found = new HeaderSearch(file, text, form, options).found();
        this.header = found.header();
        this.width = header.row().cells().size();
        this.columns = new LinkedHashMap<>(header.columns());
        CsvParser parser = new CsvParser(text, found.separator());
        for (int i = 0; i < found.rows(); i++) {
            parser.next();
        }
        this.rows = CsvTable.rows(file, parser);
    }

    static CsvTable read(Path file, TableForm form, TableOptions options)
            throws RefusedFileException {
        return new TableReader(file, form, options).table();
    }

    private CsvTable table() throws RefusedFileException {
        checkMapped();
        checkTwice();
        checkDoubts();
        sayHeader();
        chooseRows();
        completeColumns();
        Map<String, String> constants = constants();
        boolean own = HeaderSearch.isOwn(found, form, options);
        rows =
                new TableCells(file, form, options, columns, header)
                        .rewritten(rows, constants.get("unit"), own, guesses);
        Map<String, Integer> indices = new LinkedHashMap<>();
        columns.forEach((column, of) -> indices.put(column, of.getFirst()));
        return new CsvTable(
                width, indices, ignored(), rows, Map.copyOf(constants), List.copyOf(guesses));
    }

    private RefusedFileException refused(String what, Object... values) {
        return new RefusedFileException(file, what.formatted(values));
    }

    /** Excel writes Windows-1252 unless it is told otherwise. */
    private String text() throws RefusedFileException {
        byte[] bytes = CsvTable.bytes(file);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException notUtf8) {
            guesses.add("the file is not UTF-8, its letters are read as Windows-1252");
            return new String(bytes, WINDOWS);
        }
        return CsvTable.text(bytes);
    }

    // ---- columns ----

    private void checkNames() throws RefusedFileException {
        Set<String> unknown = new TreeSet<>(options.columns().keySet());
        unknown.removeAll(form.columns());
        if (!unknown.isEmpty()) {
            throw refused(
                    "has no use for a column %s; those that can be named are %s",
                    unknown.iterator().next(), String.join(", ", form.columns()));
        }
    }

    private void checkMapped() throws RefusedFileException {
        for (Map.Entry<String, String> mapped : new TreeMap<>(options.columns()).entrySet()) {
            if (!mapped.getValue().isBlank() && !columns.containsKey(mapped.getKey())) {
                throw refused(
                        "has no column %s, which was to be %s; line %d names %s",
                        mapped.getValue(),
                        mapped.getKey(),
                        header.row().line(),
                        String.join(", ", header.row().cells()));
            }
        }
    }

    private void checkTwice() throws RefusedFileException {
        for (List<Integer> indices : columns.values()) {
            String name = header.name(indices.getFirst());
            long same =
                    header.row().cells().stream()
                            .filter(cell -> cell.equalsIgnoreCase(name))
                            .count();
            if (same > 1) {
                throw refused("names column %s twice", name.toLowerCase(java.util.Locale.ROOT));
            }
        }
    }

    private void checkDoubts() throws RefusedFileException {
        for (Map.Entry<String, List<String>> doubt : header.doubts().entrySet()) {
            if (!columns.containsKey(doubt.getKey())) {
                throw refused(
                        "has columns %s, each of which may be %s; say which, with --columns %s=%s",
                        String.join(", ", doubt.getValue()),
                        doubt.getKey(),
                        doubt.getKey(),
                        doubt.getValue().getFirst());
            }
        }
    }

    private void sayHeader() {
        if (found.separator() != ',' && options.separator() == null) {
            guesses.add("columns are separated by " + HeaderSearch.name(found.separator()));
        }
        if (found.rows() > 1) {
            guesses.add("line %d names the columns".formatted(header.row().line()));
        }
        header.guesses().forEach((column, name) -> guesses.add(named(name, column)));
    }

    private static String named(String name, String column) {
        return "column %s is taken for %s".formatted(name, column);
    }

    /** Where all but one of the required columns is known, the only one with numbers is that. */
    private void completeColumns() throws RefusedFileException {
        Set<String> missing = header.missing(form);
        if (missing.isEmpty()) {
            return;
        }
        List<Integer> numeric = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            if (!header.isUsed(i) && !form.isSeries(header.name(i)) && isNumeric(i)) {
                numeric.add(i);
            }
        }
        String column = missing.iterator().next();
        boolean known =
                columns.keySet()
                        .containsAll(
                                form.times().stream().filter(form.required()::contains).toList());
        if (missing.size() == 1 && form.numbers().contains(column) && known) {
            if (numeric.size() == 1) {
                columns.put(column, numeric);
                guesses.add(named(header.name(numeric.getFirst()), column));
                return;
            }
            if (numeric.size() > 1) {
                throw refused(
                        "has several columns of numbers, %s; say which is %s, with --columns %s=%s",
                        String.join(", ", numeric.stream().map(header::name).toList()),
                        column,
                        column,
                        header.name(numeric.getFirst()));
            }
        }
        throw refused(
                "has no column %s; its first line names %s; say which column is which, with --columns %s=NAME",
                String.join(", ", missing), String.join(", ", header.row().cells()), column);
    }

    private boolean isNumeric(int index) {
        int numbers = 0;
        int filled = 0;
        for (CsvRow row : rows.subList(0, Math.min(ROWS_LOOKED_AT, rows.size()))) {
            String cell = cell(row, index);
            filled += cell.isEmpty() ? 0 : 1;
            numbers += cell.matches("[+-]?[0-9][0-9.,]*(?: ?[^0-9\\s]{1,6})?") ? 1 : 0;
        }
        return numbers > 0 && 2 * numbers >= filled;
    }

    static String cell(CsvRow row, int index) {
        return index < row.cells().size() ? row.cells().get(index) : "";
    }

    private List<String> ignored() {
        List<String> ignored = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            int index = i;
            boolean used = columns.values().stream().anyMatch(of -> of.contains(index));
            boolean chosen =
                    options.only().keySet().stream().anyMatch(header.name(i)::equalsIgnoreCase);
            if (!used && !chosen && !header.name(i).isEmpty()) {
                ignored.add(header.name(i));
            }
        }
        return List.copyOf(ignored);
    }

    // ---- rows ----

    private void chooseRows() throws RefusedFileException {
        for (Map.Entry<String, String> only : new TreeMap<>(options.only()).entrySet()) {
            int index = TableHeader.index(header.row(), only.getKey());
            if (index < 0) {
                throw refused(
                        "has no column %s for --only; line %d names %s",
                        only.getKey(),
                        header.row().line(),
                        String.join(", ", header.row().cells()));
            }
            Set<String> values = values(index);
            rows =
                    rows.stream()
                            .filter(row ->
                                    row.fault() != null || cell(row, index).equals(only.getValue()))
                            .toList();
            if (rows.stream().allMatch(row -> row.fault() != null)) {
                throw refused(
                        "has no row with %s=%s; there are %s",
                        only.getKey(), only.getValue(), String.join(", ", values));
            }
        }
        for (int i = 0; i < width; i++) {
            Set<String> values =
                    header.isUsed(i) || !form.isSeries(header.name(i)) ? Set.of() : values(i);
            if (values.size() > 1) {
                throw refused(
                        "has rows of several series, column %s names %s; say which to meter, with --only %s=%s",
                        header.name(i),
                        String.join(", ", values),
                        header.name(i),
                        values.iterator().next());
            }
            if (!header.isUsed(i) && form.isKind(header.name(i))) {
                requireOneSeries(i);
            }
        }
    }

    /** Rows of several kinds may all be levels, an alarm's too, or not. */
    private void requireOneSeries(int index) throws RefusedFileException {
        List<Integer> value = columns.get("value");
        boolean chosen =
                options.only().keySet().stream().anyMatch(header.name(index)::equalsIgnoreCase);
        if (value == null || chosen) {
            return;
        }
        RowKinds kinds = new RowKinds();
        rows.forEach(row -> kinds.add(cell(row, index), cell(row, value.getFirst())));
        String main = kinds.apart();
        if (main != null) {
            throw refused(
                    "has rows that are no levels, column %s names %s; say which to meter, with --only %s=%s, or take the column out of the file if all are",
                    header.name(index), String.join(", ", values(index)), header.name(index), main);
        }
    }

    /** The first few different ones. */
    private Set<String> values(int index) {
        Set<String> values = new LinkedHashSet<>();
        for (CsvRow row : rows) {
            String value = cell(row, index);
            if (!value.isEmpty() && values.size() < NAMED_MAX) {
                values.add(value);
            }
        }
        return values;
    }

    // ---- units ----

    private Map<String, String> constants() throws RefusedFileException {
        Map<String, String> constants = new TreeMap<>(options.all());
        constants.keySet().retainAll(form.columns());
        columns.keySet().removeAll(constants.keySet());
        if (columns.containsKey("unit")
                || constants.containsKey("unit")
                || !form.columns().contains("unit")) {
            return constants;
        }
        String unit = header.unit() == null ? unitInValues() : header.unit();
        if (unit != null) {
            guesses.add("values are in " + unit);
            constants.put("unit", unit);
        }
        return constants;
    }

    /** Behind each value, if it is the same everywhere. */
    private @Nullable String unitInValues() throws RefusedFileException {
        List<Integer> value = columns.get("value");
        Set<String> codes = new TreeSet<>();
        if (value != null) {
            for (CsvRow row : rows) {
                TableCells.unitBehind(cell(row, value.getFirst())).ifPresent(codes::add);
            }
        }
        if (codes.size() > 1) {
            throw refused(
                    "has values in %s; say which to meter, or export them in one",
                    String.join(" and ", codes));
        }
        return codes.isEmpty() ? null : codes.iterator().next();
    }
}
