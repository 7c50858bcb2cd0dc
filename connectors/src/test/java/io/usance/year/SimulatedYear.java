package io.usance.year;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.Party;
import io.usance.contract.Payee;
import io.usance.contract.SelfBilling;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.VatCategory;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.erp.BankStatement;
import io.usance.erp.BankStatementFile;
import io.usance.erp.InvoiceValidation;
import io.usance.erp.PaymentFile;
import io.usance.erp.SelfBillingInvoice;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.BillingPeriod;
import io.usance.pricing.Basis;
import io.usance.pricing.CarryForward;
import io.usance.pricing.IndexRule;
import io.usance.pricing.IndexValuesPublished;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.simulation.Imperfections;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Twenty contracts over a year: every kind of tariff, tax and settlement, readings that come after
 * their period was closed by command, prices agreed retroactively, charges held for an index that
 * is published late, settlements held for credit. Once per JVM; a test that writes to it does so on
 * its own contracts.
 */
final class SimulatedYear {
    static final long SEED = 20260105;
    static final int CONTRACTS = 20;
    static final int YEAR = 2025;
    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    static final BillingCalendar MONTHS = new BillingCalendar(ZONE, Cycle.MONTH);
    static final Instant FROM = LocalDate.of(YEAR, 1, 1).atStartOfDay(ZONE).toInstant();
    static final Instant TO = LocalDate.of(YEAR + 1, 1, 3).atStartOfDay(ZONE).toInstant();

    private static final int CHUNK = 400;
    private static final String INDEX = "RESIN";
    private static final Currency EUR = Currency.getInstance("EUR");

    /** This contract's readings of these days come only after the period was closed by command. */
    private static final int LATE_CONTRACT = 5;

    private static final LocalDate LATE_FROM = LocalDate.of(YEAR, 4, 24);

    final BillingEngine engine;
    final HikariDataSource pool;
    final List<ContractTerms> contracts = new ArrayList<>();

    /** All documents of the year as they were issued. */
    final List<byte[]> documents = new ArrayList<>();

    private final InvoiceValidation rules = new InvoiceValidation();
    private final List<SimulatedSilo> silos;
    private final int[] next;
    private final int[] nextNote;

    private static final class Shared {
        static final SimulatedYear YEAR = new SimulatedYear();
    }

    static SimulatedYear shared() {
        return Shared.YEAR;
    }

    private SimulatedYear() {
        System.out.println("simulated year, seed " + SEED);
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(SharedParts.newDatabase());
        settings.setMaximumPoolSize(4);
        pool = new HikariDataSource(settings);
        engine = BillingEngine.builder(pool).build();
        List<SiloProfile> profiles = new ArrayList<>();
        for (int i = 0; i < CONTRACTS; i++) {
            profiles.add(profile(i));
        }
        silos = SiloSimulator.simulate(new SimulationSpec(SEED, FROM, TO, profiles));
        next = new int[silos.size()];
        nextNote = new int[silos.size()];
        for (int i = 0; i < CONTRACTS; i++) {
            engine.handle(new RegisterSilo(silos.get(i).profile().silo(), FROM));
            contracts.add(terms(i));
            engine.signContract(contracts.get(i), FROM);
        }
        for (int month = 1; month <= 12; month++) {
            month(month);
        }
    }

    /** All periods of the year. */
    static List<BillingPeriod> periods() {
        List<BillingPeriod> periods = new ArrayList<>();
        for (int month = 1; month <= 12; month++) {
            periods.add(period(month));
        }
        return periods;
    }

    static BillingPeriod period(int month) {
        return MONTHS.periodOf(LocalDate.of(YEAR, month, 1).atStartOfDay(ZONE).toInstant());
    }

    static String id(int contract) {
        return "contract-%02d".formatted(contract + 1);
    }

    private void month(int month) {
        BillingPeriod period = period(month);
        // A day more, so that the period closes on its own.
        Instant until = period.end().plus(Duration.ofDays(2));
        for (int i = 0; i < CONTRACTS; i++) {
            feed(i, i == LATE_CONTRACT && month == 4 ? late() : until);
        }
        if (month == 4) {
            engine.handle(new ClosePeriod(silos.get(LATE_CONTRACT).siloId(), period.id(), until));
        }
        engine.catchUp();
        publishIndex(month);
        amend(month);
        engine.catchUp();
        // Whatever was held, or rated again, is invoiced when it is known.
        boolean news = month == 4 || month == 7 || month == 9;
        for (int closed = news ? 1 : month; closed <= month; closed++) {
            invoice(period(closed), until);
        }
        pay(month, until);
        post(period);
        engine.catchUp();
    }

