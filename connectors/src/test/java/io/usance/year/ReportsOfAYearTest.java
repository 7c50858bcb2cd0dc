package io.usance.year;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.books.ChartOfAccounts;
import io.usance.books.Journal;
import io.usance.books.JournalFormat;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceException;
import io.usance.finance.ReportHistory;
import io.usance.finance.ReportSignatures;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.PeriodMatch;
import io.usance.reconciliation.PeriodMatching;
import io.usance.report.Report;
import io.usance.report.ReportFiles;
import io.usance.report.kinds.StandardSections;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The year's reports, its identities, and the journal beside them. */
@Tag("slow")
class ReportsOfAYearTest {
    private static final SimulatedYear YEAR = SimulatedYear.shared();

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    ReportsOfAYearTest() {}

    @Test
    void everyIdentityHolds() throws IOException {
        assertThat(YEAR.engine.internals().readModels().identities()).allMatch(Identity::holds);
        int reports = 0;
        for (ContractTerms terms : YEAR.contracts) {
            for (int month : List.of(2, 4, 5, 12)) {
                Report report = write(terms, SimulatedYear.period(month)).report();
                assertThat(report.identities()).allMatch(Report.Check::holds);
                assertThat(report.bridge()).allMatch(Report.BridgeLine::holds);
                assertThat(report.tax().holds()).isTrue();
                assertThat(report.accrual().notInvoiced()).isZero();
                assertThat(line(report, "PAID").difference()).isZero();
                reports++;
            }
        }
        System.out.println(reports + " reports written");
    }

