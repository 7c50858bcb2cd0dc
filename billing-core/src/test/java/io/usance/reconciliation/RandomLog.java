package io.usance.reconciliation;

import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.PaymentNoted;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.contract.Party;
import io.usance.intake.RecordQuarantined;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.metering.MeteredKind;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.settlement.BatchEvent.BatchAnchored;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchLogged;
import io.usance.settlement.BatchEvent.BatchSealed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Events of all kinds that the read models take, in any order: nothing that silos and contracts
 * would ever do, but all that the order of changes could matter for. Few silos, contracts and
 * periods, so that they meet often.
 */
public final class RandomLog {
    private static final int KINDS = 26;
    private static final int CONTRACTS = 3;
    private static final int SILOS = 4;
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final List<String> PERIODS =
            List.of("2026-03-01/2026-04-01", "2026-04-01/2026-05-01", "2026-05-01/2026-06-01");
    private static final BillingCalendar MONTHS =
            new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final List<RatingLine> LINES =
            List.of(
                    new RatingLine(
                            1,
                            new BigDecimal("0.5"),
                            UnitOfMeasure.TONNE,
                            new BigDecimal("1217.5030"),
                            new BigDecimal("608.7515")));

    private final RandomGenerator random;
    private int no;
    private int batches;

    public RandomLog(RandomGenerator random) {
        this.random = random;
    }

    /** What all else rests on comes first: contracts, assignments, open periods. */
    public List<Object> events(int count) {
        List<Object> events = new ArrayList<>();
        for (int contract = 0; contract < CONTRACTS; contract++) {
            events.add(new ContractSigned(terms("c-" + contract), FROM));
        }
        for (int no = 0; no < SILOS; no++) {
            String silo = "silo-" + no;
            events.add(new ContractAssigned(silo, "c-0", MONTHS, FROM, FROM));
            for (String period : PERIODS.subList(0, 2)) {
                events.add(
                        new OpeningStockMeasured(
                                silo, "c-0", period, quantity(), quantity(), at()));
            }
        }
        while (events.size() < count) {
            events.add(event(random.nextInt(KINDS)));
        }
        return events;
    }

    private Object event(int kind) {
        String silo = "silo-" + random.nextInt(SILOS);
        String contract = "c-" + random.nextInt(CONTRACTS);
        int month = random.nextInt(2);
        String period = PERIODS.get(month);
        no++;
        return switch (kind) {
            case 0, 1, 2 -> readings(silo);
            case 3, 4 ->
                    new ConsumptionMetered(
                            silo,
                            contract,
                            period,
                            no,
                            MeteredKind.PROVISIONAL,
                            quantity(),
                            quantity(),
                            no);
            case 5, 6 -> charged(contract, silo, period);
            case 7, 8, 9 -> commanded(contract, silo, period);
            case 10 -> new ContractAssigned(silo, contract, MONTHS, at(), at());
            case 11 -> new ContractEnded(silo, contract, MONTHS.periodOf(FROM).end(), at());
            case 12 ->
                    new OpeningStockMeasured(silo, contract, period, quantity(), quantity(), at());
            case 13 ->
                    new DeliveryCounted(
                            silo,
                            contract,
                            period,
                            random.nextBoolean() ? PERIODS.get(0) : null,
                            no,
                            List.of(),
                            quantity(),
                            DeliverySource.WEIGHED,
                            quantity(),
                            quantity(),
                            false,
                            null);
            case 14 ->
                    new StockAdjusted(
                            silo,
                            contract,
                            period,
                            no,
                            AdjustmentSource.STATED,
                            quantity(),
                            quantity(),
                            at(),
                            at(),
                            null,
                            null,
                            null);
            case 15 -> closed(silo, contract, month);
            case 16 -> new ContractTerminated(contract, at(), "over", at());
            case 17 -> held(contract, silo, period);
            case 18 ->
                    new ChargeAdjusted(
                            contract,
                            period,
                            AdjustmentCause.INDEX,
                            Quantities.only(quantity()),
                            amount(),
                            money(),
                            money(),
                            amount(),
                            1,
                            LINES);
            case 19 -> new TaxCharged(contract, period, money(), exact(), money(), money());
            case 20 ->
                    new SettlementHeld(
                            contract, period, HoldReason.CREDIT_LIMIT, money(), money(), money());
            case 21 -> new PaymentNoted(contract, money(), no, "reference " + no, at());
            case 22 ->
                    new PeriodSettled(
                            contract,
                            period,
                            Quantities.only(quantity()),
                            amount(),
                            money(),
                            money(),
                            money(),
                            no,
                            null);
            case 23 ->
                    new ExceptionRaised(
                            contract,
                            no,
                            silo,
                            period,
                            "UNUSUAL_FALL",
                            at(),
                            at(),
                            quantity(),
                            quantity(),
                            no,
                            random.nextBoolean() ? at() : null);
            case 24 ->
                    new ExceptionEnded(
                            contract,
                            1 + random.nextInt(no),
                            period,
                            ExceptionEnded.How.RESOLVED,
                            "Ann",
                            "mended",
                            at());
            default -> batchOrRefused();
        };
    }

