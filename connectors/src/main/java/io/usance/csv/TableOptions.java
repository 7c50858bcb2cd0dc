package io.usance.csv;

import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person said of a file's form. What is not said is guessed from the file, and refused where
 * two readings of it are possible.
 *
 * @param columns the file's column by ours; two columns of the file with a plus between them are
 *     read as one, a date and its time; an empty one is not used
 * @param zone of times without an offset
 * @param separator between columns
 * @param decimal the decimal separator, a point or a comma
 * @param dates which part of 01/02/2026 is the day
 * @param all what every row has in columns of ours, whatever the file says: {@code unit}, {@code
 *     kind}
 * @param only rows that have these values in these columns of the file; all others are left out
 */
public record TableOptions(
        Map<String, String> columns,
        @Nullable ZoneId zone,
        @Nullable Character separator,
        @Nullable Character decimal,
        @Nullable DateOrder dates,
        Map<String, String> all,
        Map<String, String> only) {

    /** Nothing was said. */
    public static final TableOptions NONE =
            new TableOptions(Map.of(), null, null, null, null, Map.of(), Map.of());

    /** Of dates whose year comes last. */
    public enum DateOrder {
        DAY_FIRST,
        MONTH_FIRST
    }

    public TableOptions {
        columns = Map.copyOf(columns);
        all = Map.copyOf(all);
        only = Map.copyOf(only);
    }
}
