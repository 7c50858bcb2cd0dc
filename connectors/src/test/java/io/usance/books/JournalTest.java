package io.usance.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.settlement.NettingEvent.NetMove;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contract's life in the customer's books, to the cent; and what hledger and beancount say. */
@Tag("slow")
class JournalTest {
    private static final Instant START = Instant.parse("2026-02-28T23:00:00Z");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final String MARCH = "2026-03-01/2026-04-01";

    /** Formats would take most of it for their own. */
    private static final String CONTRACT = "c/1 \"Ä\" ;|=x";

    @TempDir private Path directory;
    private HikariDataSource pool;
    private BillingEngine engine;

    @SuppressWarnings("NullAway.Init") // set up before each test
    JournalTest() {}

    @BeforeEach
    void aMonth() {
        String name = SharedParts.uniqueName();
        SharedParts.database().createDatabase(name);
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(SharedParts.database().jdbcUrl(name));
        settings.setMaximumPoolSize(4);
        pool = new HikariDataSource(settings);
        engine = BillingEngine.builder(pool).build();
        Quantity small = kg(1);
        SensorSpec sensor = new SensorSpec("sensor-1", small, small, 0);
        engine.handle(
                new RegisterSilo(
                        new SiloSpec("silo-1", "PVC", kg(60_000), null, sensor, small), START));
        Tariff tariff = new Tariff.PerUnit(new BigDecimal("81.5873"), UnitOfMeasure.TONNE);
        BillingCalendar calendar = new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
        engine.signContract(
                ContractTerms.builder(CONTRACT)
                        .supplier(new Party("s", "Supplier", "acct-s"))
                        .customer(new Party("p", "Plant", "acct-p"))
                        .material("PVC")
                        .meters("silo-1")
                        .currency(EUR)
                        .calendar(calendar)
                        .tariff(tariff)
                        .meteringFrom(START)
                        .taxPercent(new BigDecimal("19"))
                        .build(),
                START);
        for (int no = 1; no <= 3; no++) {
            engine.internals().charge(new ChargeConsumption(metered(no, 4_217), START));
        }
        engine.internals().charge(new ChargeConsumption(metered(4, -17), START));
        engine.internals()
                .charge(new NoteSiloClosed(CONTRACT, "silo-1", MARCH, Quantities.only(kg(12_634))));
        engine.handle(new RecordPayment(CONTRACT, eur(1_000_00), 1, "bank \"7\"; =1+1", START));
        engine.internals()
                .append(
                        List.of(),
                        new BatchMoved(
                                1,
                                "EUR",
                                31337,
                                "0x" + "12".repeat(20),
                                "0x" + "ab".repeat(32),
                                5,
                                "0x" + "cd".repeat(32),
                                List.of(new NetMove("acct-p", "acct-s", eur(900_00)))));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void balancesSayWhatIsChargedOwedAndPaid() {
        String contract = ChartOfAccounts.part(CONTRACT);
        // 12.634 t at 81.5873 = 1,030.774 -> 1,030.77; 19 % of it 195.85
        assertThat(balances())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "Expenses:Material:" + contract,
                                1_030_77L,
                                "Assets:InputTax",
                                195_85L,
                                "Liabilities:Accrued:" + contract,
                                0L,
                                "Liabilities:Payable:" + contract,
                                -226_62L,
                                "Assets:Clearing",
                                -100_00L,
                                "Assets:Escrow:Acct-p",
                                -900_00L));
    }

    @Test
    void theSameLogGivesTheSameBytesAndMoreOfItOnlyAdds() {
        for (JournalFormat format : JournalFormat.values()) {
            String before = written(format);
            assertThat(written(format)).isEqualTo(before);
        }
        String before = written(JournalFormat.HLEDGER);
        engine.handle(new RecordPayment(CONTRACT, eur(226_62), 2, "bank 8", START));
        assertThat(written(JournalFormat.HLEDGER))
                .startsWith(before)
                .hasSizeGreaterThan(before.length());
    }

    @Test
    void noWordIsAFormulaOrEndsALine() {
        String csv = written(JournalFormat.CSV);
        assertThat(csv.lines())
                .allMatch(line ->
                        line.startsWith("event,")
                                || line.matches(
                                        "\\d+,\\d{4}-\\d\\d-\\d\\d,\"[A-Z][A-Za-z0-9:-]+\",-?\\d+\\.\\d\\d,EUR,\"[^\"]*\",\"[^\"]*\""));
        assertThat(JournalFormat.plain("a\u2028b\u202ec\"d\ne;f")).isEqualTo("a_b_c_d_e_f");
        assertThat(ChartOfAccounts.part("c-1")).isEqualTo("C-1");
        assertThat(ChartOfAccounts.part("c 1")).isNotEqualTo(ChartOfAccounts.part("c_1"));
    }

    @Test
    void accountsAreNamedByTheChart() {
        ChartOfAccounts chart =
                read("material: 'Expenses:Goods'\npayable: 'Liabilities:AP:{contract}'\n");
        assertThat(chart.material()).isEqualTo("Expenses:Goods");
        assertThat(chart.escrow()).isEqualTo(ChartOfAccounts.usual().escrow());
        assertThatThrownBy(() -> read("matrial: 'Expenses:Goods'"))
                .hasMessageContaining("unknown account [matrial]; known are material");
        assertThatThrownBy(() -> read("material: 'Goods; rm'"))
                .hasMessageContaining("account material is named 'Goods; rm'");
        assertThatThrownBy(() -> read("material: [")).hasMessageContaining("is no YAML");
        assertThatThrownBy(() ->
                        new JournalEntry(
                                7,
                                LocalDate.EPOCH,
                                "",
                                "",
                                List.of(new Posting("A", eur(1)), new Posting("B", eur(-2)))))
                .hasMessageContaining("event 7 would be booked with debits beyond credits by");
    }

    @Test
    void datevHasTheSamePairsWithNumbers() {
        DatevFile.Settings settings = datev("'Assets:InputTax': '1576'");
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Berlin"));
        LocalDate first = today.withDayOfYear(1);
        String text =
                new String(
                        DatevFile.write(
                                new Journal(engine.internals().log(), ChartOfAccounts.usual()),
                                settings,
                                first,
                                first.plusYears(1).minusDays(1)),
                        java.nio.charset.Charset.forName("windows-1252"));
        List<String> lines = text.lines().toList();
        assertThat(lines.getFirst())
                .startsWith("\"EXTF\";700;21;\"Buchungsstapel\";13;")
                .matches(line -> line.split(";", -1).length == 31);
        assertThat(lines.get(1).split(";", -1)).hasSize(14);
        long signed = 0;
        for (String line : lines.subList(2, lines.size())) {
            String[] cells = line.split(";", -1);
            assertThat(cells).hasSize(14);
            long cents = Long.parseLong(cells[0].replace(",", ""));
            if (cells[6].equals("3200")) {
                assertThat(cells[7]).isEqualTo("1700");
                signed += cells[1].equals("\"S\"") ? cents : -cents;
            }
        }
        assertThat(signed).isEqualTo(1_030_77);
        assertThatThrownBy(() ->
                        DatevFile.write(
                                new Journal(engine.internals().log(), ChartOfAccounts.usual()),
                                datev("'Assets:Nothing': '1576'"),
                                first,
                                first.plusYears(1).minusDays(1)))
                .hasMessageContaining("account Assets:InputTax has no number");
        assertThatThrownBy(() ->
                        DatevFile.write(
                                new Journal(engine.internals().log(), ChartOfAccounts.usual()),
                                settings,
                                first,
                                first.plusYears(1)))
                .hasMessageContaining("is not within the fiscal year");
        assertThatThrownBy(() -> datev("'Assets:InputTax': '15'"))
                .hasMessageContaining("has number 15; an account has 4 digits");
    }

    private static DatevFile.Settings datev(String tax) {
        int year = LocalDate.now(ZoneId.of("Europe/Berlin")).getYear();
        return DatevFile.Settings.read(
                """
                consultant: 1001
                client: 7
                fiscalYearStart: '%d-01-01'
                accountDigits: 4
                accounts:
                  'Expenses:': '3200'
                  'Liabilities:Accrued:': '1700'
                  'Liabilities:Payable:': '70001'
                  'Assets:Clearing': '1360'
                  'Assets:Escrow:': '1810'
                  %s
                """
                        .formatted(year, tax)
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Tag("external")
    void hledgerAndBeancountAgree() throws Exception {
        Path hledger =
                Files.writeString(directory.resolve("j.hledger"), written(JournalFormat.HLEDGER));
        assertThat(output("hledger", "-f", hledger.toString(), "check")).isEmpty();
        String table =
                output("hledger", "-f", hledger.toString(), "balance", "--flat", "-O", "csv");
        Map<String, Long> theirs = new TreeMap<>();
        table.lines()
                .skip(1)
                .map(line -> line.replace("\"", "").split(","))
                .filter(cells -> !cells[0].equals("total") && !cells[0].equals("Total:"))
                .forEach(cells ->
                        theirs.put(
                                cells[0],
                                new BigDecimal(cells[1].replace(" EUR", ""))
                                        .movePointRight(2)
                                        .longValueExact()));
        Map<String, Long> ours = new TreeMap<>(balances());
        ours.values().removeIf(amount -> amount == 0);
        assertThat(theirs).isEqualTo(ours);
        Path beancount =
                Files.writeString(
                        directory.resolve("j.beancount"), written(JournalFormat.BEANCOUNT));
        assertThat(output("bean-check", beancount.toString())).isEmpty();
        Files.writeString(
                beancount, Files.readString(beancount).replaceFirst("1030|344.05", "345.05"));
        assertThat(output("bean-check", beancount.toString())).contains("does not balance");
    }

    private Map<String, Long> balances() {
        Map<String, Long> balances = new TreeMap<>();
        new Journal(engine.internals().log(), ChartOfAccounts.usual())
                .write(entry ->
                        entry.postings()
                                .forEach(posting ->
                                        balances.merge(
                                                posting.account(),
                                                posting.amount().amountMinor(),
                                                Long::sum)));
        return balances;
    }

    private String written(JournalFormat format) {
        StringBuilder out = new StringBuilder();
        assertThat(
                        format.write(
                                new Journal(engine.internals().log(), ChartOfAccounts.usual()),
                                out))
                .isPositive();
        return out.toString();
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private static ChartOfAccounts read(String yaml) {
        return ChartOfAccounts.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static ConsumptionMetered metered(long no, long kg) {
        return new ConsumptionMetered(
                "silo-1", CONTRACT, MARCH, no, MeteredKind.PROVISIONAL, kg(kg), kg(kg), no);
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    private static Money eur(long cents) {
        return new Money(cents, EUR);
    }
}
