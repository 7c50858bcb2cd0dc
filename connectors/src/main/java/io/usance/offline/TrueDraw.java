package io.usance.offline;

import io.usance.csv.CsvRow;
import io.usance.csv.CsvTable;
import io.usance.csv.CsvTimes;
import io.usance.csv.RefusedFileException;
import io.usance.offline.MeteredPeriod.Point;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was truly drawn, from a file as {@code usance simulate} writes it: the total so far at
 * rising times, linear between them. It is compared with, and never metered from.
 */
public final class TrueDraw {
    static final Set<String> COLUMNS = Set.of("at", "drawn", "unit");

    private final TreeMap<Instant, Quantity> drawn;

    private TrueDraw(TreeMap<Instant, Quantity> drawn) {
        this.drawn = drawn;
    }

    /**
     * Reads a file; other columns are ignored.
     *
     * @param dimension the silo's
     * @throws RefusedFileException if a row is not such a total: unlike readings, the truth has no
     *     bad rows
     */
    public static TrueDraw read(Path file, Dimension dimension) throws RefusedFileException {
        CsvTable table = CsvTable.read(file, COLUMNS, Set.of());
        TreeMap<Instant, Quantity> drawn = new TreeMap<>();
        for (CsvRow row : table.rows()) {
            Instant at = CsvTimes.parsed(table.filled(row, "at"));
            UnitOfMeasure unit =
                    UnitOfMeasure.ofCode(String.valueOf(table.filled(row, "unit"))).orElse(null);
            if (at == null || unit == null || unit.dimension() != dimension) {
                throw bad(file, row, dimension);
            }
            try {
                BigDecimal value = new BigDecimal(String.valueOf(table.filled(row, "drawn")));
                drawn.put(at, Quantity.of(value, unit));
            } catch (ArithmeticException | NumberFormatException e) {
                throw bad(file, row, dimension);
            }
        }
        if (drawn.isEmpty()) {
            throw new RefusedFileException(file, "has no rows");
        }
        return new TrueDraw(drawn);
    }

    private static RefusedFileException bad(Path file, CsvRow row, Dimension dimension) {
        return new RefusedFileException(
                file,
                "line %d is not a time (at), a decimal (drawn) and a unit of %s"
                        .formatted(row.line(), dimension));
    }

    /** Drawn in {@code [from, to)}; nothing is known, and taken as drawn, outside the file. */
    Quantity between(Instant from, Instant to) {
        return until(to).minus(until(from));
    }

    /** The total since {@code from} at the file's times in the period. */
    List<Point> course(Instant from, Instant to) {
        List<Point> course = new ArrayList<>();
        Quantity start = until(from);
        for (Map.Entry<Instant, Quantity> entry : drawn.subMap(from, true, to, true).entrySet()) {
            course.add(new Point(entry.getKey(), entry.getValue().minus(start)));
        }
        return course;
    }

    private Quantity until(Instant at) {
        Map.Entry<Instant, Quantity> before = drawn.floorEntry(at);
        Map.Entry<Instant, Quantity> after = drawn.higherEntry(at);
        if (before == null || after == null) {
            return before == null ? drawn.firstEntry().getValue() : before.getValue();
        }
        long within = at.toEpochMilli() - before.getKey().toEpochMilli();
        long span = after.getKey().toEpochMilli() - before.getKey().toEpochMilli();
        Quantity rise = after.getValue().minus(before.getValue());
        long part =
                BigInteger.valueOf(rise.milli())
                        .multiply(BigInteger.valueOf(within))
                        .divide(BigInteger.valueOf(Math.max(1, span)))
                        .longValueExact();
        return before.getValue().plus(new Quantity(part, rise.dimension()));
    }
}
