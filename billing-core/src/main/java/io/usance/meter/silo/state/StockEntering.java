package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.state.Entries.KnownEntry;
import io.usance.meter.silo.state.Entries.OpenMove;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Books what a person said of the stock.
 *
 * <p>What left is booked at once; the level falls by it, and it is not consumed. What came in waits
 * as a delivery note does: a rise of the level that it explains is no delivery. Without a rise it
 * is booked when its time has passed.
 */
final class StockEntering {

    private StockEntering() {}

    // ---- folding ----

    static void entered(SiloState state, StockEntered event) {
        long milli = event.quantity().milli();
        long atMs = Sample.ms(event.happenedAt());
        long uncertainty = event.expandedUncertainty().milli();
        String id = event.entered().id();
        AdjustmentSource source = sourceOf(event.change());
        if (event.change() == StockChange.STOCK_TAKE) {
            counted(state, event);
            return;
        }
        KnownEntry wrong = state.entries().reversed();
        if (event.change().isOut() || wrong != null) {
            long added = event.change().isOut() ? -milli : milli;
            state.unbooked(
                    state.unbooked()
                            .with(Adjustment.entered(id, source, added, uncertainty, atMs)));
            if (wrong != null) {
                takeBack(state, wrong);
            }
        } else {
            OpenDeliveryNote rise =
                    new OpenDeliveryNote(
                            id, atMs, milli, NoteCorrecting.readingsAfter(state, atMs));
            state.entries(state.entries().with(new OpenMove(rise, source, uncertainty)));
        }
    }

    /** What was entered was wrong: a rise that it explained is to be explained again. */
    private static void takeBack(SiloState state, KnownEntry wrong) {
        OpenMove move = state.entries().move(wrong.id());
        if (move != null) {
            OpenDeliveryNote rise = move.rise();
            state.entries(state.entries().withoutMove(wrong.id()));
            state.unbooked(
                    state.unbooked()
                            .with(
                                    Adjustment.entered(
                                            wrong.id(),
                                            move.source(),
                                            rise.milli(),
                                            move.uncertainty(),
                                            rise.deliveredAtMs())));
        }
        Integer refillNo = wrong.refillNo();
        if (refillNo != null) {
            state.deliveries(
                    state.deliveries()
                            .withCorrected(refillNo, wrong.id(), -wrong.milli(), false, false));
            state.entries(state.entries().explaining(wrong.id(), null));
        }
    }

    /**
     * What was counted against what the level showed: less than it shows, and so much more was
     * drawn. The level goes on showing it, so that it is booked once, and not again by the next
     * stock-take. Within the uncertainty of both nothing is booked.
     */
    private static void counted(SiloState state, StockEntered event) {
        Quantity shown = event.shown();
        long level = shown == null ? event.quantity().milli() : shown.milli();
        ScaleBias.Take take =
                new ScaleBias.Take(
                        event.entered().id(),
                        Sample.ms(event.happenedAt()),
                        level - event.quantity().milli(),
                        event.expandedUncertainty().milli() + state.filter().tolerances().single());
        state.entries(state.entries().with(take));
        StockTakes.compare(state, take.enteredId());
    }

    static void adjusted(SiloState state, StockAdjusted event) {
        state.unbooked(
                state.unbooked().booked(event.changeNo(), event.source(), event.enteredId()));
        if (state.entries().move(event.enteredId()) != null) {
            state.entries(state.entries().withoutMove(String.valueOf(event.enteredId())));
        }
        if (event.refillNo() != null) {
            state.entries(state.entries().explaining(event.enteredId(), event.refillNo()));
            state.deliveries(
                    state.deliveries()
                            .withCounted(
                                    event.refillNo(),
                                    Refill.Status.WEIGHED,
                                    event.quantity().milli(),
                                    List.of(),
                                    DeliveryPeriods.countedIn(
                                            state, event.periodId(), event.closedPeriodId())));
        }
        StockTakes.adjusted(state, event);
    }

    /**
     * An estimate of a rise that was no delivery has been taken back.
     *
     * @return false if the event is of no such one
     */
    static boolean uncounted(SiloState state, DeliveryCounted event) {
        if (state.entries().move(event.enteredId()) == null) {
            return false;
        }
        state.deliveries(state.deliveries().withWaiting(List.of(event.refillNo())));
        return true;
    }

    // ---- deriving ----

