package io.usance.cli.meter;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.csv.RefusedFileException;
import io.usance.document.SiloFile;
import io.usance.file.InvalidConfigException;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.MeterPlot;
import io.usance.offline.MeterReport;
import io.usance.offline.MeterRun;
import io.usance.offline.MeteredPeriod;
import io.usance.offline.TrueDraw;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance meter}. */
@Command(
        name = "meter",
        description = {
            "Meters one silo from files, without any server: opening stock + deliveries - closing stock",
            "= what was drawn, with its uncertainty, by the same code that meters in the service."
        },
        footer = {
            "",
            "The readings' first line names the columns, in any order: sampled_at and value; optional",
            "received_at, sequence, batch_id, sensor_id, clock, kind, unit, temperature, status. The",
            "deliveries' are note_id, delivered_at, quantity, unit. A bad row is counted by its reason",
            "and never stops the run. docs/meter.md of connectors has the details."
        },
        mixinStandardHelpOptions = true)
public final class MeterCommand implements Runnable {
    @Option(
            names = "--silo",
            required = true,
            paramLabel = "FILE",
            description = "The silo, as JSON: one of master-data.json's silos.")
    private Path silo;

    @Option(names = "--readings", required = true, paramLabel = "FILE", description = "CSV.")
    private Path readings;

    @Option(
            names = "--deliveries",
            paramLabel = "FILE",
            description = "CSV; without it, deliveries are estimated from the level.")
    private @Nullable Path deliveries;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = CliValues.Time.class,
            description = "Start, inclusive; by default the first reading.")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = CliValues.Time.class,
            description = "End, exclusive; by default just after the last reading.")
    private @Nullable Instant to;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "CSV with at, drawn, unit, to compare with; usance simulate writes one.")
    private @Nullable Path truth;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Write a figure of levels, plateaus, deliveries and consumption as SVG.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    MeterCommand() {}

    @Override
    public void run() {
        SiloSpec metered = silo();
        try {
            MeteredPeriod period = MeterRun.of(metered, readings, deliveries, from, to);
            TrueDraw known = truth == null ? null : TrueDraw.read(truth, metered.dimension());
            if (plot != null) {
                Files.writeString(plot, MeterPlot.svg(period, known));
            }
            report(new MeterReport(period, known));
        } catch (RefusedFileException | IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CliFailure("the plot cannot be written to " + plot + ": " + e, e);
        }
    }

    private void report(MeterReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.json());
        } else {
            report.print(out);
        }
    }

    private SiloSpec silo() {
        try {
            return SiloFile.read(silo);
        } catch (InvalidConfigException e) {
            PrintWriter err = spec.commandLine().getErr();
            e.problems().forEach(err::println);
            throw new CliFailure(
                    silo
                            + " is not a silo; example/master-data.json has some, and usance simulate"
                            + " writes one",
                    e);
        }
    }
}
