package io.usance.cli.finance;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.books.ChartOfAccounts;
import io.usance.books.DatevFile;
import io.usance.books.Journal;
import io.usance.books.JournalFormat;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.cli.console.ConfigFile;
import io.usance.cli.console.OutputFile;
import io.usance.config.RunConfig;
import io.usance.engine.BillingEngine;
import io.usance.service.Connections;
import io.usance.store.StoreUnavailableException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance journal}. */
@Command(
        name = "journal",
        description =
                "Writes the customer's books as double entries: what was charged, commanded, paid and moved.",
        mixinStandardHelpOptions = true)
public final class JournalCommand implements Runnable {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The file of usance run.")
    private Path config;

    @Option(
            names = "--format",
            paramLabel = "hledger|beancount|csv|datev",
            description = "Default: hledger.")
    private String format = "hledger";

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            description = "Names of accounts, YAML; those it does not give are the usual ones.")
    private @Nullable Path chart;

    @Option(
            names = "--datev",
            paramLabel = "FILE",
            description =
                    "For --format datev, YAML: consultant, client, fiscalYearStart, accountDigits, and accounts: numbers by account.")
    private @Nullable Path datev;

    @Option(names = "--from", paramLabel = "DAY", description = "For datev: first day.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DAY", description = "For datev: last day.")
    private @Nullable String to;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Replaced.")
    private Path out;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    JournalCommand() {}

    @Override
    public void run() {
        if (format.equals("datev")) {
            datev();
            return;
        }
        JournalFormat chosen =
                Arrays.stream(JournalFormat.values())
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(format))
                        .findFirst()
                        .orElseThrow(() ->
                                new CliFailure(
                                        "--format is hledger, beancount, csv or datev, not "
                                                + format));
        ChartOfAccounts accounts = chart();
        RunConfig settings = ConfigFile.read(spec, config);
        Path draft = out.resolveSibling(out.getFileName() + ".part");
        try (HikariDataSource pool = Connections.pool(settings.database())) {
            long entries;
            try (BufferedWriter writer = Files.newBufferedWriter(draft)) {
                BillingEngine engine = Connections.engine(pool, settings.database()).build();
                entries = chosen.write(new Journal(engine.internals().log(), accounts), writer);
            }
            Files.move(draft, out, StandardCopyOption.REPLACE_EXISTING);
            spec.commandLine().getOut().println(entries + " entries written to " + out);
        } catch (StoreUnavailableException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException | UncheckedIOException e) {
            throw new CliFailure("cannot write to " + out + ": " + e, e);
        }
    }

    private void datev() {
        if (datev == null || from == null || to == null) {
            throw new CliFailure("--format datev needs --datev, --from and --to");
        }
        LocalDate first = CliValues.day("--from", from);
        LocalDate last = CliValues.day("--to", to);
        ChartOfAccounts accounts = chart();
        RunConfig settings = ConfigFile.read(spec, config);
        try (InputStream in = Files.newInputStream(datev);
                HikariDataSource pool = Connections.pool(settings.database())) {
            DatevFile.Settings given =
                    DatevFile.Settings.read(in.readNBytes(DatevFile.BYTES_MAX + 1));
            BillingEngine engine = Connections.engine(pool, settings.database()).build();
            OutputFile.write(
                    out,
                    DatevFile.write(
                            new Journal(engine.internals().log(), accounts), given, first, last));
            spec.commandLine().getOut().println("postings written to " + out);
        } catch (StoreUnavailableException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(datev + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CliFailure("cannot read " + datev + ": " + e, e);
        }
    }

    private ChartOfAccounts chart() {
        if (chart == null) {
            return ChartOfAccounts.usual();
        }
        try (InputStream in = Files.newInputStream(chart)) {
            return ChartOfAccounts.read(in.readNBytes(ChartOfAccounts.BYTES_MAX + 1));
        } catch (IOException e) {
            throw new CliFailure("cannot read " + chart + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(chart + ": " + e.getMessage(), e);
        }
    }
}
