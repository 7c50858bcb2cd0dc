package io.usance.engine;

import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.IndexFixed;
import io.usance.contract.ContractEvent.PaymentNoted;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractEvent.SiloLeft;
import io.usance.contract.ContractEvent.SiloPeriodNoted;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.contract.Party;
import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankOutcome;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.GoodsMovementsRead;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.FinanceEvent.OrderedPayment;
import io.usance.finance.FinanceEvent.PaymentPart;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.finance.FinanceEvent.ReportAnchored;
import io.usance.finance.FinanceEvent.ReportDrafted;
import io.usance.finance.FinanceEvent.ReportReviewed;
import io.usance.finance.FinanceEvent.ReportSigned;
import io.usance.intake.RecordQuarantined;
import io.usance.meter.machine.state.GoldenMachineEvents;
import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ClosedPeriodCorrected;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.DeliveryNoteRecorded;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.SensorChangeKind;
import io.usance.meter.silo.SiloEvent.SensorChanged;
import io.usance.meter.silo.SiloEvent.SequenceGapNoted;
import io.usance.meter.silo.SiloEvent.SetAsideReason;
import io.usance.meter.silo.SiloEvent.SiloRegistered;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.IndexValuesPublished;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.settlement.BatchEvent.BatchAnchored;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchLogged;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.settlement.NettingEvent.BatchNetted;
import io.usance.settlement.NettingEvent.HeldReason;
import io.usance.settlement.NettingEvent.NetMove;
import io.usance.settlement.NettingEvent.NetPosition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One representative instance of every event, with the fields that are easy to lose. */
final class GoldenEvents {
    static final Instant AT = Instant.parse("2026-02-28T23:00:00Z");
    static final BillingCalendar MONTHS =
            new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final String APRIL = "2026-04-01/2026-05-01";
    private static final Instant LATER = Instant.parse("2026-03-05T09:41:07.125Z");

    static final List<RatingLine> LINES =
            List.of(
                    new RatingLine(
                            1,
                            new BigDecimal("0.5"),
                            UnitOfMeasure.TONNE,
                            new BigDecimal("1217.5030"),
                            new BigDecimal("608.7515")),
                    new RatingLine(
                            2,
                            new BigDecimal("-10"),
                            UnitOfMeasure.TONNE,
                            new BigDecimal("1150"),
                            new BigDecimal("-11500")));

    private GoldenEvents() {}

    static List<Object> all() {
        List<Object> all = new ArrayList<>(ofSilosAndContracts());
        all.addAll(GoldenMachineEvents.all());
        return all;
    }

