package io.usance.report;

import io.usance.report.Report.Detail;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Single entries as CSV files of one directory. */
final class CsvFiles implements EntryFiles, Closeable {
    private final Path directory;
    private final Map<String, CsvFile> files = new LinkedHashMap<>();

    CsvFiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public EntryRows open(String name, String... columns) {
        if (files.containsKey(name)) {
            throw new IllegalArgumentException("a report has two files named " + name);
        }
        CsvFile file = CsvFile.create(directory, name, columns);
        files.put(name, file);
        return file;
    }

    /** Closes all files. */
    List<Detail> end() {
        return files.values().stream().map(CsvFile::end).toList();
    }

    @Override
    public void close() {
        files.values().forEach(CsvFile::close);
    }
}
