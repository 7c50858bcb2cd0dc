package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingSetAside;
import io.usance.meter.silo.SiloEvent.SequenceGapNoted;
import io.usance.meter.silo.SiloEvent.SetAsideReason;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Course;
import io.usance.meter.silo.filter.LevelDoubt;
import io.usance.meter.silo.filter.MissingReadings;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.metering.Assignment;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a state: the next thing that can be said for certain about stock, deliveries
 * and consumption. Asked again after each of its events until nothing follows.
 */
final class Accounting {

    private final SiloState state;
    private final String siloId;
    private final Assignment contract;

    private Accounting(SiloState state) {
        this(state, state.contract());
    }

    private Accounting(SiloState state, Assignment contract) {
        this.state = state;
        this.siloId = state.spec().siloId();
        this.contract = contract;
    }

    /** The next events, to be applied together before asking again; empty if nothing follows. */
    static List<SiloEvent> next(SiloState state) {
        DeliveryCounted corrected = NoteCorrecting.next(state);
        if (corrected != null) {
            return new Accounting(state).delivered(corrected);
        }
        if (!state.counter().aside().isEmpty()) {
            return List.of(conflict(state, state.counter().aside().get(0)));
        }
        if (!state.filter().setAside().isEmpty()) {
            return List.of(setAside(state, state.filter().setAside().get(0)));
        }
        if (state.filter().isEmpty()) {
            return List.of();
        }
        if (!state.unbooked().owed().isEmpty()) {
            return List.of(owed(state, state.unbooked().owed().get(0)));
        }
        if (state.assigned() == null) {
            return afterEnd(state);
        }
        List<MissingReadings> missing = state.filter().missing();
        if (!missing.isEmpty()) {
            return List.of(gap(state, missing.get(0)));
        }
        List<LevelDoubt> doubts = state.filter().doubts();
        if (!doubts.isEmpty()) {
            return List.of(new Accounting(state).doubted(doubts.get(0)));
        }
        if (state.filter().isLearning()) {
            return List.of();
        }
        List<SiloEvent> ended = afterEnd(state);
        return ended.isEmpty() ? new Accounting(state).next() : ended;
    }

    /** What becomes known of contracts that have ended, whether or not another one has begun. */
    private static List<SiloEvent> afterEnd(SiloState state) {
        if (!state.chargesClosed() || state.filter().isLearning()) {
            return List.of();
        }
        for (Assignment ended : state.handover().ended()) {
            List<SiloEvent> next = new Accounting(state, ended).ofEnded();
            if (!next.isEmpty()) {
                return next;
            }
        }
        return List.of();
    }

    /**
     * The next events towards closing the open period with what is known, whatever is missing. Ask
     * again until one of them is the close.
     */
    static List<SiloEvent> closeNow(SiloState state, Instant at) {
        List<Unbooked.Owed> owed = state.unbooked().owed();
        return owed.isEmpty()
                ? new Accounting(state).forceClose(at)
                : List.of(owed(state, owed.get(0)));
    }

    /** What is to be charged in a closed period, booked in the open one if its contract goes on. */
    private static SiloEvent owed(SiloState state, Unbooked.Owed owed) {
        String openId = state.isUnder(owed.contractId()) ? state.contract().period().id() : null;
        Ledger ledger = state.ledger();
        Dimension dimension = state.spec().dimension();
        return new ConsumptionMetered(
                state.spec().siloId(),
                owed.contractId(),
                owed.periodId(),
                ledger.consumptionNo() + 1,
                MeteredKind.CORRECTION,
                new Quantity(owed.milli(), dimension),
                new Quantity(owed.milli() + (openId == null ? 0 : ledger.issued()), dimension),
                state.sequenceAt(state.filter().nextSequence() - 1),
                openId);
    }

    private List<SiloEvent> ofEnded() {
        SiloEvent delivery = new DeliveryCounting(state, contract).next(true, Integer.MAX_VALUE);
        if (delivery != null) {
            return delivered(delivery);
        }
        SiloEvent correction = new LateMeasuring(state, contract).correction();
        return correction == null ? List.of() : List.of(correction);
    }

