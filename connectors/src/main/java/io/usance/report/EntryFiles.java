package io.usance.report;

/** Where the single entries behind a report's figures go: a file beside it for each sort. */
@FunctionalInterface
public interface EntryFiles {
    /**
     * Opens a file, which the report will name with its hash.
     *
     * @param name unique within the report, with its extension
     * @param columns names of the columns
     * @throws IllegalArgumentException if there is a file of that name already
     */
    EntryRows open(String name, String... columns);
}