    /** What is new of a period; a period is left for later if something of it is held. */
    private void invoice(BillingPeriod period, Instant at) {
        for (ContractTerms terms : contracts) {
            if (!engine.finance().invoices().charges(terms.contractId(), period.id()).isSettled()) {
                continue;
            }
            engine.finance()
                    .invoices()
                    .issue(
                            terms.contractId(),
                            period.id(),
                            at.atZone(ZONE).toLocalDate(),
                            at,
                            invoice -> {
                                byte[] ubl = SelfBillingInvoice.ubl(terms, invoice);
                                rules.require(ubl, invoice.documentId());
                                documents.add(ubl);
                            });
        }
    }

    /** The bank books what was ordered; in December it is three cents short of one payment. */
    private void pay(int month, Instant at) {
        LocalDate day = at.atZone(ZONE).toLocalDate();
        Optional<PaymentsOrdered> order = engine.finance().payments().order(day, at, terms -> true);
        if (order.isEmpty()) {
            return;
        }
        byte[] pain =
                PaymentFile.pain001(order.get(), id -> requireNonNull(engine.contractTerms(id)));
        int no = 0;
        for (Camt.Statement statement : Camt.booked(pain)) {
            List<Camt.Entry> entries = new ArrayList<>(statement.entries());
            if (month == 12 && no == 0) {
                Camt.Entry first = entries.getFirst();
                BigDecimal less = new BigDecimal(first.amount()).subtract(new BigDecimal("0.03"));
                entries.set(0, first.withAmount(less.toPlainString()));
            }
            byte[] file =
                    Camt.camt053(
                            "S-%d-%d".formatted(month, ++no),
                            new Camt.Statement(statement.account(), entries),
                            day.toString());
            BankStatement read = BankStatementFile.read(file).getFirst();
            engine.finance()
                    .payments()
                    .readStatement(
                            read.account(),
                            read.statementId(),
                            BankStatementFile.sha256(file),
                            read.lines(),
                            at);
        }
    }

    /** The ERP posts what was metered, but for a few kilograms of one contract. */
    private void post(BillingPeriod period) {
        for (MeterPeriod silo : engine.internals().readModels().meterPeriods()) {
            if (!silo.periodId().equals(period.id()) || silo.consumedMilli() == null) {
                continue;
            }
            long off = silo.meterId().equals("silo-09") ? 3_000 : 0;
            engine.finance()
                    .goodsMovements()
                    .read(
                            silo.contractId(),
                            "00".repeat(32),
                            List.of(
                                    new GoodsMovement(
                                            silo.meterId() + "/" + period.startDate(),
                                            period.id(),
                                            silo.meterId(),
                                            "201",
                                            new Quantity(
                                                    silo.consumedMilli() - off, Dimension.MASS),
                                            period.endDate())),
                            period.end());
        }
    }

    private static Instant late() {
        return LATE_FROM.atStartOfDay(ZONE).toInstant();
    }

    private void feed(int i, Instant until) {
        SimulatedSilo silo = silos.get(i);
        while (nextNote[i] < silo.deliveries().size()
                && silo.deliveries().get(nextNote[i]).arrivalAt().isBefore(until)) {
            var delivery = silo.deliveries().get(nextNote[i]++);
            engine.handle(new RecordDelivery(silo.siloId(), delivery.note(), delivery.arrivalAt()));
        }
        List<Reading> readings = new ArrayList<>();
        List<SimulatedReading> all = silo.readings();
        while (next[i] < all.size() && all.get(next[i]).arrivalAt().isBefore(until)) {
            all.get(next[i]++).decoded().ifPresent(readings::add);
        }
        for (int from = 0; from < readings.size(); from += CHUNK) {
            engine.handle(
                    new RecordReadings(
                            silo.siloId(),
                            readings.subList(from, Math.min(readings.size(), from + CHUNK)),
                            until));
        }
    }

    /** February's value comes two months late, and June's is corrected in September. */
    private void publishIndex(int month) {
        if (month == 2 || month == 3) {
            return;
        }
        if (month == 4) {
            publish(2);
            publish(3);
        }
        publish(month);
        if (month == 9) {
            publish(LocalDate.of(YEAR, 6, 1), new BigDecimal("1090.00"));
        }
    }

    private void publish(int month) {
        publish(LocalDate.of(YEAR, month, 1), BigDecimal.valueOf(101_000 + month * 550L, 2));
    }

    private void publish(LocalDate day, BigDecimal value) {
        engine.publishIndexValues(
                new IndexValuesPublished(
                        INDEX,
                        List.of(new IndexValuesPublished.DayValue(day, value)),
                        "exchange",
                        day.atStartOfDay(ZONE).toInstant()));
    }