    private List<SiloEvent> next() {
        if (!state.ledger().openingKnown()) {
            return opening();
        }
        SiloEvent adjustment = adjustment(false);
        if (adjustment != null) {
            return List.of(adjustment);
        }
        boolean ended = state.filter().clockMs() >= contract.periodEndMs();
        int refillMax = ended ? state.closingRefillNo() : Integer.MAX_VALUE;
        List<SiloEvent> moved = StockEntering.next(state, ended, refillMax);
        if (!moved.isEmpty()) {
            return moved;
        }
        SiloEvent delivery = new DeliveryCounting(state).next(ended, refillMax);
        if (delivery != null) {
            return delivered(delivery);
        }
        SiloEvent correction = new LateMeasuring(state, contract).correction();
        if (correction != null) {
            return List.of(correction);
        }
        return ended ? close(refillMax) : provisional();
    }

    /** A note that the level contradicts is doubted as well. */
    private List<SiloEvent> delivered(SiloEvent delivery) {
        LevelDoubt doubt = Evidence.contradicted(state, delivery);
        return doubt == null
                ? List.of(delivery)
                : List.of(delivery, doubted(doubt, chargedIn(delivery)));
    }

    /**
     * The period that is charged for what a delivery brought: what is doubted of it is doubted
     * there.
     */
    private String chargedIn(SiloEvent delivery) {
        if (delivery instanceof DeliveryCounted counted) {
            String closed = counted.closedPeriodId();
            return closed == null ? counted.periodId() : closed;
        }
        return contract.period().id();
    }

    private static SiloEvent setAside(SiloState state, Sample sample) {
        return setAside(
                state, sample, state.sequenceAt(sample.sequence()), SetAsideReason.IMPOSSIBLE_RATE);
    }

    private static SiloEvent conflict(SiloState state, Sample sample) {
        return setAside(state, sample, sample.sequence(), SetAsideReason.SEQUENCE_CONFLICT);
    }

    private static SiloEvent setAside(
            SiloState state, Sample sample, long sequence, SetAsideReason reason) {
        return new ReadingSetAside(
                state.spec().siloId(),
                state.spec().sensor().sensorId(),
                sequence,
                Instant.ofEpochMilli(sample.atMs()),
                new Quantity(sample.milli(), state.spec().dimension()),
                reason);
    }

    private MeteringDoubted doubted(LevelDoubt doubt) {
        return doubted(doubt, contract.period().id());
    }

    private MeteringDoubted doubted(LevelDoubt doubt, String periodId) {
        return new MeteringDoubted(
                siloId,
                contract.contractId(),
                periodId,
                doubt.kind(),
                Instant.ofEpochMilli(doubt.fromMs()),
                Instant.ofEpochMilli(doubt.toMs()),
                quantity(doubt.milli()),
                quantity(doubt.expected()));
    }

    private static SiloEvent gap(SiloState state, MissingReadings gap) {
        return new SequenceGapNoted(
                state.spec().siloId(),
                gap.sensorId(),
                state.sequenceAt(gap.first()),
                state.sequenceAt(gap.last()),
                Instant.ofEpochMilli(gap.fromMs()),
                Instant.ofEpochMilli(gap.toMs()));
    }

    private List<SiloEvent> opening() {
        long fromMs = contract.meteringFromMs();
        BoundaryCapture capture = state.filter().capture(fromMs);
        if (capture == null || !capture.ready()) {
            return List.of();
        }
        Stock stock = capture.at(fromMs, state.filter().tolerances());
        return List.of(
                new OpeningStockMeasured(
                        siloId,
                        contract.contractId(),
                        contract.period().id(),
                        quantity(stock.milli()),
                        quantity(stock.uncertainty()),
                        contract.meteringFrom()));
    }

