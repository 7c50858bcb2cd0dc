package io.usance.demo;

import io.usance.anchor.AnchorReference;
import io.usance.anchor.LogReference;
import io.usance.anchor.Receipt;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.demo.DemoOutcome.SiloRow;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.pricing.RatingLine;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.Batch;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.store.RecordedEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Prints what a demo did. */
final class DemoReport {
    private final PrintWriter text;
    private final BillingEngine engine;
    private final DemoPlant plant;
    private final DemoFiles files;

    DemoReport(PrintWriter text, BillingEngine engine, DemoPlant plant, DemoFiles files) {
        this.text = text;
        this.engine = engine;
        this.plant = plant;
        this.files = files;
    }

    void print(DemoOutcome outcome, DemoAnchor anchor) throws IOException {
        oneReading(anchor);
        table(outcome.silos());
        machines(outcome.machines());
        openPeriods(outcome);
        quarantine();
        identities(outcome.identities());
        fileList(outcome);
        text.flush();
    }

    /** Follows a settlement back to the reading it rests on, and forward to its proof. */
    private void oneReading(DemoAnchor anchor) throws IOException {
        List<Settlement> settlements =
                engine.internals().readModels().settlements().stream()
                        .filter(one -> !DemoMachine.ID.equals(one.meterId()))
                        .toList();
        if (settlements.isEmpty()) {
            line("%nNothing was drawn, so there is nothing to follow.");
            return;
        }
        Settlement chosen = settlements.get(settlements.size() / 2);
        RecordedEvent settled =
                find(
                        SettlementCommanded.class,
                        (SettlementCommanded s) -> s.settlementId().equals(chosen.settlementId()));
        SettlementCommanded settlement = (SettlementCommanded) settled.payload();
        String siloId = Objects.requireNonNull(settlement.siloId(), "settled with each step");
        RecordedEvent charged =
                find(
                        ConsumptionCharged.class,
                        (ConsumptionCharged c) ->
                                c.siloId().equals(siloId)
                                        && c.consumptionNo() == settlement.consumptionNo());
        RecordedEvent metered =
                find(
                        ConsumptionMetered.class,
                        (ConsumptionMetered m) ->
                                m.siloId().equals(siloId)
                                        && m.consumptionNo() == settlement.consumptionNo());
        ConsumptionMetered consumption = (ConsumptionMetered) metered.payload();
        RecordedEvent recorded =
                find(
                        ReadingsRecorded.class,
                        (ReadingsRecorded r) ->
                                r.siloId().equals(siloId)
                                        && r.readings().stream()
                                                .anyMatch(x ->
                                                        x.sequence()
                                                                == consumption.asOfSequence()));
        Reading reading =
                ((ReadingsRecorded) recorded.payload())
                        .readings().stream()
                                .filter(r -> r.sequence() == consumption.asOfSequence())
                                .findFirst()
                                .orElseThrow();
        ConsumptionCharged charge = (ConsumptionCharged) charged.payload();
        line("%nOne reading, followed to its proof");
        step(
                "reading",
                "%s no %d of %s: %s %s at %s",
                reading.sensorId(),
                reading.sequence(),
                siloId,
                reading.value().toPlainString(),
                reading.unit().code(),
                reading.sampledAt());
        step("recorded", "event %d", recorded.position());
        step(
                "metered",
                "event %d: consumption %d of the silo, %s %s of %s, period %s",
                metered.position(),
                consumption.consumptionNo(),
                consumption.kind().name().toLowerCase(Locale.ROOT),
                consumption.quantity(),
                consumption.periodTotal(),
                consumption.periodId());
        step(
                "charged",
                "event %d: %s; %s in the period so far",
                charged.position(),
                trace(charge.lines()),
                charge.periodAmount());
        step(
                "settlement",
                "event %d: %s, %s from %s to %s",
                settled.position(),
                settlement.settlementId(),
                settlement.amount(),
                settlement.payer(),
                settlement.payee());
        proof(chosen, anchor);
    }

    private void proof(Settlement settlement, DemoAnchor anchor) throws IOException {
        Receipt receipt = files.receipt(settlement.settlementId());
        Batch batch =
                engine.internals().readModels().batches().stream()
                        .filter(b -> b.batchNo() == receipt.batch().batchNo())
                        .findFirst()
                        .orElseThrow();
        step(
                "batch",
                "%d of %d settlements, root %s",
                batch.batchNo(),
                batch.count(),
                batch.root());
        switch (receipt.place()) {
            case AnchorReference chain ->
                    step(
                            "anchored",
                            "transaction %s in block %d",
                            chain.transactionHash(),
                            chain.blockNumber());
            case LogReference log ->
                    step(
                            "anchored",
                            "entry %d of the log %s, under a signed checkpoint over %d",
                            log.index(),
                            log.origin(),
                            log.size());
        }
        step(
                "proof",
                "%d hashes; checked offline: verified%s",
                receipt.proof().size(),
                asked(receipt, anchor));
    }

    private static String asked(Receipt receipt, DemoAnchor anchor) {
        return switch (anchor) {
            case DemoAnchor.Chain chain ->
                    "; asked the contract: "
                            + (chain.anchor()
                                            .verifyOnChain(
                                                    receipt.leafHash(),
                                                    receipt.proof(),
                                                    receipt.batch().batchNo())
                                    ? "true"
                                    : "FALSE");
            case DemoAnchor.Log log -> " with the log's public key";
        };
    }

