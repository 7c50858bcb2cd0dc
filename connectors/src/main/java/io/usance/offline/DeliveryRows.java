package io.usance.offline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The delivery notes of a file, decoded as the service decodes those of {@code usance.deliveries}.
 *
 * @param notes in the order of delivery; each with its line
 * @param problems rows that are no delivery note
 * @param columnsIgnored names of columns that are not used
 * @param guesses of the file's form
 */
record DeliveryRows(
        List<Line> notes,
        List<Problem> problems,
        List<String> columnsIgnored,
        List<String> guesses) {

    /** The level rises for a note within this time of it, as metering has it. */
    static final Duration WINDOW = Duration.ofHours(6);

    static final DeliveryRows NONE = new DeliveryRows(List.of(), List.of(), List.of(), List.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    record Line(int line, DeliveryNote note) {}

    static DeliveryRows read(Path file, String siloId, TableOptions options)
            throws RefusedFileException {
        CsvTable table = CsvTable.read(file, TableForm.DELIVERIES, options);
        List<Line> notes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (CsvRow row : table.rows()) {
            String fault = table.fault(row);
            if (fault != null) {
                problems.add(
                        new Problem(Problem.DELIVERIES, row.line(), Problem.MALFORMED_ROW, fault));
                continue;
            }
            switch (new DeliveryDecoder().decode(null, message(table, row, siloId), Headers.NONE)) {
                case Decoded<DeliveryNote> decoded ->
                        notes.add(new Line(row.line(), decoded.value()));
                case Undecodable<DeliveryNote> undecodable ->
                        problems.add(Problem.of(Problem.DELIVERIES, row.line(), undecodable));
            }
        }
        notes.sort(Comparator.comparing(line -> line.note().deliveredAt()));
        return new DeliveryRows(
                List.copyOf(notes), List.copyOf(problems), table.ignored(), table.guesses());
    }

    /**
     * Notes whose rise can be in the period, or behind its end: what was delivered before it is in
     * the opening stock.
     */
    List<Line> notesNear(Instant from, Instant to) {
        Instant earliest = from.minus(WINDOW);
        return notes.stream()
                .filter(line -> !line.note().deliveredAt().isBefore(earliest))
                .filter(line -> !SampledSpan.isBeyond(line.note().deliveredAt(), to))
                .toList();
    }

    private static byte[] message(CsvTable table, CsvRow row, String siloId) {
        ObjectNode message = JSON.createObjectNode().put("siloId", siloId);
        put(message, "noteId", table.filled(row, "note_id"));
        put(message, "deliveredAt", table.filled(row, "delivered_at"));
        put(message, "quantity", table.cell(row, "quantity"));
        put(message, "unit", table.filled(row, "unit"));
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private static void put(ObjectNode message, String field, @Nullable String text) {
        if (text != null) {
            message.put(field, text);
        }
    }
}
