package io.usance.offline.machine;

import io.usance.csv.CsvRow;
import io.usance.csv.CsvTable;
import io.usance.csv.CsvTimes;
import io.usance.csv.RefusedFileException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Exchanges of a machine's counters from a CSV file. Unlike a reading, an exchange that cannot be
 * read stops the run: without it all that follows would be refused.
 *
 * @param lines in the order of time
 */
record ExchangeRows(List<Line> lines) {
    static final ExchangeRows NONE = new ExchangeRows(List.of());

    private static final Set<String> COLUMNS =
            Set.of("register", "exchanged_at", "last_value", "first_value");

    /** An exchange, and where it is written. */
    record Line(
            String file,
            int line,
            String register,
            Instant at,
            BigDecimal lastValue,
            BigDecimal firstValue) {}

    static ExchangeRows read(Path file) throws RefusedFileException {
        CsvTable table = CsvTable.read(file, COLUMNS, Set.of());
        List<Line> lines = new ArrayList<>();
        for (CsvRow row : table.rows()) {
            lines.add(line(file, table, row));
        }
        lines.sort(Comparator.comparing(Line::at));
        return new ExchangeRows(List.copyOf(lines));
    }

    private static Line line(Path file, CsvTable table, CsvRow row) throws RefusedFileException {
        String register = table.filled(row, "register");
        Instant at = CsvTimes.parsed(table.filled(row, "exchanged_at"));
        String last = table.filled(row, "last_value");
        String first = table.filled(row, "first_value");
        if (register != null && at != null && last != null && first != null) {
            try {
                return new Line(
                        String.valueOf(file.getFileName()),
                        row.line(),
                        register,
                        at,
                        new BigDecimal(last),
                        new BigDecimal(first));
            } catch (NumberFormatException notDecimal) {
                // Refused below.
            }
        }
        throw new RefusedFileException(
                file,
                "line %d is not a register, a time (exchanged_at) and two decimals (last_value, first_value)"
                        .formatted(row.line()));
    }
}