    private ReadingsRecorded readings(String silo) {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0, count = 1 + random.nextInt(30); i < count; i++) {
            boolean volume = random.nextInt(5) == 0;
            readings.add(
                    new Reading(
                            "sensor-" + random.nextInt(2),
                            random.nextLong(1L << 50),
                            text("batch"),
                            at(),
                            volume ? ReadingKind.VOLUME : ReadingKind.MASS,
                            exact(),
                            volume ? UnitOfMeasure.CUBIC_METRE : UnitOfMeasure.KILOGRAM,
                            random.nextBoolean() ? exact() : null));
        }
        return new ReadingsRecorded(silo, readings, at());
    }

    private ConsumptionCharged charged(String contract, String silo, String period) {
        return new ConsumptionCharged(
                contract,
                silo,
                period,
                no,
                MeteredKind.PROVISIONAL,
                quantity(),
                quantity(),
                amount(),
                money(),
                money(),
                1,
                LINES,
                random.nextInt(5) == 0 ? null : at());
    }

    private SettlementCommanded commanded(String contract, String silo, String period) {
        return new SettlementCommanded(
                contract,
                contract + "/" + no,
                no,
                random.nextBoolean() ? silo : null,
                period,
                no,
                Quantities.only(quantity()),
                money(),
                "payer",
                "payee \"" + text("p") + "\"",
                1,
                LINES,
                random.nextInt(4) == 0 ? SettlementPurpose.TAX : SettlementPurpose.CONSUMPTION,
                random.nextBoolean() ? new Share(1 + random.nextInt(3), 7) : null);
    }

    private ConsumptionHeld held(String contract, String silo, String period) {
        return new ConsumptionHeld(
                contract,
                silo,
                period,
                no,
                MeteredKind.PROVISIONAL,
                quantity(),
                quantity(),
                HoldReason.INDEX_VALUE_MISSING,
                "detail",
                random.nextBoolean() ? at() : null);
    }

    private PeriodClosed closed(String silo, String contract, int month) {
        return new PeriodClosed(
                silo,
                contract,
                PERIODS.get(month),
                PERIODS.get(month + 1),
                quantity(),
                quantity(),
                null,
                quantity(),
                quantity(),
                quantity(),
                quantity(),
                quantity(),
                quantity(),
                random.nextBoolean(),
                random.nextBoolean(),
                at(),
                null,
                null);
    }

    private Object batchOrRefused() {
        long known = Math.max(1, batches);
        return switch (random.nextInt(5)) {
            case 0 -> new BatchSealed(++batches, no, no + 5L, 5, "0xroot" + no, "0xseed", at());
            case 1 -> new BatchAnchored(known, 1, "0xcontract", "0xtx" + no, no, "0xblock");
            case 2 -> new BatchLogged(known, "log", "00000000", 0, 1, "checkpoint", List.of());
            case 3 -> new BatchConfirmed(known, 12);
            default ->
                    new RecordQuarantined(
                            "topic", 0, no, 0, "reason", "detail", null, new byte[no % 7]);
        };
    }

    private static ContractTerms terms(String contractId) {
        return ContractTerms.builder(contractId)
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("PVC granulate")
                .meters("silo-1")
                .currency(EUR)
                .calendar(MONTHS)
                .tariff(new Tariff.PerUnit(new BigDecimal("1200"), UnitOfMeasure.TONNE))
                .rounding(RoundingMode.HALF_EVEN)
                .meteringFrom(FROM)
                .build();
    }

    private @Nullable String text(String prefix) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> prefix + " \"quoted\" \\ ü €";
            default -> prefix + random.nextInt(3);
        };
    }

    private Instant at() {
        return FROM.plus(Duration.ofMillis(random.nextLong(90L * 24 * 3_600_000)));
    }

    private Quantity quantity() {
        return new Quantity(random.nextLong(-1_000_000, 50_000_000), Dimension.MASS);
    }

    private Money money() {
        return new Money(random.nextLong(-100_000, 10_000_000), EUR);
    }

    /** One in four has no finite decimal form. */
    private ExactAmount amount() {
        Fraction value = Fraction.of(exact());
        return new ExactAmount(
                random.nextInt(4) == 0 ? value.dividedBy(Fraction.of(3_600)) : value,
                money().currency());
    }

    private BigDecimal exact() {
        return BigDecimal.valueOf(random.nextLong(-100_000, 10_000_000), random.nextInt(6));
    }
}