    /** In July prices of two contracts change from May on: one up, one down. */
    private void amend(int month) {
        if (month == 7) {
            amend(0, new Tariff.PerUnit(new BigDecimal("1180.00"), UnitOfMeasure.TONNE));
            amend(1, graduated("1250", "1210", "1190"));
        }
    }

    private void amend(int contract, Tariff tariff) {
        ContractTerms signed = contracts.get(contract);
        Instant agreed = period(7).end().plus(Duration.ofDays(2));
        List<TariffVersion> tariffs = new ArrayList<>(signed.tariffs());
        tariffs.add(new TariffVersion(period(5).start(), agreed, tariff));
        ContractTerms amended = with(signed, signed.version() + 1, tariffs);
        engine.amendContract(amended, agreed);
        contracts.set(contract, amended);
    }

    private static ContractTerms with(ContractTerms t, int version, List<TariffVersion> tariffs) {
        return ContractTerms.builder(t.contractId())
                .version(version)
                .supplier(t.supplier())
                .customer(t.customer())
                .material(t.material())
                .meters(t.meterIds())
                .currency(t.currency())
                .calendar(t.calendar())
                .tariffs(tariffs)
                .rounding(t.rounding())
                .meteringFrom(t.meteringFrom())
                .payees(t.payees())
                .taxPercent(t.taxPercent())
                .selfBilling(t.selfBilling())
                .creditLimit(t.creditLimit())
                .settlement(t.settlement())
                .indexRules(t.indexRules())
                .build();
    }

    private static SiloProfile profile(int i) {
        SiloSpec silo =
                new SiloSpec(
                        "silo-%02d".formatted(i + 1),
                        "PVC granulate",
                        kg(60_000),
                        null,
                        new SensorSpec("sensor-%02d".formatted(i + 1), kg(25), kg(1), 24),
                        kg(1_000));
        return new SiloProfile(
                silo,
                ReadingKind.MASS,
                UnitOfMeasure.KILOGRAM,
                Duration.ofHours(2),
                kg(1_400 + 170L * (i % 7)),
                kg(180),
                kg(24_000),
                kg(38_000 + 1_500L * (i % 5)),
                i % 3 == 0
                        ? Imperfections.USUAL
                        : new Imperfections(0.01, 0, 0.002, 0, 1, 0, 0, 0));
    }

    private static ContractTerms terms(int i) {
        boolean yen = i == 18;
        Currency currency = yen ? Currency.getInstance("JPY") : EUR;
        VatCategory category = category(i);
        Tariff tariff = tariff(i, yen);
        String supplier = iban("50010517", 5407324931L + i % 6);
        String customer = iban("37040044", 532013000L + i % 3);
        return ContractTerms.builder(id(i))
                .supplier(new Party("supplier-" + i % 6, supplierName(i % 6), supplier))
                .customer(new Party("plant-" + i % 3, customerName(i % 3), customer))
                .material("PVC granulate")
                .meters("silo-%02d".formatted(i + 1))
                .currency(currency)
                .calendar(MONTHS)
                .tariff(tariff)
                .rounding(i % 2 == 0 ? RoundingMode.HALF_UP : RoundingMode.HALF_EVEN)
                .meteringFrom(FROM)
                .payees(
                        i % 9 == 4
                                ? List.of(
                                        new Payee(supplierName(i % 6), supplier, new Share(3, 7)),
                                        new Payee(
                                                "Granulat Finance",
                                                iban("50010517", 77L),
                                                new Share(4, 7)))
                                : List.of())
                .taxPercent(
                        category == VatCategory.STANDARD
                                ? new BigDecimal(i % 4 == 0 ? "7" : "19")
                                : null)
                .selfBilling(selfBilling(i, category, supplier, customer))
                .creditLimit(i == 7 ? new Money(100_000_00, currency) : null)
                .settlement(policy(i))
                .indexRules(i == 3 || i == 13 ? List.of(IndexRule.usual(INDEX)) : List.of())
                .build();
    }

    private static String supplierName(int i) {
        return List.of(
                        "Granulat AG",
                        "Düngemittel & Söhne <KG>",
                        "=HYPERLINK(\"x\") S.à r.l.",
                        "Żółć Sp. z o.o.",
                        "Ελληνική Ρητίνη Α.Ε.",
                        "O'Brien \"Resins\" Ltd")
                .get(i);
    }

    private static String customerName(int i) {
        return List.of(
                        "Fensterprofile GmbH & Co. KG",
                        "\u05d7\u05dc\u05d5\u05e0\u05d5\u05ea (1) \u05d1\u05e2\u05f4\u05de",
                        "\u5317\u4eac\u95e8\u7a97 \ud83c\udfed +A1")
                .get(i);
    }

