package io.usance.cli.meter;

import io.usance.cli.console.CliErrors;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.csv.RefusedFileException;
import io.usance.document.MeterFile;
import io.usance.document.machine.MachineDocuments;
import io.usance.document.silo.SiloDocuments;
import io.usance.file.InvalidConfigException;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.MeterPlot;
import io.usance.offline.MeterReport;
import io.usance.offline.MeterRun;
import io.usance.offline.MeteredPeriod;
import io.usance.offline.TrueDraw;
import io.usance.offline.machine.MachineReport;
import io.usance.offline.machine.MachineRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usance meter}. */
@Command(
        name = "meter",
        description = {
            "Meters one silo or machine from files, without any server, by the same code that meters in the",
            "service. A silo: opening stock + deliveries - closing stock = what was drawn, with its uncertainty.",
            "With --kind machine it meters one machine: what its registers count, and how long it ran."
        },
        footer = {
            "",
            "The readings' first line names the columns, in any order: sampled_at and value; optional",
            "received_at, sequence, batch_id, sensor_id, clock, kind, unit, temperature, status. The",
            "deliveries' are note_id, delivered_at, quantity, unit. Files as other programs export them",
            "are understood as well; what is guessed is printed to stderr, and what can be read in two",
            "ways is refused with the option that says which. A bad row is counted by its reason",
            "and never stops the run. A machine's readings have sampled_at and a column for each",
            "register, or are JSON lines. docs/meter.md of connectors has the details.",
            "",
            "Exit code 0: metered. 1: it could not be. 2: wrong usage. 3: metered and printed, but there",
            "are exceptions: a person must look before the bill can be trusted."
        },
        mixinStandardHelpOptions = true)
public final class MeterCommand implements Runnable, IExitCodeGenerator {
    @Option(names = "--kind", paramLabel = "silo|machine", description = "silo by default.")
    private String kind = "silo";

    @Option(
            names = "--silo",
            paramLabel = "FILE",
            description = "The silo, as JSON: one of master-data.json's silos.")
    private @Nullable Path silo;

    @Option(
            names = "--machine",
            paramLabel = "FILE",
            description = "The machine, as JSON: one of master-data.json's machines.")
    private @Nullable Path machine;

    @Option(names = "--readings", paramLabel = "FILE", description = "CSV.")
    private @Nullable Path readings;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Readings of a machine: CSV or JSON lines, one file or several.")
    private List<Path> files = List.of();

    @Option(
            names = "--exchanges",
            paramLabel = "FILE",
            description =
                    "CSV with register, exchanged_at, last_value, first_value: a machine's counters that"
                            + " were reset or replaced.")
    private @Nullable Path exchanges;

    @Option(
            names = "--deliveries",
            paramLabel = "FILE",
            description =
                    "CSV; without it, deliveries are estimated from the level, unless the silo says"
                            + " \"deliveries\": \"NOTED\".")
    private @Nullable Path deliveries;

    @Option(
            names = "--stock",
            paramLabel = "FILE",
            description =
                    "CSV with change, happened_at, quantity, unit: stock-takes, spills, samples,"
                            + " write-offs, finds and transfers.")
    private @Nullable Path stock;

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

    @Mixin private FormOptions form;

    @Spec private CommandSpec spec;

    private boolean exceptions;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    MeterCommand() {}

    @Override
    public void run() {
        switch (kind) {
            case "silo" -> silos();
            case "machine" -> machines();
            default -> throw wrong("--kind is silo or machine, not " + kind);
        }
    }

    @Override
    public int getExitCode() {
        return exceptions ? CliErrors.EXCEPTIONS : 0;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Path needed(String option, @Nullable Path file) {
        if (file == null) {
            throw wrong("Missing required option: '" + option + "=FILE'");
        }
        return file;
    }

    private void onlyOf(String of, String option, @Nullable Path file) {
        if (file != null) {
            boolean meant = of.equals("machine") && silo == null;
            throw wrong(
                    "%s is for --kind %s; %s"
                            .formatted(option, of, meant ? "add --kind machine" : "leave it out"));
        }
    }

    private void machines() {
        onlyOf("silo", "--silo", silo);
        onlyOf("silo", "--deliveries", deliveries);
        onlyOf("silo", "--stock", stock);
        onlyOf("silo", "--truth", truth);
        onlyOf("silo", "--plot", plot);
        String siloOption = form.ofSilosOnly();
        if (siloOption != null) {
            throw wrong(siloOption + " is for --kind silo; leave it out");
        }
        Path document = needed("--machine", machine);
        List<Path> all = new ArrayList<>(files);
        if (readings != null) {
            all.addFirst(readings);
        }
        if (all.isEmpty()) {
            throw wrong("write the files with the machine's readings behind the options");
        }
        try {
            MachineSpec metered = MeterFile.read(document, new MachineDocuments()).spec();
            MachineReport report =
                    new MachineReport(
                            MachineRun.of(
                                    metered,
                                    all,
                                    form.readings(),
                                    guess -> guessed(guess),
                                    exchanges,
                                    from,
                                    to));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(report.json());
            } else {
                report.print(out);
            }
        } catch (InvalidConfigException e) {
            throw notOne(document, "machine", "example/machines.json has one", e);
        } catch (RefusedFileException | IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private void silos() {
        onlyOf("machine", "--machine", machine);
        onlyOf("machine", "--exchanges", exchanges);
        onlyOf("machine", "a file without an option", files.isEmpty() ? null : files.getFirst());
        Path document = needed("--silo", silo);
        Path rows = needed("--readings", readings);
        SiloSpec metered = silo(document);
        try {
            MeterRun.Files of =
                    new MeterRun.Files(
                            rows,
                            form.readings(),
                            deliveries,
                            form.deliveries(),
                            stock,
                            form.stock());
            MeteredPeriod period =
                    MeterRun.of(metered, of, guess -> guessed("the " + guess), from, to);
            exceptions = !period.exceptions().isEmpty();
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

    private void guessed(String guess) {
        spec.commandLine().getErr().println("usance: guessed of " + guess);
    }

    private void report(MeterReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report.json());
        } else {
            report.print(out);
        }
    }

    private SiloSpec silo(Path document) {
        try {
            return MeterFile.read(document, new SiloDocuments());
        } catch (InvalidConfigException e) {
            throw notOne(
                    document,
                    "silo",
                    "example/master-data.json has some, and usance simulate writes one",
                    e);
        }
    }

    private CliFailure notOne(
            Path document, String kindOfMeter, String hint, InvalidConfigException e) {
        if (!Files.exists(document)) {
            return new CliFailure("%s does not exist; %s".formatted(document, hint), e);
        }
        PrintWriter err = spec.commandLine().getErr();
        e.problems().forEach(err::println);
        return new CliFailure("%s is not a %s; %s".formatted(document, kindOfMeter, hint), e);
    }
}
