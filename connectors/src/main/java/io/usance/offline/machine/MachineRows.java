package io.usance.offline.machine;

import static io.usance.offline.RowRecord.bytes;
import static io.usance.offline.RowRecord.put;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.csv.CsvRow;
import io.usance.csv.CsvTable;
import io.usance.csv.CsvTimes;
import io.usance.csv.RefusedFileException;
import io.usance.csv.TableForm;
import io.usance.csv.TableOptions;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.offline.Problem;
import io.usance.record.Decoding;
import io.usance.record.Headers;
import io.usance.record.InboundRecord;
import io.usance.record.machine.MachineReadingDecoder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Readings of a machine from files, in the order they arrived: CSV with a column for each register,
 * or JSON lines, each a record of topic {@code usance.machine-readings}. A row becomes that record
 * and is decoded by the service's own decoder.
 *
 * <p><b>Order.</b> By {@code received_at} ({@code receivedAt} in JSON), by the time of sampling
 * where there is none, then epoch, sequence, file and line. Rows of a CSV file without a column
 * {@code sequence} are numbered in that order as they are recorded; a line of JSON has its own.
 */
final class MachineRows {

    /** Bytes of a file of JSON lines; it is read as a whole. */
    static final long BYTES_MAX = 256L << 20;

    private static final Set<String> REQUIRED = Set.of("sampled_at");

    private static final Set<String> OPTIONAL =
            Set.of(
                    "received_at",
                    "device_id",
                    "epoch",
                    "sequence",
                    "clock",
                    "state",
                    "quality",
                    "status");

