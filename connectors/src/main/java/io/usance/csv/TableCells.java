package io.usance.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the cells of a table into our own form: times, decimals and units. */
final class TableCells {
    private static final Pattern VALUE_AND_UNIT =
            Pattern.compile("([+-]?[0-9][0-9.,]*) ?([^0-9.,\\s][^\\s]*)");

    private static final Pattern CLOCK = Pattern.compile("\\d{1,2}:\\d{2}(?::\\d{2}.*)?");

    /** A level that is read twice a day may be written with its date alone. */
    private static final int SAME_DAY_MAX = 2;

    private final Path file;
    private final TableForm form;
    private final TableOptions options;
    private final Map<String, List<Integer>> columns;
    private final TableHeader header;

    /**
     * @param columns indices of our columns in the header
     */
    TableCells(
            Path file,
            TableForm form,
            TableOptions options,
            Map<String, List<Integer>> columns,
            TableHeader header) {
        this.file = file;
        this.form = form;
        this.options = options;
        this.columns = columns;
        this.header = header;
    }

    /** The unit behind a value; empty if there is none, or no value. */
    static Optional<String> unitBehind(String cell) {
        Matcher parts = VALUE_AND_UNIT.matcher(cell);
        return parts.matches()
                ? UnitNames.of(parts.group(2)).map(unit -> unit.code())
                : Optional.empty();
    }

    /**
     * The rows in our own form; a cell that cannot be turned into it is as it was.
     *
     * @param unitOfAll UCUM code of all values, which is taken away behind them; null if there is
     *     none
     * @param own see {@link NumberForm#of}
     * @param guesses takes what was guessed
     * @throws RefusedFileException if times or numbers can be read in two ways
     */
    List<CsvRow> rewritten(
            List<CsvRow> as, @Nullable String unitOfAll, boolean own, List<String> guesses)
            throws RefusedFileException {
        Set<Integer> times = indices(form.times());
        Set<Integer> numbers = indices(form.numbers());
        List<CsvRow> rows = as.stream().map(row -> prepared(row, numbers, unitOfAll)).toList();
        refuseDaysAlone(rows);
        TimeForm timeForm = TimeForm.of(file, timeCells(rows, times), options, guesses);
        NumberForm numberForm =
                NumberForm.of(file, numberCells(rows, numbers), options, own, guesses);
        List<Integer> unit = columns.getOrDefault("unit", List.of());
        Map<String, String> units = new TreeMap<>();
        List<CsvRow> rewritten = new ArrayList<>(rows.size());
        for (CsvRow row : rows) {
            List<String> cells = new ArrayList<>(row.cells());
            change(cells, times, timeForm::rewritten);
            change(cells, numbers, numberForm::rewritten);
            change(cells, unit, cell -> unit(cell, units));
            rewritten.add(new CsvRow(row.line(), List.copyOf(cells), row.fault()));
        }
        units.forEach((name, code) -> guesses.add("unit %s is %s".formatted(name, code)));
        guesses.addAll(timeForm.remarks());
        return List.copyOf(rewritten);
    }

    /** Levels that are many a day, all at midnight, would be metered as if they were one. */
    private void refuseDaysAlone(List<CsvRow> rows) throws RefusedFileException {
        List<Integer> sampled = columns.get("sampled_at");
        if (sampled == null || rows.isEmpty() || !isDayAlone(rows.getFirst(), sampled)) {
            return;
        }
        Set<String> days = new TreeSet<>();
        rows.forEach(row -> days.add(TableReader.cell(row, sampled.getFirst())));
        if (rows.size() > SAME_DAY_MAX * days.size()) {
            String column = header.name(sampled.getFirst());
            throw new RefusedFileException(
                    file,
                    "has %d rows of %d days, and column %s says no time of day; say which column does, with --columns sampled_at=%s+%s"
                            .formatted(
                                    rows.size(),
                                    days.size(),
                                    column,
                                    column,
                                    clock(rows.getFirst())));
        }
    }

    private static boolean isDayAlone(CsvRow row, List<Integer> sampled) {
        WrittenTime time = WrittenTime.of(TableReader.cell(row, sampled.getFirst()));
        return time != null && time.isDateOnly();
    }

    /** A column that looks like a time of day; what to write if there is none. */
    private String clock(CsvRow row) {
        for (int i = 0; i < row.cells().size(); i++) {
            if (!header.isUsed(i) && CLOCK.matcher(TableReader.cell(row, i)).matches()) {
                return header.name(i);
            }
        }
        return "NAME";
    }

    private static void change(
            List<String> cells, Collection<Integer> of, UnaryOperator<String> change) {
        for (int i : of) {
            if (i < cells.size()) {
                cells.set(i, change.apply(cells.get(i)));
            }
        }
    }

    private Set<Integer> indices(Set<String> of) {
        Set<Integer> indices = new TreeSet<>();
        of.forEach(column -> {
            List<Integer> at = columns.get(column);
            if (at != null) {
                indices.add(at.getFirst());
            }
        });
        return indices;
    }

    /** With date and time in one cell, and values without the unit that all have behind them. */
    private CsvRow prepared(CsvRow row, Set<Integer> numbers, @Nullable String unit) {
        List<String> cells = row.cells();
        for (List<Integer> joined : columns.values()) {
            if (joined.size() > 1 && joined.getFirst() < cells.size()) {
                List<String> parts = joined.stream().map(i -> TableReader.cell(row, i)).toList();
                cells = replaced(cells, joined.getFirst(), String.join(" ", parts).strip());
            }
        }
        for (int i : numbers) {
            String cell = i < cells.size() ? cells.get(i) : "";
            if (unit != null && unitBehind(cell).filter(unit::equals).isPresent()) {
                cells = replaced(cells, i, VALUE_AND_UNIT.matcher(cell).replaceFirst("$1"));
            }
        }
        return cells.equals(row.cells()) ? row : new CsvRow(row.line(), cells, row.fault());
    }

    private static List<String> replaced(List<String> cells, int index, String cell) {
        List<String> replaced = new ArrayList<>(cells);
        replaced.set(index, cell);
        return List.copyOf(replaced);
    }

    private List<TimeForm.Cell> timeCells(List<CsvRow> rows, Set<Integer> times) {
        List<TimeForm.Cell> cells = new ArrayList<>();
        for (CsvRow row : rows) {
            for (int i : times) {
                if (!TableReader.cell(row, i).isEmpty()) {
                    cells.add(
                            new TimeForm.Cell(
                                    row.line(), header.name(i), TableReader.cell(row, i)));
                }
            }
        }
        return cells;
    }

    private List<NumberForm.Cell> numberCells(List<CsvRow> rows, Set<Integer> numbers) {
        List<NumberForm.Cell> cells = new ArrayList<>();
        for (CsvRow row : rows) {
            for (int i : numbers) {
                if (!TableReader.cell(row, i).isEmpty()) {
                    cells.add(new NumberForm.Cell(row.line(), TableReader.cell(row, i)));
                }
            }
        }
        return cells;
    }

    private static String unit(String cell, Map<String, String> units) {
        Optional<String> code = UnitNames.of(cell).map(known -> known.code());
        if (code.isEmpty() || code.get().equals(cell) || cell.startsWith("{")) {
            return cell;
        }
        units.put(cell, code.get());
        return code.get();
    }
}