    private static List<Object> ofSilosAndContracts() {
        return List.of(
                new SiloRegistered(silo(new BigDecimal("565.0")), AT),
                new ContractAssigned("silo-7", "c-1", MONTHS, AT, LATER),
                readings(),
                new DeliveryNoteRecorded(
                        "silo-7",
                        "c-1",
                        new DeliveryNote("LS-4711/ä", LATER, kg(24_120_500)),
                        LATER.plusMillis(1)),
                new DeliveryCounted(
                        "silo-7",
                        "c-1",
                        APRIL,
                        MARCH,
                        0,
                        List.of("LS-4711/ä", "LS-4712"),
                        kg(-120_500),
                        DeliverySource.CORRECTION,
                        kg(24_240_000),
                        kg(81_234),
                        true,
                        null),
                new DeliveryNotSeen("silo-7", "c-1", MARCH, "LS-9", kg(24_000_000)),
                new OpeningStockMeasured("silo-7", "c-1", MARCH, kg(41_250_000), kg(35_001), AT),
                new ConsumptionMetered(
                        "silo-7",
                        "c-1",
                        MARCH,
                        51,
                        MeteredKind.TRUE_UP,
                        kg(-35_000),
                        kg(50_455_000),
                        9_007_199_254_740_993L),
                new SensorChanged(
                        "silo-7",
                        1,
                        SensorChangeKind.REPLACED,
                        new SensorSpec("s-1b", kg(15_000), kg(500), 0, SensorSpec.Sequencing.TIME),
                        LATER,
                        "radar replaced after \"drift\"",
                        kg(-3_000_250),
                        LATER.plusMillis(1)),
                new SequenceGapNoted("silo-7", "s-1", 1_044, 9_007_199_254_740_993L, AT, LATER),
                new ReadingSetAside(
                        "silo-7", "s-1", 1_045, LATER, kg(-500), SetAsideReason.IMPOSSIBLE_RATE),
                new MeteringDoubted(
                        "silo-7",
                        "c-1",
                        MARCH,
                        Doubt.UNUSUAL_FALL,
                        AT,
                        LATER,
                        kg(5_800_250),
                        kg(310_007)),
                new DeliveryCorrected(
                        "silo-7",
                        "c-1",
                        new DeliveryNote("LS-4711/ä", LATER, kg(29_120_500)),
                        new DeliveryNote("LS-4711/ä", AT, kg(24_120_500)),
                        new Entered("K-1", "Ann Ärmel", "typed 5 t too high", LATER, true)),
                new DeliveryVoided(
                        "silo-7",
                        "c-1",
                        new DeliveryNote("LS-9", LATER, kg(24_000_000)),
                        new Entered("K-2", "Ann Ärmel", "of another silo", LATER)),
                new StockEntered(
                        "silo-7",
                        "c-1",
                        StockChange.STOCK_TAKE,
                        kg(8_600_000),
                        kg(10_000),
                        kg(9_000_250),
                        null,
                        AT,
                        new Entered("I-1", "Ann Ärmel", "stock-take", LATER)),
                new StockAdjusted(
                        "silo-7",
                        "c-1",
                        MARCH,
                        1,
                        AdjustmentSource.MEASURED,
                        kg(-3_000_250),
                        kg(310_007),
                        AT,
                        LATER,
                        null,
                        null,
                        null),
                new PeriodClosed(
                        "silo-7",
                        "c-1",
                        MARCH,
                        APRIL,
                        kg(41_250_000),
                        kg(48_180_000),
                        kg(-3_000_250),
                        kg(35_904_750),
                        kg(35_904_749),
                        kg(50_525_000),
                        kg(50_490_000),
                        kg(35_000),
                        kg(49_512),
                        false,
                        false,
                        LATER,
                        null,
                        null),
                new ClosedPeriodCorrected(
                        "silo-7",
                        "c-1",
                        APRIL,
                        MARCH,
                        kg(1_250_500),
                        kg(81_234),
                        kg(34_654_250),
                        LATER),
                new ContractEnded("silo-7", "c-1", LATER, AT),
                new ContractSigned(terms(), AT),
                new ConsumptionCharged(
                        "c-1",
                        "silo-7",
                        MARCH,
                        51,
                        MeteredKind.PROVISIONAL,
                        kg(-9_500_000),
                        kg(50_525_000),
                        exact("61514.339075"),
                        eur(-10_891_25),
                        eur(61_514_34),
                        2,
                        LINES,
                        LATER),
                new SettlementCommanded(
                        "c-1",
                        "c-1/12",
                        12,
                        "silo-7",
                        MARCH,
                        51,
                        Quantities.only(kg(-9_500_000)),
                        eur(-10_891_25),
                        "acct-plant",
                        "acct-supplier",
                        2,
                        LINES,
                        SettlementPurpose.CONSUMPTION,
                        new Share(3, 7)),
                new ContractAmended(terms(), LATER),
                new ContractTerminated("c-1", LATER, "moved to another supplier", LATER),
                new ConsumptionHeld(
                        "c-1",
                        "silo-7",
                        MARCH,
                        52,
                        MeteredKind.TRUE_UP,
                        kg(35_000),
                        kg(50_525_000),
                        HoldReason.INDEX_VALUE_MISSING,
                        "publish it",
                        LATER),
                new IndexFixed("c-1", MARCH, "PVC", new BigDecimal("1063.50"), "PVC of 2026-03-01"),
                new ChargeAdjusted(
                        "c-1",
                        MARCH,
                        AdjustmentCause.AMENDMENT,
                        Quantities.only(kg(50_525_000)),
                        exact("61514.339075"),
                        eur(-42_61),
                        eur(61_514_34),
                        exact("12.5"),
                        2,
                        LINES),
                new TaxCharged(
                        "c-1",
                        MARCH,
                        eur(61_514_34),
                        new BigDecimal("19"),
                        eur(11_687_72),
                        eur(11_687_72)),
                new SettlementHeld(
                        "c-1",
                        MARCH,
                        HoldReason.CREDIT_LIMIT,
                        eur(42_61),
                        eur(61_471_73),
                        eur(61_500_00)),
                new CreditLimitNear("c-1", eur(61_471_73), eur(61_500_00)),
                new ExceptionRaised(
                        "c-1",
                        3,
                        "silo-7",
                        MARCH,
                        "UNUSUAL_FALL",
                        AT,
                        LATER,
                        kg(5_800_000),
                        kg(310_000),
                        212,
                        LATER),
                new ExceptionEnded(
                        "c-1",
                        3,
                        MARCH,
                        ExceptionEnded.How.ACCEPTED,
                        "A. Meier",
                        "two trucks were loaded",
                        LATER),
                new PaymentNoted("c-1", eur(61_471_73), 7, "batch 7", LATER),
                new IndexValuesPublished(
                        "PVC",
                        List.of(
                                new IndexValuesPublished.DayValue(
                                        LocalDate.of(2026, 3, 2), new BigDecimal("1063.50"))),
                        "the exchange",
                        LATER),
                new SiloLeft("c-1", "silo-7", LATER),
                new SiloPeriodNoted(
                        "c-1",
                        "silo-7",
                        MARCH,
                        Quantities.only(new Quantity(3_070_900, Dimension.VOLUME))),
                new PeriodSettled(
                        "c-1",
                        MARCH,
                        Quantities.only(kg(50_525_000)),
                        exact("61514.339075"),
                        eur(61_514_34),
                        eur(61_471_73),
                        eur(42_61),
                        53,
                        exact("12.5")),
                new BatchSealed(3, 1_200, 2_450, 500, hash("a1"), hash("5e"), LATER),
                new BatchAnchored(
                        3,
                        31_337,
                        "0x5FbDB2315678afecb367f032d93F642f64180aa3",
                        hash("7c"),
                        19,
                        hash("b0")),
                new BatchLogged(
                        3,
                        "plant.example/log",
                        "1a2b3c4d",
                        2,
                        3,
                        "plant.example/log\n3\nAAAA\n\n— plant.example/log Gis8TQ==\n",
                        List.of(hash("c1"), hash("c2"))),
                new BatchConfirmed(3, 12),
                new BatchNetted(
                        3,
                        List.of(
                                new NetPosition("acct-p", "acct-s", eur(61_471_73), null),
                                new NetPosition("acct-s", "acct-p", eur(5), HeldReason.NO_MANDATE)),
                        LATER),
                new BatchMoved(
                        3,
                        "EUR",
                        31_337,
                        "0x5fbdb2315678afecb367f032d93f642f64180aa3",
                        hash("7c"),
                        19,
                        hash("b0"),
                        List.of(new NetMove("acct-p", "acct-s", eur(61_471_73)))),
                new RecordQuarantined(
                        "usance.readings",
                        11,
                        123_456_789_012L,
                        1_772_703_667_125L,
                        "MALFORMED_JSON",
                        "line 1: \"unexpected\" end\tof input",
                        null,
                        "{\"siloId\":\u0000ä".getBytes(StandardCharsets.UTF_8)),
                new InvoiceIssued(
                        "c-1",
                        MARCH,
                        2,
                        "c-1-0002",
                        "c-1-0001",
                        2,
                        LINES,
                        eur(-10_891_25),
                        new BigDecimal("19"),
                        eur(-2_069_34),
                        LocalDate.of(2026, 4, 2),
                        LATER),
                new PaymentsOrdered(
                        1,
                        LocalDate.of(2026, 4, 7),
                        List.of(
                                new OrderedPayment(
                                        "USC-1-1",
                                        "acct-plant",
                                        "acct-supplier",
                                        eur(90_00),
                                        List.of(
                                                new PaymentPart("c-1", MARCH, eur(100_00)),
                                                new PaymentPart("c-2", MARCH, eur(-10_00))))),
                        LATER),
                new BankStatementRead(
                        "DE89370400440532013000",
                        "2026-04-07/1",
                        "ab".repeat(32),
                        List.of(
                                new BankEntry(
                                        "B-1",
                                        "USC-1-1",
                                        eur(89_99),
                                        LocalDate.of(2026, 4, 7),
                                        BankOutcome.WITHIN_TOLERANCE,
                                        eur(90_00),
                                        eur(-1),
                                        "open were 90.00 EUR"),
                                new BankEntry(
                                        "B-2",
                                        null,
                                        eur(-5_00),
                                        LocalDate.of(2026, 4, 8),
                                        BankOutcome.FOREIGN,
                                        eur(0),
                                        eur(0),
                                        "names no payment")),
                        LATER),
                new GoodsMovementsRead(
                        "c-1",
                        "cd".repeat(32),
                        List.of(
                                new GoodsMovement(
                                        "4900000001/2026/1",
                                        MARCH,
                                        "silo-7",
                                        "202",
                                        kg(-50_525_000),
                                        LocalDate.of(2026, 4, 1))),
                        LATER),
                new ReportDrafted(
                        "c-1",
                        MARCH,
                        2,
                        "ef".repeat(32),
                        new TreeMap<>(Map.of("paid.money", "61514.34")),
                        LATER),
                new ReportReviewed("c-1", MARCH, 2, "ef".repeat(32), "Ada Ä.", LATER),
                new ReportSigned("c-1", MARCH, 2, "ef".repeat(32), "Grace H.", 7, LATER),
                new ReportAnchored(
                        "c-1", MARCH, 2, "ef".repeat(32), 7, hash("01"), "block 5", LATER));
    }

