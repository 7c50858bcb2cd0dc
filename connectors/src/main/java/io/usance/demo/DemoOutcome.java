package io.usance.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.Verification;
import io.usance.bundle.BundleVerification;
import io.usance.bundle.BundleVerifier;
import io.usance.engine.BillingEngine;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.simulation.SimulatedSilo;
import io.usance.tlog.LogPublicKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of a demo.
 *
 * @param silos one row per silo
 * @param machines one row per machine
 * @param identities with their numbers
 * @param verified receipts that verified
 * @param failures what did not hold, one plain line each; empty if all is well
 */
public record DemoOutcome(
        List<SiloRow> silos,
        List<MachineRow> machines,
        List<Identity> identities,
        long verified,
        List<String> failures) {

    /**
     * One silo over all closed periods; readings go on into the next, which is left out. Quantities
     * in thousandths of a kilogram.
     *
     * @param trueMilli drawn in truth
     * @param billedMilli billed
     * @param uncertaintyMilli expanded uncertainty (k = 2) of what was billed
     * @param amountMinor settled, minor units
     */
    public record SiloRow(
            String siloId,
            String description,
            long trueMilli,
            long billedMilli,
            long uncertaintyMilli,
            long amountMinor,
            long settlements,
            long anchored) {

        boolean isWithin() {
            return Math.abs(billedMilli - trueMilli) <= uncertaintyMilli;
        }
    }

    /** With more that did not hold. */
    DemoOutcome and(List<String> more) {
        List<String> all = new ArrayList<>(failures);
        all.addAll(more);
        return new DemoOutcome(silos, machines, identities, verified, List.copyOf(all));
    }

    /** The outcome as pretty JSON; quantities in kg and amounts in EUR as decimal text. */
    public String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = root.putArray("silos");
        for (SiloRow row : silos) {
            rows.addObject()
                    .put("siloId", row.siloId())
                    .put("trueKg", decimal(row.trueMilli(), 3))
                    .put("billedKg", decimal(row.billedMilli(), 3))
                    .put("differenceKg", decimal(row.billedMilli() - row.trueMilli(), 3))
                    .put("uncertaintyKg", decimal(row.uncertaintyMilli(), 3))
                    .put("amountEur", decimal(row.amountMinor(), 2))
                    .put("settlements", row.settlements())
                    .put("anchored", row.anchored());
        }
        ArrayNode made = root.putArray("machines");
        machines.forEach(row -> row.toJson(made.addObject()));
        ArrayNode checks = root.putArray("identities");
        for (Identity identity : identities) {
            checks.addObject()
                    .put("name", identity.name())
                    .put("left", identity.left())
                    .put("right", identity.right())
                    .put("holds", identity.holds());
        }
        root.put("receiptsVerified", verified);
        failures.forEach(root.putArray("failures")::add);
        return root.toPrettyString();
    }

    private static String decimal(long unscaled, int digits) {
        return BigDecimal.valueOf(unscaled, digits).toPlainString();
    }

    static DemoOutcome of(
            BillingEngine engine,
            DemoPlant plant,
            DemoFiles files,
            long commandsOnKafka,
            List<LogPublicKey> keys)
            throws IOException {
        List<SiloRow> rows = rows(engine, plant);
        List<MachineRow> machines = List.of(MachineRow.of(engine, plant.machine()));
        List<Settlement> settlements = engine.internals().readModels().settlements();
        List<Identity> identities = new ArrayList<>(engine.internals().readModels().identities());
        identities.add(
                identity(
                        "settlement commands = messages a read_committed consumer sees",
                        settlements.size(),
                        commandsOnKafka));
        identities.add(replay(engine));
        List<String> failures = new ArrayList<>();
        long verified = verify(files.receipts(), keys, failures);
        verify(files.bundles(), keys, failures);
        identities.add(
                identity(
                        "settlements anchored = receipts verified",
                        anchored(settlements),
                        verified));
        rows.stream()
                .filter(row -> !row.isWithin())
                .forEach(row ->
                        failures.add(
                                row.siloId()
                                        + ": billed and true draw differ by more than the uncertainty"));
        machines.forEach(row -> failures.addAll(row.failures()));
        identities.stream()
                .filter(i -> !i.holds())
                .forEach(i -> failures.add("identity broken: " + i.name()));
        return new DemoOutcome(
                rows, machines, List.copyOf(identities), verified, List.copyOf(failures));
    }

    /** Empties the read models and fills them again from the log. */
    private static Identity replay(BillingEngine engine) {
        List<String> before = engine.internals().readModels().dump();
        engine.internals().readModels().reset();
        engine.catchUp();
        List<String> after = engine.internals().readModels().dump();
        long same = before.equals(after) ? after.size() : -1;
        return identity(
                "rows of the read models = the same rows, replayed from the log",
                before.size(),
                same);
    }

    private static Identity identity(String name, long left, long right) {
        return new Identity(name, Long.toString(left), Long.toString(right), left == right);
    }

    private static long anchored(List<Settlement> settlements) {
        return settlements.stream().filter(s -> "CONFIRMED".equals(s.batchState())).count();
    }

    private static List<SiloRow> rows(BillingEngine engine, DemoPlant plant) {
        Map<String, List<MeterPeriod>> closed =
                engine.internals().readModels().meterPeriods().stream()
                        .filter(p -> !p.state().equals("OPEN"))
                        .collect(Collectors.groupingBy(MeterPeriod::meterId));
        Map<String, List<Settlement>> settled =
                engine.internals().readModels().settlements().stream()
                        .collect(Collectors.groupingBy(Settlement::meterId));
        List<SiloRow> rows = new ArrayList<>();
        for (int i = 0; i < plant.silos().size(); i++) {
            SimulatedSilo silo = plant.silos().get(i);
            List<MeterPeriod> periods = closed.getOrDefault(silo.siloId(), List.of());
            Set<String> periodIds =
                    periods.stream().map(MeterPeriod::periodId).collect(Collectors.toSet());
            List<Settlement> settlements =
                    settled.getOrDefault(silo.siloId(), List.of()).stream()
                            .filter(s -> periodIds.contains(s.periodId()))
                            .toList();
            rows.add(
                    new SiloRow(
                            silo.siloId(),
                            DemoPlant.describe(i),
                            silo.truth().drawnBetween(plant.from(), plant.to()).milli(),
                            periods.stream().mapToLong(p -> orZero(p.consumedMilli())).sum(),
                            combined(periods),
                            settlements.stream().mapToLong(Settlement::amountMinor).sum(),
                            settlements.size(),
                            anchored(settlements)));
        }
        return rows;
    }

    /**
     * Root of the sum of squares: the errors of a shared boundary cancel, so this is on the safe
     * side.
     */
    private static long combined(List<MeterPeriod> periods) {
        double squares =
                periods.stream().mapToDouble(p -> Math.pow(orZero(p.uncertaintyMilli()), 2)).sum();
        return Math.round(Math.sqrt(squares));
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static long verify(Path receipts, List<LogPublicKey> keys, List<String> failures)
            throws IOException {
        long verified = 0;
        try (Stream<Path> files = Files.list(receipts)) {
            for (Path file : files.sorted().toList()) {
                byte[] content = Files.readAllBytes(file);
                if (BundleVerifier.isBundle(content)) {
                    if (BundleVerifier.verify(content, keys)
                            instanceof BundleVerification.Failed f) {
                        failures.add(file.getFileName() + ": " + f.reason());
                    }
                    continue;
                }
                switch (ReceiptVerifier.verify(content, keys)) {
                    case Verification.Verified v -> verified++;
                    case Verification.Failed f ->
                            failures.add(file.getFileName() + ": " + f.line());
                }
            }
        }
        return verified;
    }
}