    /**
     * The oldest adjustment that waits, unless an earlier period has to be closed first; or null.
     */
    private @Nullable SiloEvent adjustment(boolean now) {
        for (Adjustment waiting : state.unbooked().waiting()) {
            if (isOfPeriod(waiting)) {
                // In their order: what comes behind one that waits, waits too.
                return now || !isUndecided(waiting) ? adjusted(waiting) : null;
            }
        }
        return null;
    }

    /** True while a refill may still show that a revaluation is the mixture's. */
    private boolean isUndecided(Adjustment waiting) {
        return waiting.isRevalued() && state.filter().mayBeOfARefill(waiting.toMs());
    }

    private boolean isOfPeriod(Adjustment waiting) {
        return waiting.afterMs() < contract.periodEndMs();
    }

    private StockAdjusted adjusted(Adjustment adjustment) {
        return new StockAdjusted(
                siloId,
                contract.contractId(),
                contract.period().id(),
                adjustment.changeNo(),
                adjustment.source(),
                quantity(adjustment.milli()),
                quantity(adjustment.uncertainty()),
                Instant.ofEpochMilli(adjustment.fromMs()),
                Instant.ofEpochMilli(adjustment.toMs()),
                closedPeriodId(adjustment),
                null,
                adjustment.enteredId());
    }

    /** The closed period whose balance should have contained it; null if it is the open one's. */
    private @Nullable String closedPeriodId(Adjustment adjustment) {
        if (adjustment.closedPeriodId() != null) {
            return adjustment.closedPeriodId();
        }
        return state.chargesClosed() || adjustment.enteredId() != null
                ? new DeliveryPeriods(state, contract).closedPeriodOf(null, 0, adjustment.afterMs())
                : null;
    }

    /**
     * One step, if the cumulative estimate exceeds what has been issued by a step and the guard.
     * One step an event, so that instalments do not depend on when a late note released them.
     */
    private List<SiloEvent> provisional() {
        Ledger ledger = state.ledger();
        if (!state.filter().isSettled() || isInClosed() || !state.unbooked().waiting().isEmpty()) {
            return List.of();
        }
        long drawn = ledger.book() + waitingMilli(state) - state.filter().newestMilli();
        long step = state.spec().step().milli();
        if (drawn - guardMilli(state) < ledger.issued() + step) {
            return List.of();
        }
        return List.of(consumption(MeteredKind.PROVISIONAL, step));
    }

    /**
     * Of rises that wait for a note: at first nothing, then what the level surely shows of them. So
     * what is issued in the meantime is too little, never too much.
     */
    private static long waitingMilli(SiloState state) {
        boolean counts = state.chargesClosed() && !state.spec().needsNotes();
        return counts
                ? state.deliveries()
                        .provisional(
                                state.ledger().refillNo(),
                                state.filter().clockMs(),
                                state.filter().tolerances().detectable())
                : 0;
    }

    /** Late readings are still of a closed period; what they show is not drawn in the open one. */
    private boolean isInClosed() {
        return state.chargesClosed()
                && state.unbooked().lateEndAfter(state.filter().clockMs() - Deliveries.GRACE_MS)
                        != Long.MAX_VALUE;
    }

    /** Provisional consumption stays this much below what the level says has been drawn. */
    static long guardMilli(SiloState state) {
        Ledger ledger = state.ledger();
        SensorAccuracy accuracy = state.spec().sensor().accuracy();
        return (accuracy == null ? 0 : accuracy.limitMilli(state.spec().capacity()))
                + ledger.openingUncertainty()
                + ledger.deliveriesUncertainty()
                + ledger.adjustmentsUncertainty()
                + state.filter().course().swing()
                + state.filter().tolerances().guard();
    }

    private List<SiloEvent> close(int refillMax) {
        BoundaryCapture capture = state.filter().capture(contract.periodEndMs());
        boolean measurable = capture == null || capture.ready();
        boolean adjusted = state.unbooked().waiting().stream().noneMatch(this::isOfPeriod);
        boolean over = state.isPast(contract.periodEndMs());
        if (!over
                || !measurable
                || !adjusted
                || new DeliveryCounting(state).isAwaiting(refillMax)) {
            return List.of();
        }
        return closing(state.closingStock(), contract.period().end());
    }

