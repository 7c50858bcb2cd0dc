package io.usance.offline;

import static io.usance.offline.RowRecord.bytes;
import static io.usance.offline.RowRecord.orElse;
import static io.usance.offline.RowRecord.put;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.csv.CsvRow;
import io.usance.csv.CsvTable;
import io.usance.csv.CsvTimes;
import io.usance.csv.RefusedFileException;
import io.usance.csv.TableForm;
import io.usance.csv.TableOptions;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Undecodable;
import io.usance.record.Headers;
import io.usance.record.silo.ReadingDecoder;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a readings file, in the order they arrived.
 *
 * <p>A row is the reading of topic {@code usance.readings} in columns, and is turned into that
 * message and decoded by the service's own {@link ReadingDecoder}: the same rules, the same reasons
 * for a refusal, and every field that the decoder comes to know.
 *
 * <p><b>Order.</b> Rows arrive in the order of {@code received_at}, of {@code sampled_at} where
 * that is blank, then by sequence, then by line. Without a column {@code sequence} the readings are
 * numbered in the order of {@code received_at}, {@code sampled_at}, line, as they are recorded:
 * then a row that is in the file twice is two readings, and a gateway's replayed buffer is in the
 * order of the times that it made up.
 */
final class ReadingRows {

    /** This machine's clock: what a row says of later has not happened. */
    private static final Instant READ_AT = Instant.now();

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,40}");

    private final SiloSpec silo;
    private final CsvTable table;
    private final List<Arrival> arrivals;
    private final ReadingDecoder decoder = new ReadingDecoder();

    /**
     * A row with its place in the order.
     *
     * @param receivedAt {@code received_at}; else {@code sampled_at}; else, if that cannot be read
     *     either, the beginning of time: such a row is refused wherever it stands
     * @param sampledAt {@code EPOCH} if it cannot be read
     * @param sequence as the row has it; null if it has none that can be read
     * @param fault why there is no telling when it arrived, or null
     */
    record Arrival(
            CsvRow row,
            Instant receivedAt,
            Instant sampledAt,
            @Nullable BigInteger sequence,
            @Nullable Problem fault) {

        /** When it can have been received: a file from the future is not believed. */
        Instant heardAt() {
            return receivedAt.isAfter(READ_AT) ? READ_AT : receivedAt;
        }
    }

    private ReadingRows(SiloSpec silo, CsvTable table, List<Arrival> arrivals) {
        this.silo = silo;
        this.table = table;
        this.arrivals = arrivals;
    }

    static ReadingRows read(Path file, SiloSpec silo, TableOptions options)
            throws RefusedFileException {
        CsvTable table = CsvTable.read(file, TableForm.READINGS, options);
        Comparator<Arrival> order =
                Comparator.comparing(Arrival::receivedAt)
                        .thenComparing(
                                table.has("sequence")
                                        ? Comparator.comparing(
                                                Arrival::sequence,
                                                Comparator.nullsFirst(Comparator.naturalOrder()))
                                        : Comparator.comparing(Arrival::sampledAt))
                        .thenComparing(arrival -> arrival.row().line());
        List<Arrival> arrivals = new ArrayList<>(table.rows().size());
        table.rows().forEach(row -> arrivals.add(arrival(table, row)));
        arrivals.sort(order);
        return new ReadingRows(silo, table, List.copyOf(arrivals));
    }

    List<Arrival> arrivals() {
        return arrivals;
    }

    /** True if readings are to be numbered as they are recorded. */
    boolean areNumberedHere() {
        return !table.has("sequence");
    }

    List<String> columnsIgnored() {
        return table.ignored();
    }

    List<String> guesses() {
        return table.guesses();
    }

    /**
     * The reading in a row, or why there is none.
     *
     * @param number its sequence if {@link #areNumberedHere}
     */
    Decoding<Reading> decode(Arrival arrival, long number) {
        CsvRow row = arrival.row();
        ObjectNode message = RowRecord.empty();
        message.put("siloId", silo.siloId());
        message.put("sensorId", or(row, "sensor_id", silo.sensor().sensorId()));
        if (areNumberedHere()) {
            message.put("sequence", number);
        } else if (arrival.sequence() != null) {
            message.put("sequence", arrival.sequence());
        } else {
            put(message, "sequence", table.filled(row, "sequence"));
        }
        put(message, "epoch", table.filled(row, "epoch"));
        put(message, "batchId", table.filled(row, "batch_id"));
        put(message, "sampledAt", table.filled(row, "sampled_at"));
        put(message, "clock", table.filled(row, "clock"));
        put(message, "status", table.filled(row, "status"));
        put(message, "kind", kind(row));
        put(message, "unit", unit(row));
        put(message, "temperatureCel", table.filled(row, "temperature"));
        put(message, "value", table.cell(row, "value"));
        return decoder.decode(null, bytes(message), Headers.NONE);
    }

    /** Without a cell of its own, a row is of its unit's kind, else of the silo's. */
    private String kind(CsvRow row) {
        Dimension dimension =
                UnitOfMeasure.ofCode(or(row, "unit", ""))
                        .map(UnitOfMeasure::dimension)
                        .orElse(silo.dimension());
        return or(
                row,
                "kind",
                dimension == Dimension.RATIO ? ReadingKind.PERCENT.name() : dimension.name());
    }

    /** The base unit of what was measured; null for a kind that has none. */
    private @Nullable String unit(CsvRow row) {
        String unit = table.filled(row, "unit");
        if (unit != null) {
            return unit;
        }
        String kind = kind(row);
        for (Dimension dimension : Dimension.values()) {
            if (dimension.name().equals(kind)) {
                return dimension.baseUnitCode();
            }
        }
        return null;
    }

    private String or(CsvRow row, String column, String otherwise) {
        return orElse(table.filled(row, column), otherwise);
    }

    private static Arrival arrival(CsvTable table, CsvRow row) {
        String fault = table.fault(row);
        Instant sampledAt = CsvTimes.parsed(table.filled(row, "sampled_at"));
        String receivedText = table.filled(row, "received_at");
        Instant receivedAt = receivedText == null ? sampledAt : CsvTimes.parsed(receivedText);
        String sequence = table.filled(row, "sequence");
        boolean readable = sequence != null && INTEGER.matcher(sequence).matches();
        Problem problem = null;
        if (fault != null) {
            problem = new Problem(Problem.READINGS, row.line(), Problem.MALFORMED_ROW, fault);
        } else if (receivedText != null && receivedAt == null) {
            problem =
                    Problem.of(
                            Problem.READINGS,
                            row.line(),
                            CsvTimes.refused("received_at", receivedText));
        }
        return new Arrival(
                row,
                receivedAt == null ? Instant.EPOCH : receivedAt,
                sampledAt == null ? Instant.EPOCH : sampledAt,
                readable && sequence != null ? new BigInteger(sequence) : null,
                problem);
    }

    /** Why a reading of this file was not decoded. */
    static Problem problem(Arrival arrival, Undecodable<?> undecodable) {
        return Problem.of(Problem.READINGS, arrival.row().line(), undecodable);
    }
}
