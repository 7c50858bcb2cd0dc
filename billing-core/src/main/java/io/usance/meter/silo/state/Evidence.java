package io.usance.meter.silo.state;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.filter.BoundaryCapture;
import io.usance.meter.silo.filter.Course;
import io.usance.meter.silo.filter.LevelDoubt;
import io.usance.meter.silo.filter.Milli;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Tolerances;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a period's balance against what the level did, and against what can be.
 *
 * <p>The level's decreases know nothing of deliveries, opening and closing stock; where they and
 * the balance are farther apart than the uncertainty, something was not seen.
 */
final class Evidence {

    /** An uncertainty above this part of the consumption says little ... */
    private static final long USELESS_DIVISOR = 10;

    /** ... unless it is small for the silo: a twenty-fifth of the capacity. */
    private static final long SMALL_DIVISOR = 25;

    /** What is drawn while a delivery comes in is not known if that takes longer. */
    private static final long LONG_MS = 5 * 3_600_000L;

    /** While a delivery comes in a plant may draw so many times what it draws otherwise. */
    private static final int FASTER = 4;

    private final SiloState state;
    private final Closing closing;
    private final long fromMs;
    private final long toMs;
    private final List<LevelDoubt> doubts = new ArrayList<>();

    private Evidence(SiloState state, Closing closing) {
        this.state = state;
        this.closing = closing;
        this.fromMs = Math.max(state.contract().periodStartMs(), state.contract().meteringFromMs());
        this.toMs = state.contract().periodEndMs();
    }

    static List<LevelDoubt> doubts(SiloState state, Closing closing) {
        return state.filter().course().isKept() ? new Evidence(state, closing).doubts() : List.of();
    }

    /** What a note says that the level contradicts; null if it does not. */
    static @Nullable LevelDoubt contradicted(SiloState state, SiloEvent delivery) {
        if (!state.filter().course().isKept()) {
            return null;
        }
        if (delivery instanceof DeliveryNotSeen unseen) {
            OpenDeliveryNote note = state.deliveries().openNote(unseen.noteId());
            return note == null
                    ? null
                    : new LevelDoubt(
                            Doubt.NOTE_CONTRADICTED,
                            note.deliveredAtMs(),
                            note.deliveredAtMs() + OpenDeliveryNote.WINDOW_MS,
                            note.milli(),
                            0);
        }
        Refill refill =
                delivery instanceof DeliveryCounted counted && counted.deviates()
                        ? state.deliveries().refill(counted.refillNo())
                        : null;
        if (refill == null) {
            return null;
        }
        return new LevelDoubt(
                Doubt.NOTE_CONTRADICTED,
                refill.startMs(),
                refill.endMs(),
                refill.counted() + ((DeliveryCounted) delivery).quantity().milli(),
                refill.estimate());
    }

    private List<LevelDoubt> doubts() {
        Tolerances tolerances = state.filter().tolerances();
        long capacity = state.spec().capacity().milli();
        // Not if it is only less than was issued, for something has no note: of that the rise's own
        // doubt tells.
        if (closing.negative() && state.ledger().ownBalance(closing.measured()) < 0) {
            add(Doubt.NEGATIVE_BALANCE, state.ledger().ownBalance(closing.measured()), 0);
        }
        if (closing.closing() < -tolerances.range()
                || closing.closing() > capacity + tolerances.range()) {
            add(Doubt.IMPOSSIBLE_STOCK, closing.closing(), capacity);
        }
        long limit = Math.max(closing.consumed() / USELESS_DIVISOR, capacity / SMALL_DIVISOR);
        if (closing.uncertainty() > limit) {
            add(Doubt.LARGE_UNCERTAINTY, closing.uncertainty(), limit);
        }
        BoundaryCapture capture = state.filter().capture(toMs);
        Course course = state.filter().course();
        Course.Witness until = capture == null ? null : capture.witness();
        Course.Witness seen = (until == null ? course.witness() : until).since(course.opened());
        waitingFall();
        deliveries(seen);
        compare(tolerances, course, seen);
        return doubts;
    }

    /** Closed by command while a fall waits for hours to confirm it: nothing is billed of it. */
    private void waitingFall() {
        LevelDoubt fall = state.filter().waitingFall(toMs);
        if (fall != null) {
            doubts.add(fall);
        }
    }

    private void deliveries(Course.Witness seen) {
        long hidden = 0;
        long estimated = 0;
        for (Refill refill : state.deliveries().refills()) {
            if (refill.status() == Refill.Status.ESTIMATED
                    && refill.no() > state.ledger().refillNo()) {
                estimated += refill.counted();
                boolean isLong =
                        refill.fillingMs() >= LONG_MS
                                && refill.counted() > 2 * state.filter().tolerances().large();
                hidden += isLong ? refill.counted() : 0;
            }
        }
        if (hidden > 0) {
            add(Doubt.HIDDEN_DRAW, hidden, 0);
        }
        if (seen.flats() > 0 && estimated > 0 && state.filter().course().isSaturated()) {
            add(Doubt.SATURATED, estimated, 0);
        }
    }

    private void compare(Tolerances tolerances, Course course, Course.Witness seen) {
        long band = tolerances.deadBand();
        long most =
                seen.falls()
                        + FASTER * Milli.amount(course.fastest(), seen.risingMs())
                        + (seen.turns() + 1) * band;
        // What rose and was no delivery fell again and was no draw.
        long least = seen.dayFalls() - tolerances.rise() - course.swing() - faint();
        // What came or left otherwise is in the balance or in the falls, not in both.
        long adjusted = state.ledger().adjustments() - state.ledger().others();
        most += Math.max(0, adjusted);
        least -= Math.max(0, -adjusted);
        if (seen.flats() == 0 && closing.consumed() - closing.uncertainty() > most) {
            add(Doubt.BALANCE_BEYOND_DRAWN, closing.consumed(), most);
        }
        if (closing.consumed() + closing.uncertainty() < least) {
            add(Doubt.DRAWN_BEYOND_BALANCE, closing.consumed(), least);
        }
    }

    private long faint() {
        long sum = 0;
        for (Refill refill : state.deliveries().refills()) {
            boolean ours = refill.no() > state.ledger().refillNo();
            sum += ours && refill.slight() ? refill.estimate() : 0;
        }
        return sum;
    }

    private void add(Doubt doubt, long milli, long expected) {
        doubts.add(new LevelDoubt(doubt, fromMs, toMs, milli, expected));
    }
}
