package io.usance.report;

import org.jspecify.annotations.Nullable;

/** Takes single entries, one a row. */
@FunctionalInterface
public interface EntryRows {
    /**
     * Adds a row.
     *
     * @param cells texts, {@link Number}s, null for an empty cell, or what its {@code toString}
     *     says
     */
    void row(@Nullable Object... cells);
}
