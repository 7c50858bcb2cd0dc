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
import io.usance.meter.silo.DeliveryNote;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import io.usance.record.Headers;
import io.usance.record.silo.DeliveryDecoder;
import io.usance.record.silo.DeliveryRecord;
import io.usance.record.silo.DeliveryRecord.Corrected;
import io.usance.record.silo.DeliveryRecord.Noted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The delivery notes of a file, and what corrects them, decoded as the service decodes records of
 * {@code usance.deliveries}.
 *
 * @param notes in the order of delivery; each with its line
 * @param strays corrections of notes that the file does not have
 * @param problems rows that are neither
 * @param columnsIgnored names of columns that are not used
 * @param guesses of the file's form
 */
record DeliveryRows(
        List<Line> notes,
        List<Correction> strays,
        List<Problem> problems,
        List<String> columnsIgnored,
        List<String> guesses) {

    /** The level rises for a note within this time of it, as metering has it. */
    static final Duration WINDOW = Duration.ofHours(6);

    static final DeliveryRows NONE =
            new DeliveryRows(List.of(), List.of(), List.of(), List.of(), List.of());

    /**
     * @param corrections of this note, in the order of the file
     */
    record Line(int line, DeliveryNote note, List<Correction> corrections) {
        private boolean isWithin(Predicate<Instant> span) {
            return span.test(note.deliveredAt())
                    || corrections.stream()
                            .map(Correction::record)
                            .anyMatch(record ->
                                    record instanceof Corrected corrected
                                            && corrected.deliveredAt() != null
                                            && span.test(corrected.deliveredAt()));
        }
    }

    /**
     * @param record no delivery note
     */
    record Correction(int line, DeliveryRecord record) {}

    static DeliveryRows read(Path file, String siloId, TableOptions options)
            throws RefusedFileException {
        CsvTable table = CsvTable.read(file, TableForm.DELIVERIES, options);
        Map<String, Line> byId = new HashMap<>();
        List<Line> notes = new ArrayList<>();
        List<Correction> corrections = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (CsvRow row : table.rows()) {
            String fault = table.fault(row);
            if (fault != null) {
                problems.add(
                        new Problem(Problem.DELIVERIES, row.line(), Problem.MALFORMED_ROW, fault));
                continue;
            }
            switch (new DeliveryDecoder().decode(null, message(table, row, siloId), Headers.NONE)) {
                case Decoded<DeliveryRecord>(String id, Noted noted) -> {
                    Line line = new Line(row.line(), noted.note(), new ArrayList<>());
                    notes.add(line);
                    byId.putIfAbsent(noted.noteId(), line);
                }
                case Decoded<DeliveryRecord> decoded ->
                        corrections.add(new Correction(row.line(), decoded.value()));
                case Undecodable<DeliveryRecord> undecodable ->
                        problems.add(Problem.of(Problem.DELIVERIES, row.line(), undecodable));
            }
        }
        List<Correction> strays = new ArrayList<>();
        for (Correction correction : corrections) {
            Line line = byId.get(correction.record().noteId());
            (line == null ? strays : line.corrections()).add(correction);
        }
        notes.sort(Comparator.comparing(line -> line.note().deliveredAt()));
        return new DeliveryRows(
                List.copyOf(notes),
                List.copyOf(strays),
                List.copyOf(problems),
                table.ignored(),
                table.guesses());
    }

    /**
     * Notes whose rise can be in the period, or behind its end, as they were first or are corrected
     * to: what was delivered before it is in the opening stock.
     */
    List<Line> notesNear(Instant from, Instant to) {
        Instant earliest = from.minus(WINDOW);
        return notes.stream()
                .filter(line ->
                        line.isWithin(
                                at -> !at.isBefore(earliest) && !SampledSpan.isBeyond(at, to)))
                .toList();
    }

    private static byte[] message(CsvTable table, CsvRow row, String siloId) {
        ObjectNode message = RowRecord.empty().put("siloId", siloId);
        put(message, "noteId", table.filled(row, "note_id"));
        put(message, "deliveredAt", table.filled(row, "delivered_at"));
        put(message, "unit", table.filled(row, "unit"));
        String action = table.filled(row, "action");
        if (action == null) {
            put(message, "quantity", table.cell(row, "quantity"));
        } else {
            put(message, "quantity", table.filled(row, "quantity"));
            String line = "line " + row.line();
            message.put("action", action.strip().toUpperCase(Locale.ROOT));
            message.put("correctionId", orElse(table.filled(row, "correction_id"), line));
            message.put("by", orElse(table.filled(row, "by"), "not said"));
            message.put("reason", orElse(table.filled(row, "reason"), "not said"));
        }
        return bytes(message);
    }
}
