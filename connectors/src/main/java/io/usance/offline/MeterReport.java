package io.usance.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.json.Json;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.offline.MeteredPeriod.Adjustment;
import io.usance.offline.MeteredPeriod.Correction;
import io.usance.offline.MeteredPeriod.CountedDelivery;
import io.usance.offline.MeteredPeriod.Counts;
import io.usance.offline.exception.MeterException;
import io.usance.quantity.Quantity;
import io.usance.record.silo.BudgetWords;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A metered period for people and for programs; both say the same. */
public final class MeterReport {
    private static final ObjectMapper JSON = Json.mapper();

    private final MeteredPeriod period;
    private final PeriodClosed closed;
    private final @Nullable Quantity trueDraw;

    /**
     * @param truth null if it is not known
     */
    public MeterReport(MeteredPeriod period, @Nullable TrueDraw truth) {
        this.period = period;
        this.closed = period.closed();
        this.trueDraw = truth == null ? null : truth.between(period.from(), period.to());
    }

    /** One JSON object; quantities as in the service's events: a decimal as text, with its unit. */
    public String json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("siloId", period.silo().siloId());
        report.put("unit", period.silo().dimension().baseUnitCode());
        report.put("from", period.from().toString());
        report.put("to", period.to().toString());
        put(report, "opening", closed.opening());
        ArrayNode deliveries = report.putArray("deliveries");
        period.deliveries().forEach(d -> delivery(deliveries.addObject(), d));
        put(report, "delivered", closed.deliveries());
        ArrayNode adjustments = report.putArray("adjustments");
        period.adjustments().forEach(a -> adjustment(adjustments.addObject(), a));
        put(report, "adjusted", closed.adjustments());
        ArrayNode corrections = report.putArray("corrections");
        period.corrections().forEach(c -> correction(corrections.addObject(), c));
        put(report, "closing", closed.closing());
        put(report, "measuredClosing", closed.measuredClosing());
        put(report, "consumed", closed.consumed());
        put(report, "uncertainty", closed.expandedUncertainty());
        if (closed.budget() != null) {
            BudgetWords.put(
                    report.putObject("uncertaintyBudget"),
                    closed.budget(),
                    closed.expandedUncertainty(),
                    period.silo());
        }
        put(report, "provisional", closed.provisional());
        put(report, "trueUp", closed.trueUp());
        report.put("carried", closed.carried());
        report.put("negative", closed.negative());
        put(report, "sumOfDecreases", period.sumOfDecreases());
        if (trueDraw != null) {
            put(report, "trueDraw", trueDraw);
            put(report, "difference", closed.consumed().minus(trueDraw));
        }
        ObjectNode readings = report.putObject("readings");
        counts(readings, period.readings());
        readings.set("setAside", JSON.valueToTree(period.setAside()));
        ObjectNode notes = report.putObject("deliveryNotes");
        counts(notes, period.notes());
        notes.put("counted", period.fates().counted().size());
        notes.put("notSeen", period.fates().notSeen().size());
        notes.put("waiting", period.fates().waiting().size());
        notes.put("voided", period.fates().voided().size());
        counts(report.putObject("stockEntries"), period.entries());
        report.set("notesNotSeen", JSON.valueToTree(period.fates().notSeen()));
        report.set("notesWaiting", JSON.valueToTree(period.fates().waiting()));
        report.set("notesVoided", JSON.valueToTree(period.fates().voided()));
        ArrayNode exceptions = report.putArray("exceptions");
        period.exceptions().forEach(e -> exception(exceptions.addObject(), e));
        report.set("problems", JSON.valueToTree(period.problems()));
        report.put("problemsNotListed", quarantined() - period.problems().size());
        report.set("remarks", JSON.valueToTree(period.remarks()));
        return report.toPrettyString();
    }

    private static void put(ObjectNode report, String field, Quantity quantity) {
        report.set(field, JSON.valueToTree(quantity));
    }

    private static void delivery(ObjectNode entry, CountedDelivery delivery) {
        entry.put("at", delivery.at().toString());
        put(entry, "quantity", delivery.quantity());
        entry.put("source", delivery.source().name());
        entry.set("noteIds", JSON.valueToTree(delivery.noteIds()));
        put(entry, "levelEstimate", delivery.levelEstimate());
        entry.put("deviates", delivery.deviates());
    }

    private static void adjustment(ObjectNode entry, Adjustment adjustment) {
        entry.put("from", adjustment.from().toString());
        entry.put("to", adjustment.to().toString());
        put(entry, "quantity", adjustment.quantity());
        entry.put("source", adjustment.source().name());
        put(entry, "uncertainty", adjustment.expandedUncertainty());
    }

    private static void correction(ObjectNode entry, Correction correction) {
        entry.put("id", correction.id());
        entry.put("noteId", correction.was().noteId());
        note(entry.putObject("was"), correction.was());
        if (correction.now() == null) {
            entry.putNull("now");
        } else {
            note(entry.putObject("now"), correction.now());
        }
        entry.put("by", correction.by());
        entry.put("reason", correction.reason());
    }

    private static void note(ObjectNode entry, DeliveryNote note) {
        entry.put("deliveredAt", note.deliveredAt().toString());
        put(entry, "quantity", note.quantity());
    }

    private static void exception(ObjectNode entry, MeterException exception) {
        entry.put("kind", exception.kind().name());
        entry.put("at", exception.at().toString());
        entry.put("detail", exception.detail());
        entry.put("whatToDo", exception.whatToDo());
    }

    private static void counts(ObjectNode entry, Counts counts) {
        entry.put("received", counts.received());
        entry.put("recorded", counts.recorded());
        entry.put("duplicate", counts.duplicate());
        entry.set("quarantined", JSON.valueToTree(counts.quarantined()));
    }

    private int quarantined() {
        return total(period.readings()) + total(period.notes()) + total(period.entries());
    }

    private static int total(Counts counts) {
        return counts.quarantined().values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A table, then what a reader should know. */
    public void print(PrintWriter out) {
        out.printf(
                "%s, %s: %s to %s, in %s%n%n",
                period.silo().siloId(),
                period.silo().material(),
                period.from(),
                period.to(),
                period.silo().dimension().baseUnitCode());
        line(out, "opening stock", closed.opening(), "");
        line(out, "+ deliveries", closed.deliveries(), "");
        for (CountedDelivery delivery : period.deliveries()) {
            out.printf(
                    "    %s %14s  %s%s%n",
                    delivery.at(),
                    delivery.quantity().baseText(),
                    source(delivery),
                    delivery.deviates()
                            ? "; the level says " + delivery.levelEstimate().baseText()
                            : "");
        }
        if (!period.adjustments().isEmpty()) {
            line(out, "+ adjustments", closed.adjustments(), "neither delivered nor drawn");
        }
        for (Adjustment adjustment : period.adjustments()) {
            out.printf(
                    "    %s %14s  %s%n",
                    adjustment.from(),
                    adjustment.quantity().baseText(),
                    reason(adjustment.source()));
        }
        line(out, "- closing stock", closed.closing(), closing());
        line(
                out,
                "= consumed",
                closed.consumed(),
                "+/- " + closed.expandedUncertainty().baseText() + " (k=2)");
        if (closed.budget() != null) {
            BudgetWords.lines(closed.budget(), closed.expandedUncertainty(), period.silo())
                    .forEach(out::println);
        }
        line(out, "provisional", closed.provisional(), "issued before the end");
        line(out, "sum of decreases", period.sumOfDecreases(), "for contrast; not billed");
        if (trueDraw != null) {
            line(
                    out,
                    "true draw",
                    trueDraw,
                    "consumed differs by " + closed.consumed().minus(trueDraw).baseText());
        }
        out.println();
        for (MeterException e : period.exceptions()) {
            out.println(
                    "exception: %s, %s: %s; %s"
                            .formatted(e.kind(), e.at(), e.detail(), e.whatToDo()));
        }
        print(out, "readings", period.readings());
        print(out, "delivery notes", period.notes());
        print(out, period.fates());
        if (period.entries().received() > 0) {
            print(out, "stock entries", period.entries());
        }
        Problem.print(out, period.problems(), quarantined());
        for (String noteId : period.fates().notSeen()) {
            out.println("note " + noteId + " does not count: the level did not rise for it");
        }
        for (String noteId : period.fates().waiting()) {
            out.println("note " + noteId + " waits: it was not decided in this period");
        }
        for (Correction correction : period.corrections()) {
            out.println(words(correction));
        }
        period.remarks().forEach(remark -> out.println("note: " + remark));
    }

    private static void line(PrintWriter out, String name, Quantity quantity, String remark) {
        out.println("%-18s %14s  %s".formatted(name, quantity.baseText(), remark).stripTrailing());
    }

    private static String reason(AdjustmentSource source) {
        return switch (source) {
            case MEASURED -> "another sensor or calibration, measured across the change";
            case STATED -> "another sensor or calibration, as stated";
            case DELIVERY_WITHIN -> "taken out: a delivery in that change, counted by its note";
            case REVALUED -> "another density or moisture of what stood in the silo";
            case STOCK_TAKE -> "counted by a person: so much the level did not show";
            case SPILLED -> "spilled";
            case SAMPLED -> "taken as a sample";
            case WRITTEN_OFF -> "written off";
            case FOUND -> "came in without a delivery";
            case TRANSFERRED -> "from or into another silo";
        };
    }

    private static String words(Correction correction) {
        DeliveryNote was = correction.was();
        DeliveryNote now = correction.now();
        return "note %s said %s at %s and %s; %s by %s: %s"
                .formatted(
                        was.noteId(),
                        was.quantity().baseText(),
                        was.deliveredAt(),
                        now == null
                                ? "is void"
                                : "says %s at %s now"
                                        .formatted(now.quantity().baseText(), now.deliveredAt()),
                        correction.id(),
                        correction.by(),
                        correction.reason());
    }

    private static String source(CountedDelivery delivery) {
        String source = delivery.source().name().toLowerCase(Locale.ROOT);
        return delivery.noteIds().isEmpty()
                ? source
                : source + " " + String.join(", ", delivery.noteIds());
    }

    private String closing() {
        if (closed.negative()) {
            return "book; measured "
                    + closed.measuredClosing().baseText()
                    + ": more than there can be, a delivery is probably unrecorded";
        }
        return closed.carried()
                ? "book; measured "
                        + closed.measuredClosing().baseText()
                        + ", a difference within the uncertainty"
                : "";
    }

    private static void print(PrintWriter out, NoteFates.Fates fates) {
        if (fates.recorded() > 0) {
            out.printf(
                    "    %d recorded = %d counted + %d not seen + %d waiting%s%n",
                    fates.recorded(),
                    fates.counted().size(),
                    fates.notSeen().size(),
                    fates.waiting().size(),
                    fates.voided().isEmpty() ? "" : " + " + fates.voided().size() + " void");
        }
    }

    private static void print(PrintWriter out, String name, Counts counts) {
        out.printf(
                "%s: %d received = %d recorded + %d duplicate + %d quarantined%n",
                name, counts.received(), counts.recorded(), counts.duplicate(), total(counts));
        for (Map.Entry<String, Integer> entry : counts.quarantined().entrySet()) {
            out.printf("    %6d  %s%n", entry.getValue(), entry.getKey());
        }
    }
}
