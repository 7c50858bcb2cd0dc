package io.usance.offline.simulated;

import io.usance.json.Json;
import io.usance.meter.silo.Reading;
import io.usance.offline.MeterRun;
import io.usance.offline.TrueDraw;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedDelivery;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A simulated silo as the files that {@link MeterRun} and {@link TrueDraw} read. */
public final class SimulatedFiles {
    static final String SILO = "silo.json";
    public static final String READINGS = "readings.csv";
    public static final String DELIVERIES = "deliveries.csv";
    public static final String TRUTH = "truth.csv";

    /** Between two rows of the truth; within them it is linear to a few kilograms. */
    private static final Duration TRUTH_STEP = Duration.ofMinutes(10);

    private SimulatedFiles() {}

    /**
     * Writes {@code silo.json}, {@code readings.csv}, {@code deliveries.csv} and {@code truth.csv}
     * into a directory, which is created if missing; files of these names are replaced.
     *
     * @param from start of the simulated time of interest
     * @param to its end
     */
    public static void write(SimulatedSilo silo, Instant from, Instant to, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(SILO),
                Json.mapper()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(silo.profile().silo())
                        + "\n");
        try (PrintWriter out = open(directory.resolve(READINGS))) {
            readings(silo, out);
        }
        try (PrintWriter out = open(directory.resolve(DELIVERIES))) {
            deliveries(silo, out);
        }
        try (PrintWriter out = open(directory.resolve(TRUTH))) {
            truth(silo, from, to, out);
        }
    }

    /** Every file is checked when it is closed: a full disk must not pass for a short file. */
    private static PrintWriter open(Path file) throws IOException {
        return new PrintWriter(Files.newBufferedWriter(file)) {
            @Override
            public void close() {
                boolean failed = checkError();
                super.close();
                if (failed) {
                    throw new IllegalStateException(file + " could not be written in full");
                }
            }
        };
    }

    private static void readings(SimulatedSilo silo, PrintWriter out) {
        row(
                out,
                "received_at",
                "sampled_at",
                "sequence",
                "batch_id",
                "sensor_id",
                "clock",
                "status",
                "kind",
                "value",
                "unit",
                "temperature");
        for (SimulatedReading reading : silo.readings()) {
            row(
                    out,
                    reading.arrivalAt().toString(),
                    reading.sampledAt().toString(),
                    reading.sequence() == Reading.NO_SEQUENCE
                            ? ""
                            : Long.toString(reading.sequence()),
                    reading.batchId() == null ? "" : reading.batchId(),
                    reading.sensorId(),
                    reading.clockSynchronised() ? "SYNCHRONISED" : "UNSYNCHRONISED",
                    reading.status(),
                    reading.kind().name(),
                    reading.valueText(),
                    reading.unit().code(),
                    reading.temperatureText());
        }
    }

    private static void deliveries(SimulatedSilo silo, PrintWriter out) {
        row(out, "note_id", "delivered_at", "quantity", "unit");
        for (SimulatedDelivery delivery : silo.deliveries()) {
            row(
                    out,
                    delivery.note().noteId(),
                    delivery.note().deliveredAt().toString(),
                    delivery.note().quantity().baseText(),
                    delivery.note().quantity().dimension().baseUnitCode());
        }
    }

    private static void truth(SimulatedSilo silo, Instant from, Instant to, PrintWriter out) {
        row(out, "at", "drawn", "stock", "unit");
        Instant end = to.plus(SiloSimulator.TAIL);
        String unit = silo.profile().silo().dimension().baseUnitCode();
        for (Instant at = from.minus(SiloSimulator.LEAD);
                !at.isAfter(end);
                at = at.plus(TRUTH_STEP)) {
            row(
                    out,
                    at.toString(),
                    silo.truth().drawnUntil(at).baseText(),
                    silo.truth().stockAt(at).baseText(),
                    unit);
        }
    }

    private static void row(PrintWriter out, String... cells) {
        out.print(
                Arrays.stream(cells).map(SimulatedFiles::quoted).collect(Collectors.joining(","))
                        + "\n");
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
