package io.usance.offline.machine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.document.PriceText;
import io.usance.json.Json;
import io.usance.meter.machine.MachineEvent.Doubt;
import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.offline.MeteredPeriod.Counts;
import io.usance.offline.Problem;
import io.usance.offline.machine.MachinePeriod.ExchangeCounts;
import io.usance.offline.machine.MachinePeriod.Taken;
import io.usance.quantity.Aggregation;
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

    /** Name, what was metered, and where it comes from. */
    private static final String ROW = "%-18s %16s  %s";

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
                .forEach((name, balance) -> quantity(quantities.putObject(name), name, balance));
        ArrayNode doubts = report.putArray("doubts");
        period.doubts().forEach(doubt -> doubt(doubts.addObject(), doubt));
        rows(report, period.rows());
        report.set("remarks", JSON.valueToTree(period.remarks()));
        return report.toPrettyString();
    }

    private static void rows(ObjectNode report, MachinePeriod.Rows rows) {
        report.put("missing", rows.missing());
        Counts counts = rows.readings();
        report.putObject("readings")
                .put("received", counts.received())
                .put("recorded", counts.recorded())
                .put("duplicate", counts.duplicate())
                .set("quarantined", JSON.valueToTree(counts.quarantined()));
        report.set("problems", JSON.valueToTree(rows.problems()));
        report.put("problemsNotListed", quarantined(counts) - rows.problems().size());
        ExchangeCounts exchanges = rows.exchanges();
        report.putObject("exchanges")
                .put("received", exchanges.received())
                .put("used", exchanges.used())
                .set("notUsed", JSON.valueToTree(exchanges.notUsed()));
    }

    private void quantity(ObjectNode entry, String name, RegisterBalance balance) {
        Taken taken = taken(name);
        if (taken.sum()) {
            balance(entry, balance);
        }
        taken.values()
                .forEach((aggregation, value) -> {
                    ObjectNode one = entry.putObject(aggregation.name().toLowerCase(Locale.ROOT));
                    put(one, "quantity", value.quantity());
                    one.put("from", value.from().toString());
                    one.put("until", value.until().toString());
                });
    }

    private Taken taken(String name) {
        return Objects.requireNonNull(period.taken().get(name), name);
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
        line(
                out,
                ROW,
                "quantity",
                "metered",
                "closing - opening - adjusted, as its register shows");
        for (OutputSpec output : period.machine().outputs()) {
            RegisterBalance balance = period.closed().balances().get(output.name());
            if (balance != null) {
                print(out, output, balance);
            }
        }
        out.println();
        printDoubts(out);
        print(out, period.rows());
        if (!period.closed().complete()) {
            line(
                    out,
                    "note: the last readings before the end are missing; with readings of some hours beyond --to the balance is whole");
        }
        period.remarks().forEach(remark -> line(out, "note: %s", remark));
    }

    private void printDoubts(PrintWriter out) {
        for (MachineDoubtNoted doubt : period.doubts()) {
            line(
                    out,
                    "note: %s from %s to %s: %s",
                    doubt.quantityName(),
                    doubt.from(),
                    doubt.until(),
                    words(doubt.doubt()));
        }
    }

    private static String words(Doubt doubt) {
        return switch (doubt) {
            case RUN_TIME_UNKNOWN -> "run time unknown, no reading; it is not counted";
            case TURNS_UNKNOWN ->
                    "number of rollovers unknown, no reading for so long; at most one is counted";
            case QUARTERS_ESTIMATED -> "quarters of an hour estimated; their sum is what was read";
            case AFTER_CONTRACT_CLOSED -> "made after the contract was closed; it is not metered";
        };
    }

    private void print(PrintWriter out, OutputSpec output, RegisterBalance balance) {
        UnitOfMeasure unit = unit(period.machine(), output.source());
        Taken taken = taken(output.name());
        if (taken.sum()) {
            String sum = shown(balance.consumed(), unit);
            line(out, ROW, output.name(), sum + PriceText.unit(unit), register(balance, unit));
        }
        for (Aggregation other : taken.others()) {
            IntervalValues.Value value = taken.values().get(other);
            if (value == null) {
                line(
                        out,
                        ROW,
                        output.name(),
                        "-",
                        other.text() + ": none, no interval is wholly covered by readings");
            } else {
                line(
                        out,
                        ROW,
                        output.name(),
                        shown(value.quantity(), unit) + PriceText.unit(unit),
                        "%s: %s to %s".formatted(other.text(), value.from(), value.until()));
            }
        }
    }

    private static String register(RegisterBalance balance, UnitOfMeasure unit) {
        Quantity opening = balance.opening();
        Quantity closing = balance.closing();
        return opening == null || closing == null
                ? ""
                : "%s - %s - %s"
                        .formatted(
                                shown(closing, unit),
                                takenOff(opening, unit),
                                takenOff(balance.adjusted(), unit));
    }

    /** In brackets, where its own minus would stand behind another. */
    private static String takenOff(Quantity quantity, UnitOfMeasure unit) {
        String shown = shown(quantity, unit);
        return quantity.milli() < 0 ? "(" + shown + ")" : shown;
    }

    private static void print(PrintWriter out, MachinePeriod.Rows rows) {
        print(out, rows.readings());
        Problem.print(out, rows.problems(), quarantined(rows.readings()));
        if (rows.missing() > 0) {
            line(
                    out,
                    "%d %s never came",
                    rows.missing(),
                    rows.missing() == 1 ? "reading" : "readings");
        }
        ExchangeCounts exchanges = rows.exchanges();
        if (exchanges.received() > 0) {
            line(
                    out,
                    "exchanges: %d received = %d used + %d not used",
                    exchanges.received(),
                    exchanges.used(),
                    exchanges.notUsed().size());
            Problem.printAll(out, exchanges.notUsed());
        }
    }

    private static int quarantined(Counts counts) {
        return counts.quarantined().values().stream().mapToInt(n -> n).sum();
    }

    private static void print(PrintWriter out, Counts counts) {
        line(
                out,
                "readings: %d received = %d recorded + %d duplicate + %d quarantined",
                counts.received(),
                counts.recorded(),
                counts.duplicate(),
                quarantined(counts));
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
