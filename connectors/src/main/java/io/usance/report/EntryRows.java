package io.usance.report;

import org.jspecify.annotations.Nullable;

/** Takes single entries, one a row. */
@FunctionalInterface
public interface EntryRows {
    /** Adds a row: texts, {@link Number}s, null for an empty cell, else its {@code toString}. */
    void row(@Nullable Object... cells);
}
