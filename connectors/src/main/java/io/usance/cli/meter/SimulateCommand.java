package io.usance.cli.meter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.json.Json;
import io.usance.offline.simulated.SimulatedFiles;
import io.usance.offline.simulated.SimulatedPlant;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.simulation.Imperfections;
import io.usance.simulation.Mishaps;
import io.usance.simulation.SimulatedSilo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance simulate}. */
@Command(
        name = "simulate",
        description = {
            "Simulates silos and writes what a gateway and a supplier would send, and what was truly",
            "drawn: a directory for each silo, as usance meter reads it. The same seed gives the same files."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class SimulateCommand implements Runnable {
    private static final int TIMES_MAX = 1_000;
    private static final int OUTAGES_PER_WEEK_MAX = 100;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Created if missing.")
    private Path out;

    @Option(names = "--seed", paramLabel = "N", description = "Everything random follows from it.")
    private long seed = 7;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = CliValues.Time.class,
            description =
                    "Start; readings begin 12 hours before it and end 36 hours after the last day.")
    private Instant from = Instant.parse("2026-03-01T00:00:00Z");

    @Option(names = "--days", paramLabel = "N", description = "How long, 1 to 366.")
    private int days = 30;

    @Option(names = "--silos", paramLabel = "N", description = "How many, 1 to 1000.")
    private int silos = 1;

    @Option(
            names = "--interval",
            paramLabel = "SPAN",
            converter = CliValues.Span.class,
            defaultValue = "5m",
            description = "Between readings, whole minutes: 5m, 1h.")
    private Duration interval;

    @Option(
            names = "--noise",
            paramLabel = "Q",
            converter = CliValues.Amount.class,
            defaultValue = "20kg",
            description = "Standard deviation of a reading.")
    private Quantity noise;

    @Option(
            names = "--resolution",
            paramLabel = "Q",
            converter = CliValues.Amount.class,
            defaultValue = "1kg",
            description = "Smallest step between readings.")
    private Quantity resolution;

    @Option(
            names = "--daily-draw",
            paramLabel = "Q",
            converter = CliValues.Amount.class,
            defaultValue = "3200kg",
            description = "Mean draw on a working day.")
    private Quantity dailyDraw;

    @Option(names = "--static", description = "Nothing is drawn and nothing delivered.")
    private boolean still;

    @Option(
            names = "--outages-per-week",
            paramLabel = "N",
            description =
                    "Gateway outages; it buffers ten readings and replays them with made-up times.")
    private double outagesPerWeek = Imperfections.USUAL.outagesPerWeek();

    @Option(
            names = "--duplicates",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Readings sent twice.")
    private double duplicates = Imperfections.USUAL.duplicateShare();

    @Option(
            names = "--blanks",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Readings with an empty value.")
    private double blanks = Imperfections.USUAL.blankShare();

    @Option(
            names = "--lost",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Readings that never arrive.")
    private double lost = Imperfections.USUAL.lostShare();

    @Option(
            names = "--spikes",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Readings far off, for one sample.")
    private double spikes = Imperfections.USUAL.spikeShare();

    @Option(
            names = "--stuck",
            paramLabel = "N",
            description = "Times that the sensor repeats one value for 40 readings.")
    private int stuck = Imperfections.USUAL.stuckEpisodes();

    @Option(
            names = "--missing-notes",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Deliveries whose note never arrives.")
    private double missingNotes = Imperfections.USUAL.missingNoteShare();

    @Option(
            names = "--wrong-values",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Readings with something else than a level: n/a, -9999.")
    private double wrongValues = Mishaps.NONE.wrongValueShare();

    @Option(
            names = "--faults",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Readings that the device itself calls faulty.")
    private double faults = Mishaps.NONE.badStatusShare();

    @Option(
            names = "--clock-losses",
            paramLabel = "N",
            description = "Times that the device restarts and reports before its clock is set.")
    private int clockLosses = Mishaps.NONE.clockLosses();

    @Option(
            names = "--counter-resets",
            paramLabel = "N",
            description = "Times that the device's counter begins again.")
    private int counterResets = Mishaps.NONE.counterResets();

    @Option(
            names = "--exchanges",
            paramLabel = "N",
            description =
                    "Times that the sensor is replaced by another, which shows another level.")
    private int exchanges = Mishaps.NONE.sensorExchanges();

    @Option(
            names = "--refill-outages",
            paramLabel = "SHARE",
            converter = CliValues.Share.class,
            description = "Deliveries around whose beginning the gateway is offline.")
    private double refillOutages = Imperfections.USUAL.refillOutageShare();

    @Mixin private DeviceOptions device;

    @Option(names = "--json", description = "Print what was written as one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    SimulateCommand() {}

    /** One silo's directory and what is in it. */
    private record Written(
            String siloId,
            String directory,
            int readings,
            int deliveryNotes,
            int deliveries,
            Quantity trueDraw) {}

    @Override
    public void run() {
        SimulatedPlant plant = plant();
        List<Written> written = new ArrayList<>();
        try {
            for (int i = 0; i < silos; i++) {
                SimulatedSilo silo = plant.simulate(i);
                Path directory = out.resolve(silo.siloId());
                SimulatedFiles.write(silo, plant.from(), plant.to(), directory);
                written.add(
                        new Written(
                                silo.siloId(),
                                directory.toString(),
                                silo.readings().size(),
                                silo.deliveries().size(),
                                silo.refills(),
                                silo.truth().drawnBetween(plant.from(), plant.to())));
            }
        } catch (IOException | IllegalStateException e) {
            throw new CliFailure("cannot write to " + out + ": " + e.getMessage(), e);
        }
        report(plant, written);
    }

    private SimulatedPlant plant() {
        times("--stuck", stuck);
        times("--clock-losses", clockLosses);
        times("--counter-resets", counterResets);
        times("--exchanges", exchanges);
        if (!(outagesPerWeek >= 0 && outagesPerWeek <= OUTAGES_PER_WEEK_MAX)) {
            throw new CliFailure(
                    "--outages-per-week is "
                            + outagesPerWeek
                            + ", not 0 to "
                            + OUTAGES_PER_WEEK_MAX);
        }
        try {
            return new SimulatedPlant(
                    seed,
                    from,
                    days,
                    silos,
                    interval,
                    noise,
                    resolution,
                    still ? Quantity.zero(Dimension.MASS) : dailyDraw,
                    new Imperfections(
                            duplicates,
                            blanks,
                            lost,
                            spikes,
                            outagesPerWeek,
                            stuck,
                            Imperfections.USUAL.stuckReadings(),
                            missingNotes,
                            refillOutages),
                    new Mishaps(wrongValues, faults, clockLosses, counterResets, exchanges),
                    device.device());
        } catch (IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static void times(String option, int count) {
        if (count < 0 || count > TIMES_MAX) {
            throw new CliFailure(option + " is " + count + ", not 0 to " + TIMES_MAX);
        }
    }

    private void report(SimulatedPlant plant, List<Written> written) {
        PrintWriter console = spec.commandLine().getOut();
        if (json) {
            ObjectMapper mapper = Json.mapper();
            ObjectNode result =
                    mapper.createObjectNode()
                            .put("seed", seed)
                            .put("from", plant.from().toString())
                            .put("to", plant.to().toString());
            result.set("silos", mapper.valueToTree(written));
            console.println(result.toPrettyString());
            return;
        }
        console.printf("seed %d, %s to %s%n", seed, plant.from(), plant.to());
        for (Written silo : written) {
            console.printf(
                    "%s: %d readings, %d deliveries (%d notes), truly drawn %s%n",
                    silo.directory(),
                    silo.readings(),
                    silo.deliveries(),
                    silo.deliveryNotes(),
                    silo.trueDraw());
        }
    }
}