    private static ReadingsRecorded readings() {
        return new ReadingsRecorded(
                "silo-7",
                List.of(
                        reading("s-1", 1_041, "b-9", "2026-03-05T09:00:00.250Z", "41250.500"),
                        reading("s-1", 1_042, "b-9", "2026-03-05T09:15:00Z", "41250.50"),
                        // Out of the device's order and of the clock's.
                        reading("s-1", 1_040, "b-9", "2026-03-05T08:45:00Z", "-0.0"),
                        reading("s-1", 1_043, null, "2026-03-05T09:30:00.001Z", "0.00001"),
                        new Reading(
                                "s-2",
                                9_007_199_254_740_993L,
                                null,
                                Instant.parse("1969-12-31T23:59:59.999Z"),
                                ReadingKind.VOLUME,
                                new BigDecimal("63.0871"),
                                UnitOfMeasure.CUBIC_METRE)),
                LATER);
    }

    private static Reading reading(
            String sensor, long sequence, @Nullable String batch, String at, String value) {
        return new Reading(
                sensor,
                sequence,
                batch,
                Instant.parse(at),
                ReadingKind.MASS,
                new BigDecimal(value),
                UnitOfMeasure.KILOGRAM);
    }

    static SiloSpec silo(@Nullable BigDecimal density) {
        return new SiloSpec(
                "silo-7",
                "PVC granulate",
                kg(60_000_000),
                density,
                new SensorSpec("s-1", kg(20_000), kg(1_000), 24),
                kg(1_000_000));
    }

    static ContractTerms terms() {
        return ContractTerms.builder("c-1")
                .version(2)
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile \"Süd\" GmbH", "acct-plant"))
                .material("PVC granulate")
                .meters("silo-7", "silo-8")
                .currency(Currency.getInstance("EUR"))
                .calendar(MONTHS)
                .tariff(
                        new Tariff.Graduated(
                                List.of(
                                        new Tier(
                                                new BigDecimal("10.000"),
                                                new BigDecimal("1217.5030")),
                                        new Tier(null, new BigDecimal("1100"))),
                                UnitOfMeasure.TONNE))
                .rounding(RoundingMode.HALF_EVEN)
                .meteringFrom(AT)
                .build();
    }

    static Quantity kg(long grams) {
        return new Quantity(grams, Dimension.MASS);
    }

    static ExactAmount exact(String amount) {
        return new ExactAmount(Fraction.parse(amount), Currency.getInstance("EUR"));
    }

    static Money eur(long cents) {
        return new Money(cents, Currency.getInstance("EUR"));
    }

    private static String hash(String bytes) {
        return "0x" + bytes.repeat(32);
    }
}
