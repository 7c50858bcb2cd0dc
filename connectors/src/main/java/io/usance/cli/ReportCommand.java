package io.usance.cli;

import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceException;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code usance report}. */
@Command(
        name = "report",
        description = "Reconciliation reports of contract periods: written, reviewed, signed.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ReportCommand.Write.class,
            ReportReviewCommand.class,
            ReportSignCommand.class
        })
final class ReportCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    ReportCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Which contract and period; shared by all commands on them. */
    static final class Of {
        @Option(names = "--contract", required = true, paramLabel = "C", description = "Its id.")
        String contractId;

        @Option(
                names = "--period",
                required = true,
                paramLabel = "P",
                description = "A month, 2026-03, or a period's id, 2026-03-01/2026-04-01.")
        String period;

        @SuppressWarnings("NullAway.Init") // picocli injects them
        Of() {}

        /** The period's id in the contract's calendar. */
        String periodId(BillingEngine engine) {
            return CliValues.period(Desk.signed(engine, contractId).calendar(), period);
        }
    }

    /** {@code usance report write}. */
    @Command(
            name = "write",
            description = {
                "Writes the report as JSON, CSV, XLSX, HTML and PDF. The same state gives the same bytes; what",
                "is new gives a new version that shows what changed."
            },
            mixinStandardHelpOptions = true)
    static final class Write implements Runnable {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private Of of;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "Files of the same names in it are replaced.")
        private Path out;

        @Option(
                names = "--as-of",
                paramLabel = "DAY",
                description =
                        "Ages count to this day; default: the day of the period's newest event.")
        private @Nullable String asOf;

        @Option(
                names = "--preliminary",
                description = "Also if the period is open; nobody can sign that one.")
        private boolean preliminary;

        @Mixin private Desk desk;

        @SuppressWarnings("NullAway.Init") // picocli injects them
        Write() {}

        @Override
        public void run() {
            LocalDate day = asOf == null ? null : CliValues.day("--as-of", asOf);
            ReportFiles.Written written =
                    desk.with(engine -> write(engine, of.periodId(engine), day));
            PrintWriter to = desk.out();
            Report report = written.report();
            to.printf(
                    "%s %s, %s%s: %d exceptions, %d of %d control totals hold%n",
                    report.header().contractId(),
                    report.header().periodId(),
                    report.header().version() == 0
                            ? "preliminary"
                            : "version " + report.header().version(),
                    written.isNew() ? "" : ", as before",
                    report.exceptions().size(),
                    report.identities().stream().filter(Report.Check::holds).count(),
                    report.identities().size());
            to.println("report.json SHA-256 " + written.sha256());
            to.println(written.files().size() + " files in " + out);
        }

        private ReportFiles.Written write(
                BillingEngine engine, String periodId, @Nullable LocalDate day) {
            try {
                return new ReportFiles(engine, Clock.systemUTC())
                        .write(of.contractId, periodId, preliminary, day, out);
            } catch (FinanceException e) {
                throw new CliFailure(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new CliFailure("cannot write to " + out + ": " + e, e);
            }
        }
    }
}