    private static Report.MatchLine line(Report report, String stage) {
        return report.match().stream()
                .filter(one -> one.stage().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    private ReportFiles.Written write(ContractTerms terms, BillingPeriod period)
            throws IOException {
        return new ReportFiles(YEAR.engine, StandardSections.all(), Clock.systemUTC())
                .write(
                        terms.contractId(),
                        period.id(),
                        false,
                        null,
                        directory.resolve(terms.contractId() + "-" + period.startDate()));
    }

    @Test
    void whatDiffersIsFoundAndNothingElse() throws IOException {
        // The ERP is three kilograms short of what was metered, within tolerance.
        Report erp = write(YEAR.contracts.get(8), SimulatedYear.period(6)).report();
        assertThat(kinds(erp)).containsExactly("ERP_WITHIN_TOLERANCE");
        // Three cents of December's first payment are written off, in words.
        long written = 0;
        for (ContractTerms terms : YEAR.contracts) {
            Report december = write(terms, SimulatedYear.period(12)).report();
            written += kinds(december).stream().filter("BANK_WITHIN_TOLERANCE"::equals).count();
        }
        assertThat(written).isPositive();
        // Readings of April that came after it was closed are May's, and said so.
        ContractTerms late = YEAR.contracts.get(5);
        assertThat(kinds(write(late, SimulatedYear.period(5)).report()))
                .contains("CLOSED_PERIOD_CORRECTED");
        // A price agreed in July reaches back to May: an invoice and its correction.
        Report may = write(YEAR.contracts.get(0), SimulatedYear.period(5)).report();
        assertThat(may.invoices().stream().map(Report.InvoiceLine::type))
                .containsExactly("389", "261");
    }

    private static List<String> kinds(Report report) {
        return report.exceptions().stream()
                .map(Report.Finding::kind)
                .filter(kind -> !kind.startsWith("DELIVERY") && !kind.equals("NOT_ANCHORED"))
                .toList();
    }

    @Test
    void theSameStateGivesTheSameBytesAndWhatIsNewIsANewVersion() throws IOException {
        ContractTerms terms = YEAR.contracts.get(11);
        String contractId = terms.contractId();
        BillingPeriod period = SimulatedYear.period(7);
        ReportFiles.Written first = write(terms, period);
        Map<String, byte[]> before = bytes(first.files());
        ReportFiles.Written again = write(terms, period);
        assertThat(again.isNew()).isFalse();
        assertSame(before, bytes(again.files()));
        // After a restart, with nothing in memory.
        BillingEngine other = BillingEngine.builder(YEAR.pool).build();
        ReportFiles.Written restarted =
                new ReportFiles(other, StandardSections.all(), Clock.systemUTC())
                        .write(contractId, period.id(), false, null, directory.resolve("other"));
        assertSame(before, bytes(restarted.files()));
        // The books hear of three more cents: a new version, and only that is different.
        YEAR.engine
                .finance()
                .goodsMovements()
                .read(
                        contractId,
                        "11".repeat(32),
                        List.of(
                                new io.usance.finance.FinanceEvent.GoodsMovement(
                                        "late-1",
                                        period.id(),
                                        terms.meterIds().getFirst(),
                                        "202",
                                        SimulatedYear.kg(-7),
                                        period.endDate())),
                        period.end());
        ReportFiles.Written changed = write(terms, period);
        assertThat(changed.isNew()).isTrue();
        assertThat(changed.report().header().version()).isEqualTo(2);
        assertThat(changed.report().changes().stream().map(Report.Change::figure))
                .containsExactlyInAnyOrder(
                        "match.ERP_POSTED.quantity",
                        "exception.ERP_WITHIN_TOLERANCE." + contractId,
                        "exceptions.count");
    }

    private static Map<String, byte[]> bytes(List<Path> files) throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        for (Path file : files) {
            bytes.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return bytes;
    }

    private static void assertSame(Map<String, byte[]> one, Map<String, byte[]> other) {
        assertThat(other.keySet()).isEqualTo(one.keySet());
        one.forEach((name, bytes) -> assertThat(other.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void twoPeopleSign() throws IOException {
        ContractTerms terms = YEAR.contracts.get(12);
        String contractId = terms.contractId();
        BillingPeriod period = SimulatedYear.period(3);
        String sha256 = write(terms, period).sha256();
        ReportSignatures reports = YEAR.engine.finance().reports();
        assertThatThrownBy(() -> reports.sign(contractId, period.id(), sha256, "Ada", period.end()))
                .isInstanceOf(FinanceException.class)
                .hasMessageContaining("not reviewed");
        assertThatThrownBy(() ->
                        reports.review(
                                contractId, period.id(), "00".repeat(32), "Ada", period.end()))
                .hasMessageContaining("the newest version, 1, has SHA-256 " + sha256);
        assertThatThrownBy(
                        () -> reports.review(contractId, period.id(), sha256, "  ", period.end()))
                .hasMessageContaining("a name has 1 to 200 characters");
        reports.review(contractId, period.id(), sha256, "Ada", period.end());
        assertThatThrownBy(
                        () -> reports.sign(contractId, period.id(), sha256, " ada ", period.end()))
                .hasMessageContaining("another person has to sign");
        reports.sign(contractId, period.id(), sha256, "Grace", period.end());
        ReportHistory history = reports.history(contractId, period.id());
        assertThat(history.state()).isEqualTo("SIGNED");
        // Signing says nothing new of the period.
        assertThat(write(terms, period).isNew()).isFalse();
    }

    @Test
    void anOpenPeriodOrAnUnknownOneIsToldPlainly() throws IOException {
        String contractId = SimulatedYear.id(0);
        String january = SimulatedYear.MONTHS.after(SimulatedYear.period(12)).id();
        Path out = directory.resolve("open");
        ReportFiles files = new ReportFiles(YEAR.engine, StandardSections.all(), Clock.systemUTC());
        assertThatThrownBy(() -> files.write(contractId, january, false, null, out))
                .isInstanceOf(FinanceException.class)
                .hasMessageContaining("is still open");
        try (Stream<Path> written = Files.list(out)) {
            assertThat(written).isEmpty();
        }
        ReportFiles.Written open = files.write(contractId, january, true, null, out);
        assertThat(open.report().header().state()).isEqualTo("PRELIMINARY");
        assertThat(open.report().header().version()).isZero();
        assertThat(YEAR.engine.finance().reports().history(contractId, january).state())
                .isEqualTo("NONE");
        assertThatThrownBy(() -> files.write("unknown", january, false, null, out))
                .hasMessageContaining("contract unknown is not signed");
        assertThatThrownBy(() -> files.write(contractId, "2024-01-01/2024-02-01", false, null, out))
                .hasMessageContaining("has nothing in period");
    }

    /** The customer's balances follow from the reports' figures, to the cent. */
    @Test
    void theJournalSaysWhatTheReportsSay() {
        Map<String, Long> balances = new TreeMap<>();
        journal()
                .write(entry ->
                        entry.postings()
                                .forEach(posting ->
                                        balances.merge(
                                                posting.account()
                                                        + " "
                                                        + posting.amount().currency(),
                                                posting.amount().amountMinor(),
                                                Long::sum)));
        Map<String, Long> expected = expected();
        expected.forEach((account, minor) ->
                assertThat(balances.getOrDefault(account, 0L)).as(account).isEqualTo(minor));
        assertThat(balances.get("Assets:Clearing EUR")).isZero();
        // Three cents less than ordered left the bank.
        assertThat(balances.get("Expenses:Variance EUR")).isEqualTo(-3);
    }

    /** By the match of every period that anything was charged in. */
    private static Map<String, Long> expected() {
        Map<String, Long> expected = new TreeMap<>();
        PeriodMatching matching = new PeriodMatching(YEAR.engine.internals().transactions());
        for (var period : YEAR.engine.internals().readModels().contractPeriods()) {
            PeriodMatch match =
                    matching.match(period.contractId(), period.periodId()).orElseThrow();
            String currency = " " + match.period().currency();
            String name =
                    Character.toUpperCase(match.period().contractId().charAt(0))
                            + match.period().contractId().substring(1);
            expected.merge(
                    "Expenses:Material:" + name + currency,
                    match.charged().sum().netMinor(),
                    Long::sum);
            expected.merge(
                    "Assets:InputTax" + currency, match.charged().sum().taxMinor(), Long::sum);
            expected.merge(
                    "Liabilities:Accrued:" + name + currency,
                    match.settled().grossMinor() - match.charged().grossMinor(),
                    Long::sum);
            expected.merge(
                    "Liabilities:Payable:" + name + currency,
                    match.paid().minor() - match.settled().grossMinor(),
                    Long::sum);
        }
        return expected;
    }

    private static Journal journal() {
        return new Journal(YEAR.engine.internals().log(), ChartOfAccounts.usual());
    }

    @Test
    @Tag("external")
    void hledgerAndBeancountSayTheSame() throws Exception {
        Path hledger = written(JournalFormat.HLEDGER, "year.hledger");
        assertThat(output("hledger", "-f", hledger.toString(), "check")).isEmpty();
        Map<String, Long> theirs = new TreeMap<>();
        output("hledger", "-f", hledger.toString(), "balance", "--flat", "-E", "-O", "csv")
                .lines()
                .skip(1)
                .map(line -> line.replace("\"", "").split(",", 2))
                .filter(cells -> !cells[0].toLowerCase(java.util.Locale.ROOT).startsWith("total"))
                .forEach(cells -> {
                    for (String amount : cells[1].split(", ")) {
                        String[] parts = amount.strip().split(" ");
                        if (parts.length == 2) {
                            Money money =
                                    Money.rounded(
                                            new BigDecimal(parts[0]),
                                            java.util.Currency.getInstance(parts[1]),
                                            java.math.RoundingMode.UNNECESSARY);
                            theirs.put(cells[0] + " " + parts[1], money.amountMinor());
                        }
                    }
                });
        expected()
                .forEach((account, minor) ->
                        assertThat(theirs.getOrDefault(account, 0L)).as(account).isEqualTo(minor));
        assertThat(theirs).hasSizeGreaterThan(20);
        Path beancount = written(JournalFormat.BEANCOUNT, "year.beancount");
        assertThat(output("bean-check", beancount.toString())).isEmpty();
    }

    private Path written(JournalFormat format, String name) throws IOException {
        Path file = directory.resolve(name);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            assertThat(format.write(journal(), out)).isGreaterThan(1_000);
        }
        return file;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return text;
    }
}
