package io.usance.document;

import io.usance.csv.CsvRow;
import io.usance.csv.CsvTable;
import io.usance.csv.RefusedFileException;
import io.usance.pricing.IndexValuesPublished;
import io.usance.pricing.IndexValuesPublished.DayValue;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Values of an index from a CSV file with the columns {@code day} and {@code value}. */
public final class IndexValueRows {
    /** Longest text of a value: enough for every price, too short to be a burden. */
    private static final int VALUE_CHARS_MAX = 40;

    /** Problems told of one file; who has more has another kind of file. */
    private static final int PROBLEMS_MAX = 1_000;

    private IndexValueRows() {}

    /**
     * Reads a file. If there are problems, what is returned is incomplete.
     *
     * @param problem takes each problem: the file, the line, what is wrong
     * @throws RefusedFileException if the file as a whole cannot be taken
     */
    public static List<DayValue> read(Path file, Consumer<String> problem)
            throws RefusedFileException {
        CsvTable table = CsvTable.read(file, Set.of("day", "value"), Set.of());
        if (table.rows().size() > IndexValuesPublished.VALUES_MAX) {
            throw new RefusedFileException(
                    file,
                    "has %d rows; at most %d values are published at once"
                            .formatted(table.rows().size(), IndexValuesPublished.VALUES_MAX));
        }
        List<DayValue> values = new ArrayList<>();
        Map<LocalDate, Integer> lineOf = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (CsvRow row : table.rows()) {
            if (row.isBlank()) {
                continue;
            }
            try {
                DayValue value = value(table, row);
                Integer before = lineOf.putIfAbsent(value.day(), row.line());
                if (before != null) {
                    throw new IllegalArgumentException(
                            "%s is in line %d already; publish one value per day"
                                    .formatted(value.day(), before));
                }
                values.add(value);
            } catch (IllegalArgumentException e) {
                if (problems.size() == PROBLEMS_MAX) {
                    throw new RefusedFileException(
                            file,
                            "has more than %d lines that cannot be taken, the first of them is %s"
                                    .formatted(PROBLEMS_MAX, problems.getFirst()));
                }
                problems.add("line " + row.line() + ": " + e.getMessage());
            }
        }
        problems.forEach(each -> problem.accept(file + " " + each));
        if (lineOf.isEmpty() && table.rows().isEmpty()) {
            throw new RefusedFileException(file, "has no values below its header");
        }
        return values;
    }

    private static DayValue value(CsvTable table, CsvRow row) {
        String fault = table.fault(row);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        return value(table.filled(row, "day"), table.filled(row, "value"));
    }

    /**
     * A value from its texts.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    public static DayValue value(@Nullable String day, @Nullable String value) {
        return new DayValue(day(day), decimal(value));
    }

    private static LocalDate day(@Nullable String text) {
        try {
            return LocalDate.parse(text == null ? "" : text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + (text == null ? "" : text) + "' is not a day such as 2026-03-01", e);
        }
    }

    private static BigDecimal decimal(@Nullable String text) {
        String number = text == null ? "" : text.strip();
        if (number.length() > VALUE_CHARS_MAX || !number.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw new IllegalArgumentException(
                    "'"
                            + number.substring(0, Math.min(number.length(), VALUE_CHARS_MAX))
                            + "' is not a value such as 1063.50");
        }
        return new BigDecimal(number);
    }
}