    /**
     * The oldest that came in and can be booked; empty if there is none.
     *
     * @param ended readings have passed the open period's end
     * @param refillMax newest refill that may belong to the open period
     */
    static List<SiloEvent> next(SiloState state, boolean ended, int refillMax) {
        DeliveryCounting counting = new DeliveryCounting(state);
        DeliveryPeriods periods = new DeliveryPeriods(state, state.contract());
        for (OpenMove move : state.entries().moves()) {
            OpenDeliveryNote rise = move.rise();
            Refill nearest = state.deliveries().nearest(rise);
            if (Entries.isInOpening(rise, nearest)) {
                continue;
            }
            Refill refill = nearest != null && isOfLater(periods, nearest) ? nearest : null;
            if (refill != null) {
                if (refill.no() <= refillMax && counting.isDecided(rise, refill)) {
                    // A part of a rise is not all of it: the rise is counted as what it shows.
                    return isAll(state, counting, refill)
                            ? explained(state, move, refill)
                            : List.of(booked(state, move, null));
                }
            } else if (counting.isOver(rise, ended)) {
                return List.of(booked(state, move, null));
            }
        }
        return List.of();
    }

    private static boolean isOfLater(DeliveryPeriods periods, Refill refill) {
        return refill.status() != Refill.Status.PRIOR && periods.isOurs(refill);
    }

    /** The oldest that waits when a contract is closed by command; empty if none does. */
    static List<SiloEvent> now(SiloState state) {
        DeliveryPeriods periods = new DeliveryPeriods(state, state.contract());
        for (OpenMove move : state.entries().moves()) {
            OpenDeliveryNote rise = move.rise();
            Refill nearest = state.deliveries().nearest(rise);
            if (Entries.isInOpening(rise, nearest)) {
                continue;
            }
            boolean explains =
                    nearest != null
                            && isOfLater(periods, nearest)
                            && isAll(state, new DeliveryCounting(state), nearest);
            return explains && nearest != null
                    ? explained(state, move, nearest)
                    : List.of(booked(state, move, null));
        }
        return List.of();
    }

    /** What was entered and noted of a rise leaves nothing of it unexplained. */
    private static boolean isAll(SiloState state, DeliveryCounting counting, Refill refill) {
        if (refill.status() == Refill.Status.WEIGHED) {
            return true;
        }
        Deliveries deliveries = state.deliveries();
        long told =
                Stream.concat(
                                state.entries().moves().stream().map(OpenMove::rise),
                                deliveries.openNotes().stream())
                        .filter(note -> refill.equals(deliveries.nearest(note)))
                        .mapToLong(OpenDeliveryNote::milli)
                        .sum();
        return told >= refill.estimate() || !counting.deviates(refill, told);
    }

    private static List<SiloEvent> explained(SiloState state, OpenMove move, Refill refill) {
        List<SiloEvent> events = new ArrayList<>();
        if (refill.status() == Refill.Status.ESTIMATED) {
            events.add(
                    new DeliveryCounting(state)
                            .corrected(
                                    refill,
                                    refill.no(),
                                    refill.startMs(),
                                    List.of(),
                                    -refill.counted(),
                                    move.rise().noteId()));
        }
        events.add(booked(state, move, refill));
        return events;
    }

    private static StockAdjusted booked(SiloState state, OpenMove move, @Nullable Refill refill) {
        OpenDeliveryNote rise = move.rise();
        Instant at = Instant.ofEpochMilli(rise.deliveredAtMs());
        int refillNo = refill == null ? 0 : refill.no();
        return new StockAdjusted(
                state.spec().siloId(),
                state.contract().contractId(),
                state.contract().period().id(),
                0,
                move.source(),
                new Quantity(rise.milli(), state.spec().dimension()),
                new Quantity(move.uncertainty(), state.spec().dimension()),
                at,
                at,
                new DeliveryPeriods(state, state.contract())
                        .closedPeriodOf(refill, refillNo, rise.deliveredAtMs()),
                refill == null ? null : Integer.valueOf(refillNo),
                rise.noteId());
    }

    private static AdjustmentSource sourceOf(StockChange change) {
        return switch (change) {
            case STOCK_TAKE -> AdjustmentSource.STOCK_TAKE;
            case SPILL -> AdjustmentSource.SPILLED;
            case SAMPLE -> AdjustmentSource.SAMPLED;
            case WRITE_OFF -> AdjustmentSource.WRITTEN_OFF;
            case FOUND -> AdjustmentSource.FOUND;
            case TRANSFER_OUT, TRANSFER_IN -> AdjustmentSource.TRANSFERRED;
        };
    }
}
