package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.finance.StatementLine;
import io.usance.intake.RecordQuarantined;
import io.usance.money.Money;
import io.usance.pricing.IndexValuesPublished;
import io.usance.pricing.IndexValuesPublished.DayValue;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.reconciliation.MonitoringQueries;
import io.usance.reconciliation.PeriodBank;
import io.usance.reconciliation.PeriodMatching;
import io.usance.reconciliation.PeriodSettlements;
import io.usance.reconciliation.ReadModels.ContractPeriod;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.stage.NettingBook;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.Lease;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that an engine's statements are for, once: what is written is read again, and what was
 * read is the result. Names in it look like those of tables.
 */
final class EngineLife {
    private static final Instant LATER = PlantFixture.TO.plusSeconds(86_400);
    private static final LocalDate DAY = LocalDate.of(2026, 4, 2);
    private static final String SERIES = "usance.index";
    private static final String SHA256 = "ab".repeat(32);
    private static final int POLL = 25;

    private final BillingEngine engine;
    private final List<SimulatedSilo> silos;
    private final List<Object> seen = new ArrayList<>();

    EngineLife(BillingEngine engine, List<SimulatedSilo> silos) {
        this.engine = engine;
        this.silos = silos;
    }

    /** What was read, in words. */
    List<String> live() {
        meterAndCharge();
        batchAndNet();
        publish();
        pay();
        monitor();
        report();
        rebuild();
        return seen.stream().map(String::valueOf).toList();
    }

    private void meterAndCharge() {
        PlantFixture.setUp(engine, silos);
        List<Integer> cuts = IntStream.range(1, 400).mapToObj(i -> i * POLL).toList();
        for (SimulatedSilo silo : silos) {
            PlantFixture.feed(engine, silo, cuts);
        }
        engine.quarantine(
                new RecordQuarantined(
                        "usance.readings", 0, 7, 1, "BAD", "usance.domain_event", null, null));
        engine.unitOfWork(() -> {
            engine.internals().positions().readOrStart("usance.readings", 3, 0);
            engine.internals()
                    .advance(
                            List.of(
                                    new Advance(
                                            "usance.readings", 3, 0, 5, new Tally(1, 0, 0, 1))));
            return true;
        });
        engine.catchUp();
        engine.internals().evictCached();
        seen.add(engine.internals().positions().tally("usance.readings"));
        seen.add(engine.internals().readModels().settlements().size());
        seen.add(engine.internals().readModels().progress());
        ContractTerms terms = PlantFixture.terms(silos.getFirst());
        seen.add(engine.contractTerms(terms.contractId()));
    }

    private void batchAndNet() {
        long head = engine.internals().log().head();
        List<BatchEvent> events =
                List.of(
                        new BatchEvent.BatchSealed(1, 0, head, 40, "0x1", "0x2", LATER),
                        new BatchEvent.BatchAnchored(1, 1, "0x3", "0x4", 5, "0x6"));
        engine.internals().append(List.of(), events.get(0));
        engine.internals().append(events.subList(0, 1), events.get(1));
        engine.catchUp();
        NettingBook netting = new NettingBook(engine.internals().transactions());
        engine.unitOfWork(() -> {
            netting.add(
                    "acct-plant",
                    "acct-supplier",
                    settlement().amountMinor() > 0 ? eur(5) : eur(1));
            netting.add("acct-supplier", "acct-plant", eur(2));
            return true;
        });
        seen.add(netting.due());
        seen.add(engine.internals().readModels().batches());
        seen.add(engine.internals().batch(1));
        seen.add(engine.internals().netting(1));
    }

    private Settlement settlement() {
        return engine.internals().readModels().settlements().getFirst();
    }

    private static Money eur(long minor) {
        return new Money(minor, java.util.Currency.getInstance("EUR"));
    }

    private void publish() {
        engine.publishIndexValues(
                new IndexValuesPublished(
                        SERIES,
                        List.of(new DayValue(DAY, BigDecimal.TEN)),
                        "usance.source",
                        LATER));
        engine.catchUp();
        seen.add(engine.indexValues(SERIES));
        seen.add(engine.internals().indexUsers(SERIES));
    }

