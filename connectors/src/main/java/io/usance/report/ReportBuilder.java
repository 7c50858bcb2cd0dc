package io.usance.report;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.SelfBilling;
import io.usance.engine.BillingEngine;
import io.usance.finance.ContractHistory;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.FinanceException;
import io.usance.finance.PeriodCharges;
import io.usance.json.Json;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.pricing.RatingLine;
import io.usance.reconciliation.PeriodMatch;
import io.usance.reconciliation.PeriodMatching;
import io.usance.reconciliation.ReadModels.Batch;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.report.Report.Accrual;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.Change;
import io.usance.report.Report.Check;
import io.usance.report.Report.Detail;
import io.usance.report.Report.Evidence;
import io.usance.report.Report.Header;
import io.usance.report.Report.InvoiceLine;
import io.usance.report.Report.Measures;
import io.usance.report.Report.PriceLine;
import io.usance.report.Report.Tax;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the report of one period of a contract.
 *
 * <p>What may be many (settlements, charges, readings) goes into CSV files beside it, row by row;
 * the report holds their hashes, so its signature covers them.
 */
final class ReportBuilder {
    private static final int QUANTITY_DECIMALS = 3;

    private final BillingEngine engine;
    private final ContractTerms terms;
    private final BillingPeriod period;
    private final PeriodMatch match;
    private final PeriodCharges charges;
    private final SiloPass silos;
    private final LocalDate asOf;
    private final List<Detail> details = new ArrayList<>();
    private final PeriodFacts facts;

    /**
     * Collects everything, and writes the files of single entries.
     *
     * @param given day that ages count to; null for the day of the period's newest event
     * @param directory where these go
     * @throws FinanceException if the contract or the period is not known
     */
    ReportBuilder(
            BillingEngine engine,
            String contractId,
            String periodId,
            @Nullable LocalDate given,
            Path directory) {
        this.engine = engine;
        terms =
                Objects.requireNonNullElseGet(
                        engine.contractTerms(contractId),
                        () -> {
                            throw new FinanceException(
                                    "contract "
                                            + contractId
                                            + " is not signed in this database; check its id");
                        });
        period = terms.calendar().period(periodId);
        match =
                new PeriodMatching(engine.transactions())
                        .match(contractId, periodId)
                        .orElseThrow(() ->
                                new FinanceException(
                                        "contract %s has nothing in period %s: no charge was made for it"
                                                .formatted(contractId, periodId)));
        charges = new PeriodCharges(periodId);
        ChargesPass pass = new ChargesPass(directory);
        new ContractHistory(engine.log()).read(contractId, pass::take);
        details.add(pass.file.end());
        CsvFile readings =
                new CsvFile(
                        directory,
                        "readings.csv",
                        "silo_id",
                        "sensor_id",
                        "sequence",
                        "batch_id",
                        "sampled_at",
                        "kind",
                        "value",
                        "unit");
        silos = new SiloPass(engine, terms, period, readings);
        silos.run();
        details.add(readings.end());
        facts = new PeriodFacts(engine.transactions(), contractId, periodId);
        asOf =
                given == null
                        ? later(later(pass.last, period.endDate()), facts.lastBooking())
                        : given;
        details.add(facts.writeSettlements(directory, currency()));
    }

    private static LocalDate later(@Nullable LocalDate one, @Nullable LocalDate other) {
        if (one == null || other == null) {
            return Objects.requireNonNull(one == null ? other : one);
        }
        return one.isBefore(other) ? other : one;
    }

    /** The contract's events, in order: what was charged for the period, line by line. */
    private final class ChargesPass {
        private final CsvFile file;
        private @Nullable LocalDate last;

        ChargesPass(Path directory) {
            file =
                    new CsvFile(
                            directory,
                            "charges.csv",
                            "event",
                            "silo_id",
                            "consumption_no",
                            "kind",
                            "quantity",
                            "amount",
                            "contract_version",
                            "line_tier",
                            "line_quantity",
                            "line_unit",
                            "line_unit_price",
                            "line_amount_exact",
                            "line_basis");
        }

        void take(RecordedEvent event) {
            ContractEvent payload = (ContractEvent) event.payload();
            charges.add(payload);
            if (concerns(payload)) {
                last = event.recordedAt().atZone(period.zone()).toLocalDate();
            }
            switch (payload) {
                case ConsumptionCharged e when e.periodId().equals(period.id()) ->
                        lines(
                                event.position(),
                                e.siloId(),
                                e.consumptionNo(),
                                e.kind().name(),
                                BigDecimal.valueOf(e.quantity().milli(), QUANTITY_DECIMALS),
                                e.amount(),
                                e.contractVersion(),
                                e.lines());
                case ChargeAdjusted e when e.periodId().equals(period.id()) ->
                        lines(
                                event.position(),
                                null,
                                0,
                                e.cause().name(),
                                BigDecimal.ZERO,
                                e.amount(),
                                e.contractVersion(),
                                e.lines());
                default -> {}
            }
        }

