package io.usance.csv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a CSV text.
 *
 * @param line where it begins, from 1
 * @param cells without quotes and without white space around them; empty if there is a fault
 * @param fault why it is not a record, or null
 */
public record CsvRow(int line, List<String> cells, @Nullable String fault) {

    public boolean isBlank() {
        return fault == null && cells.stream().allMatch(String::isEmpty);
    }
}
