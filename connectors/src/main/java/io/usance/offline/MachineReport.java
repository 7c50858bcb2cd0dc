package io.usance.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.offline.MeteredPeriod.Counts;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A machine's metered period for people and for programs; both say the same. */
public final class MachineReport {
    private static final ObjectMapper JSON = Json.mapper();

    private final MachinePeriod period;

    public MachineReport(MachinePeriod period) {
        this.period = period;
    }

    /** One JSON object; quantities as in the service's events: a decimal as text, with its unit. */
    public String json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("machineId", period.machine().machineId());
        report.put("from", period.from().toString());
        report.put("to", period.to().toString());
        report.put("complete", period.closed().complete());
        ObjectNode quantities = report.putObject("quantities");
        period.closed()
                .balances()
                .forEach((name, balance) -> balance(quantities.putObject(name), balance));
        ArrayNode doubts = report.putArray("doubts");
        period.doubts().forEach(doubt -> doubt(doubts.addObject(), doubt));
        report.put("missing", period.missing());
        Counts counts = period.readings();
        report.putObject("readings")
                .put("received", counts.received())
                .put("recorded", counts.recorded())
                .put("duplicate", counts.duplicate())
                .set("quarantined", JSON.valueToTree(counts.quarantined()));
        report.set("problems", JSON.valueToTree(period.problems()));
        report.set("remarks", JSON.valueToTree(period.remarks()));
        return report.toPrettyString();
    }

    private static void balance(ObjectNode entry, RegisterBalance balance) {
        put(entry, "opening", balance.opening());
        put(entry, "adjusted", balance.adjusted());
        put(entry, "closing", balance.closing());
        put(entry, "consumed", balance.consumed());
        put(entry, "provisional", balance.provisional());
        put(entry, "trueUp", balance.trueUp());
    }

    private static void put(ObjectNode entry, String field, @Nullable Quantity quantity) {
        if (quantity != null) {
            entry.set(field, JSON.valueToTree(quantity));
        }
    }

    private static void doubt(ObjectNode entry, MachineDoubtNoted doubt) {
        entry.put("quantity", doubt.quantityName());
        entry.put("doubt", doubt.doubt().name());
        put(entry, "amount", doubt.quantity());
        entry.put("from", doubt.from().toString());
        entry.put("until", doubt.until().toString());
    }

    /** A table, then what a reader should know. */
    public void print(PrintWriter out) {
        out.printf(
                "%s: %s to %s%s%n%n",
                period.machine().machineId(),
                period.from(),
                period.to(),
                period.closed().complete() ? "" : ", not read up to its end");
        line(out, "%-18s %16s  %s", "", "made", "register: closing - opening - adjusted");
        for (OutputSpec output : period.machine().outputs()) {
            RegisterBalance balance = period.closed().balances().get(output.name());
            if (balance != null) {
                print(out, output, balance);
            }
        }
        out.println();
        for (MachineDoubtNoted doubt : period.doubts()) {
            line(
                    out,
                    "note: %s from %s to %s: %s",
                    doubt.quantityName(),
                    doubt.from(),
                    doubt.until(),
                    doubt.doubt().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        print(out, period.readings());
        if (period.missing() > 0) {
            line(out, "%d readings never came", period.missing());
        }
        if (!period.closed().complete()) {
            line(
                    out,
                    "note: the last readings before the end are missing, or wait for missing ones before them; with readings of some hours beyond --to the balance is whole");
        }
        period.remarks().forEach(remark -> line(out, "note: %s", remark));
    }

    private void print(PrintWriter out, OutputSpec output, RegisterBalance balance) {
        UnitOfMeasure unit = unit(period.machine(), output.source());
        Quantity opening = balance.opening();
        Quantity closing = balance.closing();
        line(
                out,
                "%-18s %16s  %s",
                output.name(),
                shown(balance.consumed(), unit) + " " + unit.code(),
                opening == null || closing == null
                        ? ""
                        : "%s - %s - %s"
                                .formatted(
                                        shown(closing, unit),
                                        shown(opening, unit),
                                        shown(balance.adjusted(), unit)));
    }

    private static void print(PrintWriter out, Counts counts) {
        int quarantined = counts.quarantined().values().stream().mapToInt(n -> n).sum();
        line(
                out,
                "readings: %d received = %d recorded + %d duplicate + %d quarantined",
                counts.received(),
                counts.recorded(),
                counts.duplicate(),
                quarantined);
        for (Map.Entry<String, Integer> entry : counts.quarantined().entrySet()) {
            line(out, "    %6d  %s", entry.getValue(), entry.getKey());
        }
    }

    private static void line(PrintWriter out, String format, Object... values) {
        out.println(format.formatted(values).stripTrailing());
    }

    private static String shown(Quantity quantity, UnitOfMeasure unit) {
        return quantity.in(unit).shown();
    }

    /** The unit in which people read it. */
    private static UnitOfMeasure unit(MachineSpec machine, Source source) {
        return switch (source) {
            case Source.Register counted -> unit(machine, counted.register());
            case Source.Parts parts -> unit(machine, parts.register());
            case Source.Running running -> UnitOfMeasure.HOUR;
            case Source.Power power -> UnitOfMeasure.KILOWATT;
        };
    }

    private static UnitOfMeasure unit(MachineSpec machine, String register) {
        return Objects.requireNonNull(
                machine.register(register).map(RegisterSpec::unit).orElse(null), register);
    }
}
