package io.usance.year;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.quantity.Fraction;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each form of a report says what the canonical one says. The supplier of this contract has a name
 * that a spreadsheet would run.
 */
@Tag("slow")
class ReportFormsTest {
    private static final SimulatedYear YEAR = SimulatedYear.shared();
    private static final int CONTRACT = 8;
    private static final String SUPPLIER = "=HYPERLINK(\"x\") S.à r.l.";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path directory;
    private static ReportFiles.Written written;

    @BeforeAll
    static void write() throws IOException {
        written =
                new ReportFiles(YEAR.engine, Clock.systemUTC())
                        .write(
                                SimulatedYear.id(CONTRACT),
                                SimulatedYear.period(6).id(),
                                false,
                                null,
                                directory);
    }

    private static String text(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void theCanonicalFormFitsItsSchemaAndItsAmountsAreTexts() throws IOException {
        var schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(new String(ReportFiles.schema(), StandardCharsets.UTF_8));
        assertThat(schema.validate(text("report.json"), InputFormat.JSON)).isEmpty();
        JsonNode json = JSON.readTree(text("report.json"));
        assertThat(json.path("header").path("supplier").asText()).isEqualTo(SUPPLIER);
        assertThat(json.path("tax").path("net").isTextual()).isTrue();
        JsonNode broken = json.deepCopy();
        ((com.fasterxml.jackson.databind.node.ObjectNode) broken.path("tax")).put("net", 1.5);
        assertThat(schema.validate(broken.toString(), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void filesOfSingleEntriesAddUpToTheFigures() throws IOException {
        Report report = written.report();
        for (Report.Detail detail : report.details()) {
            assertThat(text(detail.file()).lines().count()).isEqualTo(detail.rows() + 1);
        }
        BigDecimal settled = BigDecimal.ZERO;
        for (String line : text("settlements.csv").lines().skip(1).toList()) {
            settled = settled.add(new BigDecimal(line.split(",")[5]));
        }
        assertThat(settled).isEqualByComparingTo(stage(report, "SETTLED").gross());
        BigDecimal exact = BigDecimal.ZERO;
        for (String line : text("charges.csv").lines().skip(1).toList()) {
            exact = exact.add(new BigDecimal(line.split(",")[11]));
        }
        BigDecimal prices =
                report.prices().stream()
                        .map(Report.PriceLine::amountExact)
                        .map(Fraction::decimal)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(exact).isEqualByComparingTo(prices);
    }

    private static Report.MatchLine stage(Report report, String stage) {
        return report.match().stream()
                .filter(one -> one.stage().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void namesStayWhatTheyAre() throws IOException {
        String customer = "\u5317\u4eac\u95e8\u7a97 \ud83c\udfed +A1";
        assertThat(JSON.readTree(text("report.json")).path("header").path("customer").asText())
                .isEqualTo(customer);
        assertThat(text("report.html")).contains("<bdi>" + customer + "</bdi>");
        assertThat(text("section-header.csv")).contains(customer);
    }

    @Test
    void noCellIsAFormulaThatSomebodyElseWrote() throws IOException {
        assertThat(text("section-header.csv"))
                .contains("supplier,\"'=HYPERLINK(\"\"x\"\") S.à r.l.\"");
        assertThat(text("report.html"))
                .contains("=HYPERLINK(&quot;x&quot;) S.à r.l.")
                .doesNotContain("<script");
        String sheet = sheet("header");
        assertThat(sheet.replace("&apos;", "'")).contains("'=HYPERLINK").doesNotContain("<f>");
    }

    /** Every formula of the workbook, evaluated here, gives what the report says. */
    @Test
    void theWorkbooksFormulasGiveTheReportsFigures() throws IOException {
        Report report = written.report();
        Sheets sheets = new Sheets();
        int total = report.bridge().size() + 1;
        assertThat(sheets.value("bridge", "F" + total))
                .isEqualByComparingTo(report.bridge().getLast().consumed());
        assertThat(sheets.formulas("bridge")).isGreaterThan(4);
        for (int i = 0; i < report.match().size(); i++) {
            BigDecimal difference = report.match().get(i).difference();
            if (difference != null) {
                assertThat(sheets.value("match", "H" + (i + 2))).isEqualByComparingTo(difference);
            }
        }
        for (int i = 0; i < report.prices().size(); i++) {
            assertThat(sheets.value("prices", "F" + (i + 2)))
                    .isEqualByComparingTo(report.prices().get(i).amountExact().decimal());
        }
        for (int row = 2; row < 2 + report.identities().size() + 3; row++) {
            assertThat(sheets.value("identities", "B" + row))
                    .isEqualByComparingTo(sheets.value("identities", "C" + row));
        }
    }

    private static String sheet(String name) throws IOException {
        try (ZipFile zip = new ZipFile(directory.resolve("report.xlsx").toFile())) {
            String book = entry(zip, "xl/workbook.xml");
            Matcher place = Pattern.compile("<sheet name=\"([^\"]+)\"").matcher(book);
            int no = 0;
            while (place.find()) {
                no++;
                if (place.group(1).equals(name)) {
                    return entry(zip, "xl/worksheets/sheet" + no + ".xml");
                }
            }
        }
        throw new IllegalArgumentException("no sheet " + name);
    }

    private static String entry(ZipFile zip, String name) throws IOException {
        try (var in = zip.getInputStream(zip.getEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As much of a spreadsheet as the formulas use: + - *, SUM of a column, ROUND. */
    private static final class Sheets {
        private final Map<String, Map<String, String>> cells = new HashMap<>();

        private Map<String, String> cells(String sheet) throws IOException {
            Map<String, String> known = cells.get(sheet);
            if (known == null) {
                known = new HashMap<>();
                Matcher cell =
                        Pattern.compile(
                                        "<c r=\"([A-Z]+[0-9]+)\"[^>]*>(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>)?")
                                .matcher(sheet(sheet));
                while (cell.find()) {
                    String content = cell.group(2) == null ? cell.group(3) : "=" + cell.group(2);
                    if (content != null) {
                        known.put(cell.group(1), content);
                    }
                }
                cells.put(sheet, known);
            }
            return known;
        }

        long formulas(String sheet) throws IOException {
            return cells(sheet).values().stream().filter(cell -> cell.startsWith("=")).count();
        }

        BigDecimal value(String sheet, String cell) throws IOException {
            String content = cells(sheet).getOrDefault(cell, "");
            assertThat(content).as(sheet + "!" + cell).isNotEmpty();
            return content.startsWith("=")
                    ? formula(sheet, content.substring(1))
                    : new BigDecimal(content);
        }

        private BigDecimal formula(String sheet, String formula) throws IOException {
            Matcher round = Pattern.compile("ROUND\\((.*),(\\d+)\\)").matcher(formula);
            if (round.matches()) {
                return formula(sheet, round.group(1))
                        .setScale(Integer.parseInt(round.group(2)), java.math.RoundingMode.HALF_UP);
            }
            Matcher sum =
                    Pattern.compile("SUM\\((?:(\\w+)!)?([A-Z])(\\d+):[A-Z](\\d+)\\)")
                            .matcher(formula);
            if (sum.matches()) {
                BigDecimal total = BigDecimal.ZERO;
                String of = sum.group(1) == null ? sheet : sum.group(1);
                for (int row = Integer.parseInt(sum.group(3));
                        row <= Integer.parseInt(sum.group(4));
                        row++) {
                    total = total.add(value(of, sum.group(2) + row));
                }
                return total;
            }
            Matcher term = Pattern.compile("([-+*]?)(?:(\\w+)!)?([A-Z]\\d+)").matcher(formula);
            BigDecimal result = BigDecimal.ZERO;
            int end = 0;
            while (term.find() && term.start() == end) {
                end = term.end();
                BigDecimal operand =
                        value(term.group(2) == null ? sheet : term.group(2), term.group(3));
                result =
                        switch (term.group(1)) {
                            case "-" -> result.subtract(operand);
                            case "*" -> result.multiply(operand);
                            default -> result.add(operand);
                        };
            }
            assertThat(end).as(formula).isEqualTo(formula.length());
            return result;
        }
    }

    @Test
    void thePrintedFormHasEverySection() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(directory.resolve("report.pdf").toFile())) {
            String printed = new PDFTextStripper().getText(pdf);
            // Long words go on in the next line of their cell.
            assertThat(printed.replaceAll("\\s", "")).contains("<U+5317><U+4EAC>", "<U+1F3ED>+A1");
            assertThat(printed)
                    .contains(
                            "Stock bridge",
                            "From metered to paid",
                            "Control totals",
                            "ERP_WITHIN",
                            written.report().header().runId(),
                            SUPPLIER);
        }
    }

    @Test
    @Tag("external")
    void aBrowserShowsItWithoutComplaint() throws Exception {
        Path page = directory.resolve("report.html");
        Path shot = directory.resolve("page.png");
        String said =
                run(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--window-size=1366,768",
                        "--screenshot=" + shot,
                        page.toUri().toString());
        assertThat(said).doesNotContain("CONSOLE");
        assertThat(Files.size(shot)).isGreaterThan(20_000);
        String tree =
                run(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--dump-dom",
                        page.toUri().toString());
        assertThat(tree.split("<svg", -1)).hasSize(written.report().levels().size() + 4);
        assertThat(tree).contains("month-day, Europe/Berlin", "Open amounts by age, EUR");
        for (String heading : List.of("Stock bridge", "Exceptions", "Measures")) {
            assertThat(tree).contains(">" + heading);
        }
        Path paper = directory.resolve("paper.pdf");
        run(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--print-to-pdf=" + paper,
                page.toUri().toString());
        try (PDDocument pdf = Loader.loadPDF(paper.toFile())) {
            assertThat(pdf.getNumberOfPages()).isBetween(2, 6);
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
