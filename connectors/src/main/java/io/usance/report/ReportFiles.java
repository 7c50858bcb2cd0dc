package io.usance.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.engine.BillingEngine;
import io.usance.erp.BankStatementFile;
import io.usance.finance.FinanceEvent.ReportDrafted;
import io.usance.finance.FinanceException;
import io.usance.finance.ReportHistory;
import io.usance.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the report of a period in all its forms. Everything is made in a directory of its own
 * first and moved into place at the end, so nothing half-written is ever seen.
 */
public final class ReportFiles {
    private static final ObjectMapper JSON = Json.mapper();

    private final BillingEngine engine;
    private final MeterSections sections;
    private final Clock clock;

    /**
     * @param sections of the kinds of meters
     * @param clock tells when a version was drafted
     */
    public ReportFiles(BillingEngine engine, MeterSections sections, Clock clock) {
        this.engine = engine;
        this.sections = sections;
        this.clock = clock;
    }

    /**
     * What was written.
     *
     * @param sha256 of {@code report.json}, hex; what is reviewed and signed
     * @param isNew true if it says something that the version before did not
     */
    public record Written(Report report, String sha256, boolean isNew, List<Path> files) {}

    /**
     * Writes {@code report.json}, its CSV, XLSX, HTML and PDF forms and the files of single
     * entries. If the state is as it was, it is the version that was written before, byte for byte;
     * if not, it is the next one and shows what changed.
     *
     * @param preliminary also for an open period; that report has no version and cannot be signed
     * @param asOf day that ages count to; null for the day of the period's newest event
     * @param out directory; files in it that have the same names are replaced
     * @throws FinanceException if contract or period are not known, or the period is open and
     *     {@code preliminary} is false
     * @throws IOException if the files cannot be written; then those in {@code out} are as they
     *     were
     */
    public Written write(
            String contractId,
            String periodId,
            boolean preliminary,
            @Nullable LocalDate asOf,
            Path out)
            throws IOException {
        Files.createDirectories(out);
        Path draft = Files.createTempDirectory(out.toAbsolutePath().getParent(), ".report-");
        try {
            Written written = draft(contractId, periodId, preliminary, asOf, draft);
            List<Path> files;
            try (Stream<Path> made = Files.list(draft)) {
                files = made.sorted().toList();
            }
            for (Path file : files) {
                Files.move(
                        file, out.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            return new Written(
                    written.report(),
                    written.sha256(),
                    written.isNew(),
                    files.stream().map(file -> out.resolve(file.getFileName())).toList());
        } finally {
            delete(draft);
        }
    }

    private Written draft(
            String contractId,
            String periodId,
            boolean preliminary,
            @Nullable LocalDate asOf,
            Path draft)
            throws IOException {
        Prepared prepared;
        try {
            prepared =
                    engine.internals()
                            .transactions()
                            .snapshot(
                                    () -> prepared(contractId, periodId, preliminary, asOf, draft));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Report report = prepared.report();
        String sha256 = render(ReportView.of(report, prepared.sections()), draft);
        if (prepared.isNew()) {
            engine.finance()
                    .reports()
                    .draft(
                            contractId,
                            periodId,
                            report.header().version(),
                            sha256,
                            report.figures(),
                            clock.instant());
        }
        return new Written(report, sha256, prepared.isNew(), List.of());
    }

    private record Prepared(Report report, List<MeterSection> sections, boolean isNew) {}

    /** The report as of one moment: as the newest version again, or as the next one. */
    private Prepared prepared(
            String contractId,
            String periodId,
            boolean preliminary,
            @Nullable LocalDate asOf,
            Path draft) {
        ReportData data;
        try (CsvFiles files = new CsvFiles(draft)) {
            data = new ReportCollector(engine, sections).collect(contractId, periodId, asOf, files);
        }
        if (data.scope().isOpen() && !preliminary) {
            throw new FinanceException(
                    "period %s of contract %s is still open; it is settled when all its meters have closed it. A preliminary report can be written, but it cannot be signed"
                            .formatted(periodId, contractId));
        }
        ReportBuilder builder = new ReportBuilder(data);
        List<MeterSection> asked = data.meters().sections();
        if (data.scope().isOpen()) {
            return new Prepared(builder.version(0, ReportHistory.figures(null)), asked, false);
        }
        ReportHistory history = engine.finance().reports().history(contractId, periodId);
        ReportDrafted newest = history.drafted();
        if (newest == null) {
            return new Prepared(builder.version(1, ReportHistory.figures(null)), asked, true);
        }
        Report same = builder.version(newest.version(), ReportHistory.figures(history.before()));
        return sha256(json(same)).equals(newest.sha256())
                ? new Prepared(same, asked, false)
                : new Prepared(
                        builder.version(newest.version() + 1, ReportHistory.figures(newest)),
                        asked,
                        true);
    }

    /** Writes all forms and returns the hash of the canonical one. */
    private static String render(ReportView view, Path directory) throws IOException {
        byte[] json = json(view.report());
        Files.write(directory.resolve("report.json"), json);
        Files.write(directory.resolve("report.schema.json"), schema());
        Files.writeString(directory.resolve("report.html"), HtmlReport.of(view));
        Files.write(directory.resolve("report.xlsx"), XlsxReport.of(view));
        Files.write(directory.resolve("report.pdf"), PdfReport.of(view));
        for (Table table : view.tables()) {
            try (CsvFile file =
                    CsvFile.create(
                            directory,
                            "section-" + table.name() + ".csv",
                            table.columns().toArray(String[]::new))) {
                table.rows().forEach(row -> file.row(row.toArray()));
            }
        }
        return sha256(json);
    }

    /** The JSON Schema (draft 2020-12) of the canonical form. */
    public static byte[] schema() {
        try (InputStream in = ReportFiles.class.getResourceAsStream("report.schema.json")) {
            if (in == null) {
                throw new IllegalStateException("the report's schema is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The canonical form: one line, fields in the order of the schema, a line feed at the end. */
    static byte[] json(Report report) {
        try {
            return (JSON.writeValueAsString(report) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report that cannot be written", e);
        }
    }

    static String sha256(byte[] bytes) {
        return BankStatementFile.sha256(bytes);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