    /** An opening that was never measured stays unknown: nothing is consumed, nothing is lost. */
    private List<SiloEvent> forceClose(Instant at) {
        if (!state.ledger().openingKnown()) {
            Stock book = state.ledger().bookStock();
            Budget budget = budget(book);
            return List.of(closed(balance(book, budget), budget, at));
        }
        SiloEvent adjustment = adjustment(true);
        if (adjustment != null) {
            return List.of(adjustment);
        }
        List<SiloEvent> moved = contract.isLast() ? StockEntering.now(state) : List.of();
        if (!moved.isEmpty()) {
            return moved;
        }
        Refill waiting = state.oldestWaiting(state.closingRefillNo());
        if (waiting != null) {
            return List.of(new DeliveryCounting(state).withoutNote(waiting));
        }
        return closing(state.closingStock(), at);
    }

    private List<SiloEvent> closing(Stock measured, Instant at) {
        Budget budget = budget(measured);
        Closing closing = balance(measured, budget);
        List<SiloEvent> events = new ArrayList<>();
        if (closing.trueUp() != 0) {
            events.add(consumption(MeteredKind.TRUE_UP, closing.trueUp()));
        }
        Evidence.doubts(state, closing).forEach(doubt -> events.add(doubted(doubt)));
        events.add(closed(closing, budget, at));
        return events;
    }

    private Closing balance(Stock measured, Budget budget) {
        boolean first = !state.filter().course().isKept();
        int from = state.ledger().refillNo();
        int until = state.closingRefillNo();
        boolean unnoted =
                state.deliveries().lacksNote(rise -> rise.no() > from && rise.no() <= until);
        return Closing.of(
                first ? Closing.Limits.NONE : Closing.Limits.of(state.spec()),
                state.ledger(),
                measured,
                budget.expanded(),
                unnoted);
    }

    private Budget budget(Stock measured) {
        Course course = state.filter().course();
        long uncounted = ClosedPeriods.smallRises(state);
        Budget budget =
                Budget.of(
                                state.spec(),
                                state.ledger(),
                                measured,
                                course.swing(),
                                Saturation.of(state.spec(), state.ledger(), measured, course))
                        .withUncounted(uncounted);
        return course.isKept()
                ? budget.within(
                        Bounds.of(state.spec(), state.ledger(), measured, budget, uncounted))
                : budget;
    }

    /**
     * @param budget what the uncertainty is made of
     */
    private PeriodClosed closed(Closing closing, Budget budget, Instant at) {
        Ledger ledger = state.ledger();
        return new PeriodClosed(
                siloId,
                contract.contractId(),
                contract.period().id(),
                contract.nextPeriod().period().id(),
                quantity(ledger.opening()),
                quantity(ledger.deliveries()),
                quantity(ledger.adjustments()),
                quantity(closing.closing()),
                quantity(closing.measured()),
                quantity(closing.consumed() + ledger.others()),
                quantity(ledger.ownIssued()),
                quantity(closing.trueUp()),
                quantity(closing.uncertainty()),
                closing.carried(),
                closing.negative(),
                at,
                state.filter().course().isKept()
                        ? budget.told(
                                closing.uncertainty() - budget.expanded(), state.spec().dimension())
                        : null,
                ledger.others() == 0 ? null : quantity(ledger.others()));
    }

    private ConsumptionMetered consumption(MeteredKind kind, long milli) {
        return new ConsumptionMetered(
                siloId,
                contract.contractId(),
                contract.period().id(),
                state.ledger().consumptionNo() + 1,
                kind,
                quantity(milli),
                quantity(state.ledger().issued() + milli),
                state.sequenceAt(state.filter().nextSequence() - 1));
    }

    private Quantity quantity(long milli) {
        return new Quantity(milli, state.spec().dimension());
    }
}