    private void pay() {
        PaymentsOrdered order =
                engine.finance().payments().order(DAY, LATER, terms -> true).orElseThrow();
        seen.add(order);
        List<StatementLine> lines = new ArrayList<>();
        order.payments()
                .forEach(one ->
                        lines.add(
                                new StatementLine(
                                        "usance.payment/" + lines.size(),
                                        one.endToEndId(),
                                        one.amount(),
                                        DAY)));
        lines.add(new StatementLine("usance.other", null, eur(100), DAY));
        seen.add(
                engine.finance()
                        .payments()
                        .readStatement("usance.account", "usance.1", SHA256, lines, LATER));
        seen.add(
                engine.finance()
                        .payments()
                        .readStatement(
                                "usance.account", "usance.2", "cd".repeat(32), lines, LATER));
        ContractPeriod period = period();
        List<GoodsMovement> movements =
                List.of(
                        new GoodsMovement(
                                "usance.movement",
                                period.periodId(),
                                "silo-0",
                                "usance.201",
                                new Quantity(5_000, Dimension.MASS),
                                DAY));
        for (int i = 0; i < 2; i++) {
            seen.add(
                    engine.finance()
                            .goodsMovements()
                            .read(period.contractId(), SHA256, movements, LATER));
        }
        seen.add(engine.finance().invoices().charges(period.contractId(), period.periodId()).net());
        seen.add(engine.finance().reports().history(period.contractId(), period.periodId()));
        engine.catchUp();
    }

    private ContractPeriod period() {
        return engine.internals().readModels().contractPeriods().getFirst();
    }

    private void monitor() {
        MonitoringQueries queries = new MonitoringQueries(engine.internals().transactions());
        seen.add(queries.positions().keySet().stream().sorted().toList());
        seen.add(queries.settlementsAfter(0));
        seen.add(queries.newestSettlement());
        seen.add(queries.oldestSettlementAfter(0));
        seen.add(queries.batchesAfter(0));
        seen.add(queries.quarantineByReason(engine.internals().projecting().position()));
        seen.add(queries.meters(LATER));
        seen.add(queries.held());
        seen.add(queries.nettedPairs(10));
        try (Lease lease = engine.internals().transactions().lease("usance.lease")) {
            seen.add(lease.held());
        }
    }

    private void report() {
        ContractPeriod period = period();
        String contract = period.contractId();
        seen.add(
                new PeriodMatching(engine.internals().transactions())
                        .match(contract, period.periodId()));
        seen.add(
                new PeriodBank(engine.internals().transactions(), contract, period.periodId())
                        .read(10));
        PeriodSettlements settlements = new PeriodSettlements(engine.internals().transactions());
        settlements.read(contract, period.periodId(), seen::add);
        seen.add(settlements.batch(1));
        seen.add(engine.internals().readModels().meterPeriods(contract, period.periodId()));
        seen.add(engine.internals().readModels().meterPeriods());
        seen.add(engine.internals().readModels().contractPeriods(contract, 5));
        seen.add(engine.internals().readModels().chargedQuantities(contract, period.periodId()));
        seen.add(engine.internals().readModels().settlementsDue(LATER, 5));
        seen.add(engine.internals().readModels().contract(contract));
        seen.add(engine.internals().readModels().contracts());
        seen.add(engine.internals().readModels().quarantineByReason());
        seen.add(engine.internals().readModels().overdue(LATER, 5));
        seen.add(engine.queries().settlements().stream().toList());
        seen.add(engine.queries().contractPeriods().stream().toList());
        seen.add(engine.queries().meterPeriods().stream().toList());
        seen.add(engine.queries().contracts().stream().toList());
        seen.add(engine.internals().readModels().identities());
        seen.add(engine.meterEvents(new io.usance.meter.silo.state.SiloKind(), "silo-0").size());
        seen.add(engine.contractEvents(contract).size());
    }

    private void rebuild() {
        List<String> before = engine.internals().readModels().dump();
        engine.internals().readModels().reset();
        seen.add(engine.internals().readModels().isCurrent());
        engine.catchUp();
        if (!engine.internals().readModels().dump().equals(before)) {
            throw new AssertionError("a rebuild gives other read models");
        }
        seen.add(String.join("\n", before));
    }
}