    private static final Set<String> TIMES = Set.of("sampled_at", "received_at");

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,40}");
    private static final char BOM = '\uFEFF';
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A row with its place in the order.
     *
     * @param file its name
     * @param receivedAt of sampling, where it is not told; the beginning of time if neither can be
     *     read: such a row is refused wherever it stands
     * @param message without a sequence if it is to be numbered here; null exactly if there is a
     *     fault or a line
     * @param jsonLine the record itself; null for a row of a table
     * @param fault why there is no telling when it arrived, or null
     */
    record Arrival(
            String file,
            int line,
            Instant receivedAt,
            Instant sampledAt,
            long epoch,
            long sequence,
            @Nullable ObjectNode message,
            byte @Nullable [] jsonLine,
            @Nullable Problem fault) {

        boolean isNumberedHere() {
            return message != null && !message.has("sequence");
        }
    }

    private final MachineSpec machine;
    private final MachineReadingDecoder decoder = new MachineReadingDecoder();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Set<String> ignored = new TreeSet<>();
    private final Set<String> guesses = new LinkedHashSet<>();
    private final TableOptions options;

    private MachineRows(MachineSpec machine, TableOptions options) {
        this.machine = machine;
        this.options = options;
    }

    /**
     * @param options of the form of all tables among the files
     */
    static MachineRows read(List<Path> files, MachineSpec machine, TableOptions options)
            throws RefusedFileException {
        MachineRows rows = new MachineRows(machine, options);
        for (Path file : files) {
            String text = text(file);
            if (text.stripLeading().startsWith("{")) {
                rows.lines(file, text);
            } else {
                rows.table(file);
            }
        }
        // Stable: rows alike in all of these stay in the order of file and line.
        rows.arrivals.sort(
                Comparator.comparing(Arrival::receivedAt)
                        .thenComparing(a -> a.isNumberedHere() ? a.sampledAt() : Instant.EPOCH)
                        .thenComparingLong(Arrival::epoch)
                        .thenComparingLong(Arrival::sequence));
        return rows;
    }

    List<Arrival> arrivals() {
        return arrivals;
    }

    Set<String> columnsIgnored() {
        return ignored;
    }

    /** What was guessed of the tables' form. */
    Set<String> guesses() {
        return guesses;
    }

    boolean areSomeNumberedHere() {
        return arrivals.stream().anyMatch(Arrival::isNumberedHere);
    }

    /**
     * The reading in a row, or why there is none.
     *
     * @param number its sequence if it is numbered here
     */
    Decoding<MachineReading> decode(Arrival arrival, long number) {
        byte[] record = arrival.jsonLine();
        ObjectNode message = arrival.message();
        if (message != null) {
            ObjectNode numbered =
                    arrival.isNumberedHere() ? message.deepCopy().put("sequence", number) : message;
            record = bytes(numbered);
        }
        return decoder.decode(
                new InboundRecord(null, record, Headers.NONE, arrival.receivedAt().toEpochMilli()));
    }

    private static String text(Path file) throws RefusedFileException {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new RefusedFileException(file, "has more than " + BYTES_MAX + " bytes");
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return !text.isEmpty() && text.charAt(0) == BOM ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw new RefusedFileException(file, "does not exist", e);
        } catch (IOException e) {
            throw new RefusedFileException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    // ---- JSON lines ----

    private void lines(Path file, String text) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                arrivals.add(line(name(file), number, line.strip()));
            }
        }
    }

    private static Arrival line(String file, int number, String line) {
        JsonNode tree;
        try {
            tree = JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            tree = JSON.createObjectNode(); // The decoder says what is wrong with it.
        }
        Instant sampledAt = CsvTimes.parsed(tree.path("sampledAt").textValue());
        Instant receivedAt = CsvTimes.parsed(tree.path("receivedAt").textValue());
        return new Arrival(
                file,
                number,
                either(receivedAt, sampledAt),
                either(sampledAt, Instant.EPOCH),
                tree.path("epoch").asLong(),
                tree.path("sequence").asLong(),
                null,
                line.getBytes(StandardCharsets.UTF_8),
                null);
    }

    private static Instant either(@Nullable Instant first, @Nullable Instant otherwise) {
        return first != null ? first : otherwise != null ? otherwise : Instant.EPOCH;
    }

    // ---- tables ----

    private void table(Path file) throws RefusedFileException {
        Set<String> columns = new HashSet<>(OPTIONAL);
        Set<String> registers = new HashSet<>();
        for (RegisterSpec register : machine.registers()) {
            String column = register.name().toLowerCase(Locale.ROOT);
            registers.add(column);
            if (REQUIRED.contains(column) || !columns.add(column)) {
                throw new RefusedFileException(
                        file,
                        "cannot have a column of its own for register %s, whose name another column has; write JSON lines"
                                .formatted(register.name()));
            }
        }
        TableForm form =
                new TableForm(
                        REQUIRED, columns, TIMES, registers, TableForm.NAMES_OF_TIMES, Set.of());
        CsvTable table = CsvTable.read(file, form, options);
        ignored.addAll(table.ignored());
        table.guesses().forEach(guess -> guesses.add(name(file) + ": " + guess));
        for (CsvRow row : table.rows()) {
            arrivals.add(row(name(file), table, row));
        }
    }

    private Arrival row(String file, CsvTable table, CsvRow row) {
        String fault = table.fault(row);
        Instant sampledAt = CsvTimes.parsed(table.filled(row, "sampled_at"));
        String receivedText = table.filled(row, "received_at");
        Instant receivedAt = CsvTimes.parsed(receivedText);
        Problem problem = null;
        if (fault != null) {
            problem = new Problem(file, row.line(), Problem.MALFORMED_ROW, fault);
        } else if (receivedText != null && receivedAt == null) {
            problem = Problem.of(file, row.line(), CsvTimes.refused("received_at", receivedText));
        }
        return new Arrival(
                file,
                row.line(),
                either(receivedAt, sampledAt),
                either(sampledAt, Instant.EPOCH),
                whole(table.filled(row, "epoch")),
                whole(table.filled(row, "sequence")),
                problem == null ? message(table, row) : null,
                null,
                problem);
    }

    /** For the order only; the decoder says what is wrong with it. */
    private static long whole(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException notWhole) {
            return 0;
        }
    }

    private ObjectNode message(CsvTable table, CsvRow row) {
        ObjectNode message = JSON.createObjectNode().put("machineId", machine.machineId());
        String device = table.filled(row, "device_id");
        message.put("deviceId", device == null ? machine.deviceId() : device);
        put(message, "sampledAt", table.filled(row, "sampled_at"));
        number(message, "epoch", table.filled(row, "epoch"));
        if (table.has("sequence")) {
            String sequence = table.filled(row, "sequence");
            number(message, "sequence", sequence == null ? "" : sequence);
        }
        put(message, "clock", table.filled(row, "clock"));
        put(message, "state", table.filled(row, "state"));
        put(message, "quality", table.filled(row, "quality"));
        put(message, "status", table.filled(row, "status"));
        ObjectNode values = message.putObject("values");
        for (RegisterSpec register : machine.registers()) {
            put(
                    values,
                    register.name(),
                    table.filled(row, register.name().toLowerCase(Locale.ROOT)));
        }
        return message;
    }

    /** Whole numbers are numbers in a record; the decoder refuses what is none. */
    private static void number(ObjectNode message, String field, @Nullable String text) {
        if (text != null && INTEGER.matcher(text).matches()) {
            message.put(field, new BigInteger(text));
        } else {
            put(message, field, text);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
