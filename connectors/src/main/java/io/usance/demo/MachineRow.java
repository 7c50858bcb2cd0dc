package io.usance.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.engine.BillingEngine;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.simulation.SimulatedMachine;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One machine over all closed periods; readings go on into the next, which is left out.
 *
 * @param quantities what it made, by name
 * @param amountMinor settled, minor units
 */
public record MachineRow(
        String machineId,
        List<Made> quantities,
        long amountMinor,
        long settlements,
        long anchored) {

    /** What the hour counter shows: thousandths of an hour, in milliseconds. */
    private static final long HOUR_COUNTER_MS = 3_600;

    /**
     * One quantity. What is counted is known exactly, so both are equal.
     *
     * @param trueMilli really made, thousandths of the base unit: parts, seconds
     * @param meteredMilli metered
     */
    public record Made(String name, UnitOfMeasure unit, long trueMilli, long meteredMilli) {
        boolean isExact() {
            return trueMilli == meteredMilli;
        }
    }

    public MachineRow {
        quantities = List.copyOf(quantities);
    }

    static MachineRow of(BillingEngine engine, DemoMachine machine) {
        List<MeterPeriod> closed =
                engine.internals().readModels().meterPeriods().stream()
                        .filter(p -> p.meterId().equals(DemoMachine.ID))
                        .filter(p -> !p.state().equals("OPEN"))
                        .toList();
        Set<String> periodIds =
                closed.stream().map(MeterPeriod::periodId).collect(Collectors.toSet());
        List<Settlement> settlements =
                engine.internals().readModels().settlements().stream()
                        .filter(s -> s.contractId().equals(machine.contract().contractId()))
                        .filter(s -> periodIds.contains(s.periodId()))
                        .toList();
        SimulatedMachine run = machine.run();
        return new MachineRow(
                DemoMachine.ID,
                List.of(
                        made(
                                DemoMachine.HOURS,
                                UnitOfMeasure.HOUR,
                                run.runMs() / HOUR_COUNTER_MS * HOUR_COUNTER_MS,
                                closed),
                        made(
                                DemoMachine.GOOD_PARTS,
                                UnitOfMeasure.ONE,
                                run.goodParts() * 1_000,
                                closed),
                        made(
                                DemoMachine.BAD_PARTS,
                                UnitOfMeasure.ONE,
                                run.badParts() * 1_000,
                                closed)),
                settlements.stream().mapToLong(Settlement::amountMinor).sum(),
                settlements.size(),
                settlements.stream().filter(s -> "CONFIRMED".equals(s.batchState())).count());
    }

    private static Made made(
            String name, UnitOfMeasure unit, long trueMilli, List<MeterPeriod> closed) {
        long metered = 0;
        for (MeterPeriod period : closed) {
            Long consumed = period.consumedMilli();
            if (period.quantityName().equals(name) && consumed != null) {
                metered += consumed;
            }
        }
        return new Made(name, unit, trueMilli, metered);
    }

    /** What is not as it was made, one line each. */
    List<String> failures() {
        return quantities.stream()
                .filter(made -> !made.isExact())
                .map(made ->
                        "%s: %s metered %s, really %s"
                                .formatted(
                                        machineId,
                                        made.name(),
                                        inUnit(made, made.meteredMilli()),
                                        inUnit(made, made.trueMilli())))
                .toList();
    }

    void print(PrintWriter text) {
        for (Made made : quantities) {
            line(
                    text,
                    "%-9s %-21s %13s %13s %11s  %s%s",
                    machineId,
                    made.name(),
                    inUnit(made, made.trueMilli()),
                    inUnit(made, made.meteredMilli()),
                    inUnit(made, made.meteredMilli() - made.trueMilli()),
                    made.unit() == UnitOfMeasure.HOUR ? "h" : "parts",
                    made.isExact() ? "" : "  NOT WHAT WAS MADE");
        }
        line(
                text,
                "%-9s %-21s %s EUR in %d settlements, %d anchored",
                machineId,
                "hours and good parts",
                BigDecimal.valueOf(amountMinor, 2).toPlainString(),
                settlements,
                anchored);
    }

    private static void line(PrintWriter text, String format, Object... values) {
        text.printf(Locale.ROOT, format + "%n", values);
    }

    void toJson(ObjectNode json) {
        json.put("machineId", machineId);
        for (Made made : quantities) {
            json.putObject(made.name())
                    .put("true", inUnit(made, made.trueMilli()))
                    .put("metered", inUnit(made, made.meteredMilli()))
                    .put("unit", made.unit().code());
        }
        json.put("amountEur", BigDecimal.valueOf(amountMinor, 2).toPlainString())
                .put("settlements", settlements)
                .put("anchored", anchored);
    }

    /** Exact: the hour counter's last place is a whole number of milliseconds. */
    private static String inUnit(Made made, long milli) {
        return made.unit() == UnitOfMeasure.HOUR
                ? BigDecimal.valueOf(milli / HOUR_COUNTER_MS, 3).toPlainString()
                : BigDecimal.valueOf(milli, 3).stripTrailingZeros().toPlainString();
    }
}