        /** What later periods bring does not make this one older. */
        private boolean concerns(ContractEvent event) {
            return switch (event) {
                case ConsumptionCharged e -> e.periodId().equals(period.id());
                case ChargeAdjusted e -> e.periodId().equals(period.id());
                case ContractEvent.SettlementCommanded e -> e.periodId().equals(period.id());
                case ContractEvent.PeriodSettled e -> e.periodId().equals(period.id());
                default -> false;
            };
        }

        private void lines(
                long position,
                @Nullable String siloId,
                long consumptionNo,
                String kind,
                BigDecimal quantity,
                Money amount,
                int version,
                List<RatingLine> lines) {
            if (lines.isEmpty()) {
                file.row(position, siloId, consumptionNo, kind, quantity, amount.major(), version);
            }
            for (RatingLine line : lines) {
                file.row(
                        position,
                        siloId,
                        consumptionNo,
                        kind,
                        quantity,
                        amount.major(),
                        version,
                        line.tier(),
                        Table.cell(line.quantity()),
                        line.unit() == null ? null : line.unit().code(),
                        line.unitPrice(),
                        Table.cell(line.amountExact()),
                        line.of() == null ? line.basis() : Table.basis(line.of(), line.basis()));
            }
        }
    }

    boolean isOpen() {
        return !match.period().state().equals("SETTLED");
    }

    /**
     * The report as a version.
     *
     * @param before figures of the version before; empty for the first
     */
    Report version(int version, SortedMap<String, String> before) {
        Report report = report(version, List.of());
        if (version < 2) {
            return report;
        }
        return report(version, changes(before, report.figures()));
    }

