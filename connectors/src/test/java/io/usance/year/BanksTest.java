package io.usance.year;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.erp.BankStatement;
import io.usance.erp.BankStatementFile;
import io.usance.erp.DocumentRefusedException;
import io.usance.erp.PaymentFile;
import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankOutcome;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.finance.FinanceException;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is ordered at a bank, and what the bank says of it; money once, whatever it says. */
@Tag("slow")
class BanksTest {
    private static final Instant START = SimulatedYear.FROM;
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final String JANUARY = SimulatedYear.period(1).id();
    private static final LocalDate DAY = LocalDate.of(2025, 2, 3);
    private static final int CONTRACTS = 400;
    private static final String PAYER = "DE89370400440532013000";

    private HikariDataSource pool;
    private BillingEngine engine;

    @SuppressWarnings("NullAway.Init") // set up before each test
    BanksTest() {}

    @BeforeEach
    void open() {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(SharedParts.newDatabase());
        settings.setMaximumPoolSize(4);
        pool = new HikariDataSource(settings);
        engine = BillingEngine.builder(pool).build();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aStatementOfWhatWasOrderedMatchesToTheLastCent() throws Exception {
        contracts(CONTRACTS);
        charge(CONTRACTS, 1);
        PaymentsOrdered order = order().orElseThrow();
        byte[] pain = pain(order);
        validate(pain);
        BankStatementRead read = read("S-1", Camt.booked(pain).getFirst()).orElseThrow();
        assertThat(read.entries())
                .hasSize(CONTRACTS)
                .allMatch(entry -> entry.outcome() == BankOutcome.MATCHED)
                .allMatch(entry -> entry.cleared().equals(entry.amount()));
        assertThat(sum(read)).isEqualTo(sum(order));
        engine.catchUp();
        engine.internals()
                .readModels()
                .contracts()
                .forEach(contract ->
                        assertThat(contract.paidMinor())
                                .isEqualTo(contract.commandedMinor())
                                .isPositive());
        assertThat(order()).isEmpty();
        // The same statement again, and the same with other content.
        assertThat(read("S-1", Camt.booked(pain).getFirst())).isEmpty();
        assertThatThrownBy(() ->
                        read(
                                "S-1",
                                new Camt.Statement(
                                        PAYER,
                                        Camt.booked(pain).getFirst().entries().subList(0, 3))))
                .isInstanceOf(FinanceException.class)
                .hasMessageContaining("was read before with other content");
        // Other statements with the same entries pay nothing twice.
        BankStatementRead twice = read("S-2", Camt.booked(pain).getFirst()).orElseThrow();
        assertThat(twice.entries()).allMatch(entry -> entry.outcome() == BankOutcome.DUPLICATE);
        engine.catchUp();
        engine.internals()
                .readModels()
                .contracts()
                .forEach(contract ->
                        assertThat(contract.paidMinor()).isEqualTo(contract.commandedMinor()));
    }

    @Test
    void exactlyTheDisturbedEntriesAreExceptions() throws Exception {
        contracts(CONTRACTS);
        charge(CONTRACTS, 1);
        PaymentsOrdered order = order().orElseThrow();
        List<Camt.Entry> entries = new ArrayList<>(Camt.booked(pain(order)).getFirst().entries());
        Map<String, BankOutcome> expected = disturb(entries);
        assertThat(expected).hasSize(CONTRACTS / 20);
        BankStatementRead read = read("S-1", new Camt.Statement(PAYER, entries)).orElseThrow();
        Map<BankOutcome, Integer> counts = new EnumMap<>(BankOutcome.class);
        for (BankEntry entry : read.entries()) {
            counts.merge(entry.outcome(), 1, Integer::sum);
            assertThat(entry.outcome())
                    .as(entry.toString())
                    .isEqualTo(expected.getOrDefault(entry.reference(), BankOutcome.MATCHED));
        }
        System.out.println("of " + entries.size() + " entries, 20 disturbed: " + counts);
        // What was cleared is what the contracts have as paid.
        engine.catchUp();
        long paid =
                engine.internals().readModels().contracts().stream()
                        .mapToLong(c -> c.paidMinor())
                        .sum();
        long cleared = read.entries().stream().mapToLong(e -> e.cleared().amountMinor()).sum();
        assertThat(paid).isEqualTo(cleared);
    }

    /** Every twentieth, in five ways that are seen each by its own. */
    private static Map<String, BankOutcome> disturb(List<Camt.Entry> entries) {
        Map<String, BankOutcome> expected = new java.util.HashMap<>();
        for (int i = 0; i < entries.size(); i += 20) {
            Camt.Entry entry = entries.get(i);
            BigDecimal amount = new BigDecimal(entry.amount());
            Camt.Entry changed;
            BankOutcome outcome;
            switch (i / 20 % 5) {
                case 0 -> {
                    changed = entry.withAmount(amount.subtract(BigDecimal.ONE).toPlainString());
                    outcome = BankOutcome.UNDERPAID;
                }
                case 1 -> {
                    changed = entry.withAmount(amount.add(BigDecimal.ONE).toPlainString());
                    outcome = BankOutcome.OVERPAID;
                }
                case 2 -> {
                    changed = entry.withId("FOREIGN-" + i);
                    outcome = BankOutcome.FOREIGN;
                }
                case 3 -> {
                    changed = entry.withCurrency("USD");
                    outcome = BankOutcome.OTHER_CURRENCY;
                }
                default -> {
                    changed = entry.returned();
                    outcome = BankOutcome.RETURNED;
                }
            }
            entries.set(i, changed);
            expected.put(changed.reference(), outcome);
        }
        return expected;
    }

    @Test
    void aDuplicateWithinAStatementAndAnotherPaymentOfTheSameAreTold() throws Exception {
        contracts(2);
        charge(2, 1);
        List<Camt.Entry> entries =
                new ArrayList<>(Camt.booked(pain(order().orElseThrow())).getFirst().entries());
        entries.add(entries.getFirst());
        entries.add(entries.getFirst().withReference("AGAIN"));
        BankStatementRead read = read("S-1", new Camt.Statement(PAYER, entries)).orElseThrow();
        assertThat(read.entries().stream().map(BankEntry::outcome))
                .containsExactly(
                        BankOutcome.MATCHED,
                        BankOutcome.MATCHED,
                        BankOutcome.DUPLICATE,
                        BankOutcome.OVERPAID);
        assertThat(read.entries().getLast().cleared().isZero()).isTrue();
    }

    @Test
    void whatWasPaidByHandAndWhatIsOwedTheOtherWayIsNotOrdered() {
        contracts(1);
        charge(1, 1);
        engine.catchUp();
        long owed = engine.internals().readModels().contracts().getFirst().commandedMinor();
        engine.handle(
                new io.usance.contract.ContractCommand.RecordPayment(
                        "c-0", new Money(40_00, EUR), 1, "by hand", START));
        PaymentsOrdered order = order().orElseThrow();
        assertThat(order.payments().getFirst().amount()).isEqualTo(new Money(owed - 40_00, EUR));
        assertThat(order()).isEmpty();
        // Everything is given back: nothing to order, and nothing negative either.
        engine.internals().charge(new ChargeConsumption(metered(0, 2, -1_000), START));
        engine.catchUp();
        assertThat(order()).isEmpty();
        // Drawn again, the credit is set off.
        engine.internals().charge(new ChargeConsumption(metered(0, 3, 3_000), START));
        engine.catchUp();
        PaymentsOrdered next = order().orElseThrow();
        long sum = engine.internals().readModels().contracts().getFirst().commandedMinor();
        assertThat(next.payments().getFirst().amount().amountMinor())
                .isEqualTo(sum - 40_00 - (owed - 40_00));
    }

    /** Two instances at once, again and again: what is ordered is what was commanded. */
    @Test
    void twoInstancesOrderAndBookOnce() throws Exception {
        contracts(8);
        BillingEngine other = BillingEngine.builder(pool).build();
        int conflicts = 0;
        for (int round = 1; round <= 6; round++) {
            charge(8, round);
            engine.catchUp();
            conflicts +=
                    both(
                            () -> engine.finance().payments().order(DAY, START, terms -> true),
                            () -> other.finance().payments().order(DAY, START, terms -> true));
        }
        long ordered = 0;
        for (long no = 1; engine.finance().payments().ordered(no).isPresent(); no++) {
            PaymentsOrdered order = engine.finance().payments().ordered(no).orElseThrow();
            ordered += sum(order);
            byte[] file =
                    Camt.camt053("S-" + no, Camt.booked(pain(order)).getFirst(), DAY.toString());
            BankStatement read = BankStatementFile.read(file).getFirst();
            conflicts += both(() -> read(engine, read, file), () -> read(other, read, file));
        }
        engine.internals().evictCached();
        engine.catchUp();
        long commanded =
                engine.internals().readModels().contracts().stream()
                        .mapToLong(c -> c.commandedMinor())
                        .sum();
        long paid =
                engine.internals().readModels().contracts().stream()
                        .mapToLong(c -> c.paidMinor())
                        .sum();
        System.out.println(conflicts + " conflicts");
        assertThat(ordered).isEqualTo(commanded);
        assertThat(paid).isEqualTo(commanded);
    }

    private static Optional<BankStatementRead> read(
            BillingEngine instance, BankStatement read, byte[] file) {
        return instance.finance()
                .payments()
                .readStatement(
                        read.account(),
                        read.statementId(),
                        BankStatementFile.sha256(file),
                        read.lines(),
                        START);
    }

    /** Runs both at once, each until it gets through; returns how often one did not. */
    private static int both(Runnable one, Runnable other) throws Exception {
        java.util.concurrent.CyclicBarrier start = new java.util.concurrent.CyclicBarrier(2);
        try (var threads = java.util.concurrent.Executors.newFixedThreadPool(2)) {
            var first = threads.submit(() -> insisting(start, one));
            var second = threads.submit(() -> insisting(start, other));
            return first.get() + second.get();
        }
    }

    private static int insisting(java.util.concurrent.CyclicBarrier start, Runnable work)
            throws Exception {
        start.await();
        for (int conflicts = 0; ; conflicts++) {
            try {
                work.run();
                return conflicts;
            } catch (io.usance.store.StaleStateException e) {
                assertThat(conflicts).isLessThan(20);
            }
        }
    }

    @Test
    void filesThatAreNoStatementsAreRefusedWhole() {
        assertRefused("<", "is no XML");
        assertRefused("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>", "is no XML");
        assertRefused("<Document><CstmrCdtTrfInitn/></Document>", "camt.053 and camt.054 are read");
        assertRefused(
                statement("<Acct><Id><IBAN>DE88370400440532013000</IBAN></Id></Acct>"),
                "wrong check digit");
        String account = "<Acct><Id><IBAN>" + PAYER + "</IBAN></Id></Acct>";
        assertRefused(
                statement(account + entry("<Amt Ccy=\"EUR\">1.001</Amt>")), "amount '1.001 EUR'");
        assertRefused(statement(account + entry("<Amt Ccy=\"EUR\">-1</Amt>")), "amount '-1 EUR'");
        assertRefused(statement(account + entry("<Amt Ccy=\"EUX\">1</Amt>")), "amount '1 EUX'");
        assertRefused(
                statement(
                        account
                                + entry(
                                        "<Amt Ccy=\"EUR\">3</Amt><NtryDtls><TxDtls><Amt Ccy=\"EUR\">1</Amt></TxDtls>"
                                                + "<TxDtls><Amt Ccy=\"EUR\">1</Amt></TxDtls></NtryDtls>")),
                "add up to 2.00 EUR, the entry says 3.00 EUR");
        BankStatement pending =
                BankStatementFile.read(
                                statement(
                                                account
                                                        + entry(
                                                                "<Amt Ccy=\"EUR\">3</Amt><Sts>PDNG</Sts>"))
                                        .getBytes(StandardCharsets.UTF_8))
                        .getFirst();
        assertThat(pending.lines()).isEmpty();
        assertThat(pending.pending()).isEqualTo(1);
    }

    private static String statement(String content) {
        return "<Document><BkToCstmrStmt><Stmt><Id>1</Id>"
                + content
                + "</Stmt></BkToCstmrStmt></Document>";
    }

    private static String entry(String content) {
        return "<Ntry><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2025-02-03</Dt></BookgDt>"
                + content
                + "</Ntry>";
    }

    private static void assertRefused(String file, String reason) {
        assertThatThrownBy(() -> BankStatementFile.read(file.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DocumentRefusedException.class)
                .hasMessageContaining(reason);
    }

    private Optional<PaymentsOrdered> order() {
        engine.catchUp();
        return engine.finance().payments().order(DAY, START, terms -> true);
    }

    private byte[] pain(PaymentsOrdered order) {
        return PaymentFile.pain001(
                order, id -> java.util.Objects.requireNonNull(engine.contractTerms(id)));
    }

    private Optional<BankStatementRead> read(String id, Camt.Statement statement) {
        byte[] file = Camt.camt053(id, statement, DAY.toString());
        BankStatement read = BankStatementFile.read(file).getFirst();
        return engine.finance()
                .payments()
                .readStatement(
                        read.account(),
                        read.statementId(),
                        BankStatementFile.sha256(file),
                        read.lines(),
                        START);
    }

    private static void validate(byte[] pain) throws Exception {
        var schema = BanksTest.class.getClassLoader().getResource("pain.001.001.09.xsd");
        assertThat(schema).isNotNull();
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(schema)
                .newValidator()
                .validate(new StreamSource(new ByteArrayInputStream(pain)));
    }

    private static long sum(PaymentsOrdered order) {
        return order.payments().stream().mapToLong(p -> p.amount().amountMinor()).sum();
    }

    private static long sum(BankStatementRead read) {
        return read.entries().stream().mapToLong(e -> e.cleared().amountMinor()).sum();
    }

    private void contracts(int count) {
        for (int i = 0; i < count; i++) {
            SensorSpec sensor =
                    new SensorSpec("sensor", SimulatedYear.kg(1), SimulatedYear.kg(1), 0);
            engine.handle(
                    new RegisterSilo(
                            new SiloSpec(
                                    "s-" + i,
                                    "PVC",
                                    SimulatedYear.kg(60_000),
                                    null,
                                    sensor,
                                    SimulatedYear.kg(1)),
                            START));
            Tariff tariff = new Tariff.PerUnit(new BigDecimal("81.5873"), UnitOfMeasure.TONNE);
            engine.signContract(
                    ContractTerms.builder("c-" + i)
                            .supplier(
                                    new Party("supplier-" + i, "Süß & Söhne <" + i + ">", iban(i)))
                            .customer(new Party("p", "Plant", PAYER))
                            .material("PVC")
                            .meters("s-" + i)
                            .currency(EUR)
                            .calendar(SimulatedYear.MONTHS)
                            .tariff(tariff)
                            .meteringFrom(START)
                            .build(),
                    START);
        }
    }

    private static String iban(int account) {
        return SimulatedYear.iban("50010517", account);
    }

    private void charge(int contracts, long no) {
        for (int i = 0; i < contracts; i++) {
            engine.internals()
                    .charge(new ChargeConsumption(metered(i, no, 4_000 + 17L * i), START));
        }
    }

    private static ConsumptionMetered metered(int contract, long no, long kg) {
        return new ConsumptionMetered(
                "s-" + contract,
                "c-" + contract,
                JANUARY,
                no,
                MeteredKind.PROVISIONAL,
                SimulatedYear.kg(kg),
                SimulatedYear.kg(kg),
                no);
    }
}
