package io.usance.offline;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.MeteredPeriod.CountedDelivery;
import io.usance.offline.exception.MeterException;
import io.usance.offline.exception.MeterException.Kind;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Looks at a balance as a person would before it is billed: what in it cannot be, or says little.
 */
final class Sanity {

    /** An uncertainty of more than a tenth of the bill says little, ... */
    static final int UNCERTAIN_ONE_IN = 10;

    /** ... if it is also more than a twenty-fifth of the capacity, 4 %. */
    static final int UNCERTAIN_CAPACITY_ONE_IN = 25;

    /** A stock outside of the silo by up to a hundredth of the capacity is one at its edge. */
    static final int OUTSIDE_ONE_IN = 100;

    private final SiloSpec silo;
    private final PeriodClosed closed;
    private final Instant from;
    private final Instant to;
    private final List<MeterException> found = new ArrayList<>();

    private Sanity(SiloSpec silo, PeriodClosed closed, Instant from, Instant to) {
        this.silo = silo;
        this.closed = closed;
        this.from = from;
        this.to = to;
    }

    /** Exceptions of the balance, in the order in which a person would look at them. */
    static List<MeterException> balance(
            SiloSpec silo, PeriodClosed closed, Instant from, Instant to) {
        return new Sanity(silo, closed, from, to).balance();
    }

    private List<MeterException> balance() {
        if (closed.negative()) {
            add(
                    Kind.NEGATIVE_BALANCE,
                    to,
                    "the level says %s at the end, %s more than opening + deliveries leave"
                            .formatted(
                                    shown(closed.measuredClosing()),
                                    shown(closed.measuredClosing().minus(closed.closing()))),
                    "look for a delivery without a note, or a sensor that was changed; add the note and meter again");
        }
        stock("opening", closed.opening(), from);
        stock("closing", closed.closing(), to);
        long uncertainty = closed.expandedUncertainty().milli();
        if (uncertainty > Math.abs(closed.consumed().milli()) / UNCERTAIN_ONE_IN
                && uncertainty > silo.capacity().milli() / UNCERTAIN_CAPACITY_ONE_IN) {
            add(
                    Kind.UNCERTAIN,
                    to,
                    "+/- %s of %s consumed"
                            .formatted(
                                    shown(closed.expandedUncertainty()), shown(closed.consumed())),
                    "add delivery notes and readings around the bounds, or meter a longer period");
        }
        return List.copyOf(found);
    }

    private void stock(String name, Quantity stock, Instant at) {
        long edge = silo.capacity().milli() / OUTSIDE_ONE_IN;
        if (stock.milli() < -edge || stock.milli() > silo.capacity().milli() + edge) {
            add(
                    Kind.IMPOSSIBLE_STOCK,
                    at,
                    "the %s stock is %s in a silo of %s"
                            .formatted(name, shown(stock), shown(silo.capacity())),
                    "look for a delivery that is missing, counted twice or typed wrong");
        }
    }

    /**
     * Exceptions of the delivery notes.
     *
     * @param from what was delivered before it is in the opening stock, seen or not
     */
    static List<MeterException> notes(
            NoteFates notes, NoteFates.Fates fates, List<CountedDelivery> counted, Instant from) {
        List<MeterException> found = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            CountedDelivery delivery = counted.get(i);
            if (delivery.deviates() && !isCountedAgain(delivery, counted, i + 1)) {
                found.add(
                        new MeterException(
                                Kind.NOTE_DEVIATES,
                                delivery.at(),
                                "%s says %s, the level %s"
                                        .formatted(
                                                String.join(", ", delivery.noteIds()),
                                                shown(said(notes, delivery)),
                                                shown(delivery.levelEstimate())),
                                "compare the note with the weighbridge; add a row with action"
                                        + " correct and meter again"));
            }
        }
        for (String noteId : fates.notSeen()) {
            MeterException notSeen =
                    note(
                            Kind.NOTE_NOT_SEEN,
                            notes,
                            noteId,
                            "the level did not rise for it and it does not count",
                            "check its silo, date and time zone");
            if (!notSeen.at().isBefore(from)) {
                found.add(notSeen);
            }
        }
        for (String noteId : fates.late()) {
            found.add(
                    note(
                            Kind.NOTE_WAITING,
                            notes,
                            noteId,
                            "neither counted nor ruled out when the period was closed",
                            "add readings of some hours beyond --to, and check its date"));
        }
        return found;
    }

    /** A correction or another note of the same rise says the last of it. */
    private static boolean isCountedAgain(
            CountedDelivery delivery, List<CountedDelivery> counted, int from) {
        return counted.subList(from, counted.size()).stream()
                .anyMatch(later -> delivery.noteIds().stream().anyMatch(later.noteIds()::contains));
    }

    /** What its notes say now, of a correction as well. */
    private static Quantity said(NoteFates notes, CountedDelivery delivery) {
        if (delivery.source() != DeliverySource.CORRECTION) {
            return delivery.quantity();
        }
        Quantity said = Quantity.zero(delivery.quantity().dimension());
        for (String noteId : delivery.noteIds()) {
            said = said.plus(Objects.requireNonNull(notes.note(noteId), noteId).quantity());
        }
        return said;
    }

    private static MeterException note(
            Kind kind, NoteFates notes, String noteId, String what, String whatToDo) {
        DeliveryNote note = Objects.requireNonNull(notes.note(noteId), noteId);
        return new MeterException(
                kind,
                note.deliveredAt(),
                "note %s, %s: %s".formatted(noteId, shown(note.quantity()), what),
                whatToDo);
    }

    private void add(Kind kind, Instant at, String detail, String whatToDo) {
        found.add(new MeterException(kind, at, detail, whatToDo));
    }

    private static String shown(Quantity quantity) {
        return quantity.baseText() + " " + quantity.dimension().baseUnitCode();
    }
}