    private static List<Change> changes(
            SortedMap<String, String> before, SortedMap<String, String> now) {
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), now.get(name))) {
                changes.add(new Change(name, before.get(name), now.get(name)));
            }
        }
        return changes;
    }

    private Report report(int version, List<Change> changes) {
        List<InvoiceIssued> invoices =
                engine.finance().invoices().issued(terms.contractId()).stream()
                        .filter(one -> one.periodId().equals(period.id()))
                        .toList();
        MatchSection section = new MatchSection(terms, match, invoices);
        List<BridgeLine> bridge = bridge();
        return new Report(
                header(version),
                bridge,
                List.copyOf(silos.levels()),
                section.lines(),
                prices(),
                tax(),
                accrual(section),
                invoices.stream().map(ReportBuilder::invoice).toList(),
                new Findings(terms, period, match, section, silos, facts, asOf).list(),
                Ageing.of(match.paid().open(), asOf, currency()),
                measures(),
                checks(bridge),
                changes,
                List.copyOf(details));
    }

    private Header header(int version) {
        String runId =
                ReportFiles.sha256(
                                (terms.contractId() + "|" + period.id() + "|" + version)
                                        .getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16);
        return new Header(
                runId,
                terms.contractId(),
                terms.version(),
                period.id(),
                period.start(),
                period.end(),
                period.zone().getId(),
                version,
                isOpen() ? "PRELIMINARY" : "CLOSED",
                asOf,
                terms.supplier().name(),
                terms.customer().name(),
                terms.material(),
                terms.currency().getCurrencyCode(),
                match.period().dimension().equals("MASS") ? "kg" : "L",
                configuration(),
                product(),
                evidence());
    }

    private String configuration() {
        try {
            return ReportFiles.sha256(Json.mapper().writeValueAsBytes(terms));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("terms that cannot be written", e);
        }
    }

    private static String product() {
        String version = ReportBuilder.class.getPackage().getImplementationVersion();
        return "usance " + (version == null ? "unpackaged" : version);
    }

    private Evidence evidence() {
        Batch last =
                match.anchored().lastBatch() == null
                        ? null
                        : facts.batch(match.anchored().lastBatch());
        return new Evidence(
                match.anchored().firstBatch(),
                match.anchored().lastBatch(),
                last == null ? null : last.root(),
                last == null ? null : last.transaction(),
                last == null ? null : last.blockNumber());
    }

    private List<BridgeLine> bridge() {
        List<BridgeLine> lines = new ArrayList<>();
        long[] sums = new long[5];
        double squares = 0;
        boolean all = true;
        for (MeterPeriod silo : engine.readModels().meterPeriods(terms.contractId(), period.id())) {
            long opening = orZero(silo.openingMilli());
            long closing = orZero(silo.closingMilli());
            long consumed = orZero(silo.consumedMilli());
            long[] parts = {
                opening, silo.deliveredMilli(), silo.adjustedMilli(), closing, consumed
            };
            boolean open = silo.consumedMilli() == null;
            boolean holds = open || opening + parts[1] + parts[2] - closing == consumed;
            for (int i = 0; i < sums.length; i++) {
                sums[i] += parts[i];
            }
            squares += Math.pow(orZero(silo.uncertaintyMilli()), 2);
            all &= holds;
            lines.add(
                    line(
                            silo.meterId(),
                            parts,
                            orZero(silo.uncertaintyMilli()),
                            silo.state(),
                            holds));
        }
        lines.add(line("total", sums, Math.round(Math.sqrt(squares)), match.period().state(), all));
        return lines;
    }

    private static BridgeLine line(
            String siloId, long[] parts, long uncertainty, String state, boolean holds) {
        return new BridgeLine(
                siloId,
                base(parts[0]),
                base(parts[1]),
                base(parts[2]),
                base(parts[3]),
                base(parts[4]),
                base(uncertainty),
                state,
                holds);
    }

    private List<PriceLine> prices() {
        List<PriceLine> lines = new ArrayList<>();
        for (RatingLine line : charges.lines()) {
            lines.add(
                    new PriceLine(
                            lines.size() + 1,
                            line.tier(),
                            line.quantity(),
                            line.unit() == null ? null : line.unit().code(),
                            line.unitPrice(),
                            line.amountExact(),
                            line.basis() == null ? "" : line.basis(),
                            line.of()));
        }
        return lines;
    }

    private Tax tax() {
        BigDecimal percent = terms.taxPercent() == null ? BigDecimal.ZERO : terms.taxPercent();
        Money net = new Money(match.charged().sum().netMinor(), terms.currency());
        Money tax = new Money(match.charged().sum().taxMinor(), terms.currency());
        Money expected =
                isOpen()
                        ? tax
                        : Money.rounded(
                                net.major().multiply(charges.taxPercent()).movePointLeft(2),
                                terms.currency(),
                                terms.rounding());
        SelfBilling billing = terms.selfBilling();
        return new Tax(
                percent,
                billing == null || billing.vatCategory() == null
                        ? null
                        : billing.vatCategory().code(),
                net.major(),
                tax.major(),
                expected.major(),
                tax.equals(expected));
    }

    private Accrual accrual(MatchSection section) {
        return new Accrual(
                major(match.charged().grossMinor() - match.settled().grossMinor()),
                major(match.settled().grossMinor() - match.paid().minor()),
                major(
                        section.isInvoiced()
                                ? match.charged().grossMinor() - section.invoicedMinor()
                                : 0));
    }

    private static InvoiceLine invoice(InvoiceIssued one) {
        return new InvoiceLine(
                one.documentId(),
                one.isCredit() ? "261" : "389",
                one.issuedOn(),
                one.precedingDocumentId(),
                one.net().major(),
                one.tax().major(),
                one.gross().major());
    }

    private Measures measures() {
        PeriodFacts.Cash cash = facts.cash();
        long delivered = silos.deliveredMilli();
        return new Measures(
                cash.medianDays(),
                cash.p95Days(),
                percent(cash.matchedCount(), cash.entryCount()),
                percent(cash.matchedMinor(), cash.entryMinor()),
                percent(silos.estimatedMilli(), delivered),
                silos.readings(),
                silos.setAside(),
                silos.missing());
    }

    private static @Nullable BigDecimal percent(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), MathContext.DECIMAL64)
                        .setScale(1, RoundingMode.HALF_UP);
    }

    private List<Check> checks(List<BridgeLine> bridge) {
        List<Check> checks = new ArrayList<>();
        BridgeLine total = bridge.getLast();
        checks.add(
                check(
                        "opening + deliveries + adjustments - closing = consumed",
                        total.opening()
                                .add(total.deliveries())
                                .add(total.adjustments())
                                .subtract(total.closing()),
                        isOpen() ? null : total.consumed()));
        Money net = new Money(match.charged().sum().netMinor(), terms.currency());
        checks.add(
                check(
                        "sum of price lines, rounded = charged net",
                        Money.rounded(
                                        RatingLine.sum(charges.lines()),
                                        terms.currency(),
                                        terms.rounding())
                                .major(),
                        net.major()));
        checks.add(
                check(
                        "charges by events = charges by read models",
                        charges.net().major(),
                        net.major()));
        checks.add(
                check(
                        "sum of settlements = commanded by the contract's account",
                        major(match.settled().grossMinor()),
                        major(match.settled().commandedMinor())));
        if (!isOpen()) {
            checks.add(
                    check(
                            "consumed of all silos = charged quantity",
                            total.consumed(),
                            base(match.charged().sum().quantityMilli())));
        }
        checks.add(
                check(
                        "settlements in the file = settlements matched, count",
                        BigDecimal.valueOf(details.getLast().rows()),
                        BigDecimal.valueOf(match.settled().sum().count())));
        return checks;
    }

    /**
     * @param right null if it does not have to hold yet
     */
    private static Check check(String name, BigDecimal left, @Nullable BigDecimal right) {
        BigDecimal other = right == null ? left : right;
        return new Check(name, left, other, left.compareTo(other) == 0);
    }

    private Currency currency() {
        return terms.currency();
    }

    private BigDecimal major(long minor) {
        return new Money(minor, terms.currency()).major();
    }

    static BigDecimal base(long milli) {
        return BigDecimal.valueOf(milli, QUANTITY_DECIMALS);
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