    private static VatCategory category(int i) {
        return switch (i) {
            case 2 -> VatCategory.REVERSE_CHARGE;
            case 6 -> VatCategory.INTRA_COMMUNITY;
            case 10 -> VatCategory.EXPORT;
            case 14 -> VatCategory.EXEMPT;
            case 16 -> VatCategory.ZERO_RATED;
            case 19 -> VatCategory.OUT_OF_SCOPE;
            default -> VatCategory.STANDARD;
        };
    }

    private static SelfBilling selfBilling(
            int i, VatCategory category, String supplier, String customer) {
        boolean none = category == VatCategory.OUT_OF_SCOPE;
        return new SelfBilling(
                "SB-" + i,
                LocalDate.of(YEAR - 1, 12, 1),
                party("4012345000009", none ? null : "DE123456788", "Werkstraße " + i, supplier),
                party("4098765000003", none ? null : "DE987654328", "Profilweg 7", customer),
                "PO-%04d".formatted(4711 + i),
                category,
                category.needsReason() ? "no VAT: " + category : null,
                14,
                new BigDecimal("0.05"),
                new BigDecimal("0.5"));
    }

    private static InvoiceParty party(
            String gln, @Nullable String vatId, String street, String iban) {
        return new InvoiceParty(
                "0088", gln, vatId, "HRB 4711", street, "Bremen", "28195", "DE", iban, null);
    }

    private static SettlementPolicy policy(int i) {
        return switch (i % 4) {
            case 1 -> new SettlementPolicy(SettlementPolicy.When.AT_CLOSE, null, null);
            case 2 ->
                    new SettlementPolicy(
                            SettlementPolicy.When.THRESHOLD, null, new BigDecimal("5000"));
            default -> SettlementPolicy.EACH_STEP;
        };
    }

    private static Tariff tariff(int i, boolean yen) {
        if (yen) {
            return new Tariff.PerUnit(new BigDecimal("187350"), UnitOfMeasure.TONNE);
        }
        return switch (i % 10) {
            case 0 -> new Tariff.PerUnit(new BigDecimal("1217.5030"), UnitOfMeasure.TONNE);
            case 1 -> graduated("1200", "1150", "1100");
            case 2 ->
                    new Tariff.Volume(
                            List.of(
                                    new Tier(new BigDecimal("40"), new BigDecimal("1200")),
                                    new Tier(null, new BigDecimal("1099.95"))),
                            UnitOfMeasure.TONNE);
            case 3 ->
                    new Tariff.Indexed(
                            new BigDecimal("1180"),
                            new BigDecimal("0.4"),
                            new BigDecimal("0.6"),
                            INDEX,
                            new BigDecimal("1010.00"),
                            null,
                            null,
                            4,
                            UnitOfMeasure.TONNE);
            case 4 ->
                    new Tariff.Packaged(
                            new BigDecimal("1.2"), new BigDecimal("1333.33"), UnitOfMeasure.TONNE);
            case 5 -> new Tariff.PerUnit(new BigDecimal("1.2175030"), UnitOfMeasure.KILOGRAM);
            case 6 ->
                    new Tariff.Composite(
                            List.of(
                                    new Tariff.BaseFee(new BigDecimal("250")),
                                    graduated("1200", "1150", "1100"),
                                    new Tariff.Percentage(new BigDecimal("-3"), Basis.USAGE)));
            case 7 ->
                    new Tariff.Composite(
                            List.of(
                                    new Tariff.PerUnit(new BigDecimal("1100"), UnitOfMeasure.TONNE),
                                    new Tariff.Minimum(
                                            new BigDecimal("60000"), CarryForward.CREDIT)));
            case 8 ->
                    new Tariff.Composite(
                            List.of(
                                    new Tariff.PerUnit(new BigDecimal("1300"), UnitOfMeasure.TONNE),
                                    new Tariff.Maximum(new BigDecimal("55555.55"))));
            default -> graduated("1217.5030", "81.5873", "0.01");
        };
    }

    private static Tariff.Graduated graduated(String first, String second, String rest) {
        return new Tariff.Graduated(
                List.of(
                        new Tier(new BigDecimal("10"), new BigDecimal(first)),
                        new Tier(new BigDecimal("20"), new BigDecimal(second)),
                        new Tier(null, new BigDecimal(rest))),
                UnitOfMeasure.TONNE);
    }

    /** A German IBAN with its check digits. */
    static String iban(String bank, long account) {
        String basic = bank + "%010d".formatted(account);
        int check =
                98 - new BigInteger(basic + "131400").mod(BigInteger.valueOf(97)).intValueExact();
        return "DE%02d%s".formatted(check, basic);
    }

    static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }

    Optional<ContractTerms> contract(String contractId) {
        return contracts.stream().filter(one -> one.contractId().equals(contractId)).findFirst();
    }
}
