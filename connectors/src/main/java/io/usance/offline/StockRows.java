package io.usance.offline;

import static io.usance.offline.RowRecord.bytes;
import static io.usance.offline.RowRecord.orElse;
import static io.usance.offline.RowRecord.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.csv.CsvRow;
import io.usance.csv.CsvTable;
import io.usance.csv.RefusedFileException;
import io.usance.csv.TableForm;
import io.usance.csv.TableOptions;
import io.usance.meter.silo.RefusalReason;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import io.usance.record.Headers;
import io.usance.record.silo.StockDecoder;
import io.usance.record.silo.StockRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What people know of a silo's stock, from a file, decoded as the service decodes records of {@code
 * usance.stock-changes}.
 *
 * @param entries in the order in which they happened
 * @param problems rows that are none
 * @param columnsIgnored names of columns that are not used
 * @param guesses of the file's form
 */
record StockRows(
        List<Line> entries,
        List<Problem> problems,
        List<String> columnsIgnored,
        List<String> guesses) {

    static final StockRows NONE = new StockRows(List.of(), List.of(), List.of(), List.of());

    /**
     * @param siloId of a transfer where it came from; else the silo
     */
    record Line(int line, String siloId, StockRecord record) {}

    static StockRows read(Path file, String siloId, TableOptions options)
            throws RefusedFileException {
        CsvTable table = CsvTable.read(file, TableForm.STOCK, options);
        List<Line> entries = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (CsvRow row : table.rows()) {
            String fault = table.fault(row);
            if (fault != null) {
                problems.add(new Problem(Problem.STOCK, row.line(), Problem.MALFORMED_ROW, fault));
                continue;
            }
            switch (new StockDecoder().decode(null, message(table, row, siloId), Headers.NONE)) {
                case Decoded<StockRecord>(String from, StockRecord record) -> {
                    if (from.equals(siloId) || siloId.equals(record.toSiloId())) {
                        entries.add(new Line(row.line(), from, record));
                    } else {
                        problems.add(otherSilo(row.line(), from, siloId));
                    }
                }
                case Undecodable<StockRecord> undecodable ->
                        problems.add(Problem.of(Problem.STOCK, row.line(), undecodable));
            }
        }
        entries.sort(Comparator.comparing(line -> line.record().happenedAt()));
        return new StockRows(
                List.copyOf(entries), List.copyOf(problems), table.ignored(), table.guesses());
    }

    private static Problem otherSilo(int line, String found, String siloId) {
        return new Problem(
                Problem.STOCK,
                line,
                RefusalReason.UNKNOWN_SILO.name(),
                "is of silo %s, not of %s; leave it out".formatted(found, siloId));
    }

    private static byte[] message(CsvTable table, CsvRow row, String siloId) {
        ObjectNode message = RowRecord.empty();
        message.put("siloId", orElse(table.filled(row, "silo_id"), siloId));
        message.put("entryId", orElse(table.filled(row, "entry_id"), "line " + row.line()));
        String change = table.filled(row, "change");
        if (change != null) {
            message.put("change", change.strip().toUpperCase(Locale.ROOT));
        }
        put(message, "toSiloId", table.filled(row, "to_silo_id"));
        put(message, "happenedAt", table.filled(row, "happened_at"));
        put(message, "quantity", table.filled(row, "quantity"));
        put(message, "unit", table.filled(row, "unit"));
        put(message, "uncertainty", table.filled(row, "uncertainty"));
        put(message, "shown", table.filled(row, "shown"));
        message.put("by", orElse(table.filled(row, "by"), "not said"));
        message.put("reason", orElse(table.filled(row, "reason"), "not said"));
        return bytes(message);
    }
}