    private static String trace(List<RatingLine> lines) {
        return lines.stream()
                .map(l ->
                        "%s%s x %s = %s"
                                .formatted(
                                        l.quantity().shown(),
                                        l.unit() == null ? "" : " " + l.unit().code(),
                                        l.unitPrice().toPlainString(),
                                        l.amountExact().shown()))
                .collect(Collectors.joining(" + "));
    }

    @SuppressWarnings("unchecked")
    private <T> RecordedEvent find(Class<T> type, Predicate<T> wanted) {
        long after = 0;
        while (true) {
            List<RecordedEvent> page =
                    engine.internals()
                            .log()
                            .next(type.getSimpleName(), after, Long.MAX_VALUE, 1_000);
            for (RecordedEvent event : page) {
                if (wanted.test((T) event.payload())) {
                    return event;
                }
            }
            if (page.isEmpty()) {
                throw new IllegalStateException("the log holds no such " + type.getSimpleName());
            }
            after = page.getLast().position();
        }
    }

    private void table(List<SiloRow> rows) {
        line("%nSilos, %s to %s (kg, EUR)", plant.from(), plant.to());
        line(
                "%-9s %-21s %13s %13s %11s %11s %15s %6s %8s",
                "silo",
                "",
                "true draw",
                "billed",
                "difference",
                "+/- (k=2)",
                "amount",
                "settl.",
                "anchored");
        for (SiloRow row : rows) {
            line(
                    "%-9s %-21s %13s %13s %11s %11s %15s %6d %8d%s",
                    row.siloId(),
                    row.description(),
                    kg(row.trueMilli()),
                    kg(row.billedMilli()),
                    kg(row.billedMilli() - row.trueMilli()),
                    kg(row.uncertaintyMilli()),
                    BigDecimal.valueOf(row.amountMinor(), 2).toPlainString(),
                    row.settlements(),
                    row.anchored(),
                    row.isWithin() ? "" : "  OUTSIDE ITS UNCERTAINTY");
        }
        line(
                "%-9s %-21s %13s %13s %11s %11s %15s %6d %8d",
                "all",
                "",
                kg(rows.stream().mapToLong(SiloRow::trueMilli).sum()),
                kg(rows.stream().mapToLong(SiloRow::billedMilli).sum()),
                kg(rows.stream().mapToLong(r -> r.billedMilli() - r.trueMilli()).sum()),
                "",
                BigDecimal.valueOf(rows.stream().mapToLong(SiloRow::amountMinor).sum(), 2)
                        .toPlainString(),
                rows.stream().mapToLong(SiloRow::settlements).sum(),
                rows.stream().mapToLong(SiloRow::anchored).sum());
    }

    private void machines(List<MachineRow> rows) {
        line("%nMachines, %s to %s", plant.from(), plant.to());
        line("%-9s %-21s %13s %13s %11s", "machine", "", "really made", "metered", "difference");
        rows.forEach(row -> row.print(text));
    }

    /**
     * Readings go on a little after the last period, and what was drawn then is settled as well.
     */
    private void openPeriods(DemoOutcome outcome) {
        List<Settlement> all = engine.internals().readModels().settlements();
        List<SiloRow> silos = outcome.silos();
        List<MachineRow> machines = outcome.machines();
        long count =
                all.size()
                        - silos.stream().mapToLong(SiloRow::settlements).sum()
                        - machines.stream().mapToLong(MachineRow::settlements).sum();
        long amount =
                all.stream().mapToLong(Settlement::amountMinor).sum()
                        - silos.stream().mapToLong(SiloRow::amountMinor).sum()
                        - machines.stream().mapToLong(MachineRow::amountMinor).sum();
        line(
                "Besides, %d settlements of %s EUR of the next period, which is open still.",
                count, BigDecimal.valueOf(amount, 2).toPlainString());
    }

    private void quarantine() {
        line("%nIn quarantine, by reason");
        engine.internals()
                .readModels()
                .quarantineByReason()
                .forEach((reason, count) -> line("  %-28s %6d", reason, count));
    }

    private void identities(List<Identity> identities) {
        line("%nIdentities");
        for (Identity identity : identities) {
            line(
                    "  %-4s %-75s %s = %s",
                    identity.holds() ? "ok" : "FAIL",
                    identity.name(),
                    identity.left(),
                    identity.right());
        }
    }

    private void fileList(DemoOutcome outcome) {
        line("%nFiles");
        line("  %s", files.settlements());
        line("  %s  OpenZeppelin standard-v1 dumps", files.batches().resolve("*.json"));
        line(
                "  %s  %d receipts, all checked offline; again: usance verify %s",
                files.receipts().resolve("*.json"),
                outcome.verified(),
                Files.exists(files.logKey())
                        ? files.receipts() + " --log-key " + files.logKey()
                        : files.receipts());
        line(
                "  %s  all that a settlement rests on, from the readings on; usance verify does the sum again",
                files.bundles().resolve("*.json"));
    }

    private void step(String name, String format, Object... values) {
        line("  %-11s " + format, prepend(name, values));
    }

    private static Object[] prepend(String name, Object[] values) {
        Object[] all = new Object[values.length + 1];
        all[0] = name;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }

    private void line(String format, Object... values) {
        text.printf(Locale.ROOT, format + "%n", values);
    }

    private static String kg(long milli) {
        return BigDecimal.valueOf(milli, 3).toPlainString();
    }
}
