package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Books;
import io.usance.meter.silo.filter.LevelShift;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import io.usance.metering.Assignment;
import java.time.Instant;

/** What the filter asks of a silo's state and tells it. */
record SiloBooks(SiloState state) implements Books {

    @Override
    public long boundaryAfter(long clockMs) {
        Assignment contract = state.assigned();
        Assignment following = state.handover().following();
        return Math.min(
                state.unbooked().lateEndAfter(clockMs),
                Math.min(
                        contract == null ? Long.MAX_VALUE : boundaryAfter(contract, clockMs),
                        following == null ? Long.MAX_VALUE : boundaryAfter(following, clockMs)));
    }

    @Override
    public long boundaryUntil(long clockMs) {
        Assignment following = state.handover().following();
        Assignment contract = state.assigned();
        long until =
                following != null && following.meteringFromMs() <= clockMs
                        ? boundaryUntil(following, clockMs)
                        : contract != null && contract.meteringFromMs() <= clockMs
                                ? boundaryUntil(contract, clockMs)
                                : Long.MIN_VALUE;
        return Math.max(until, state.unbooked().lateEndUntil(clockMs));
    }

    @Override
    public boolean openingKnown() {
        return state.ledger().openingKnown();
    }

    @Override
    public long left(long fromMs, long toMs) {
        return state.entries().left(fromMs, toMs);
    }

    /**
     * A density that comes into force with a refill is that of the mixture: what it makes of the
     * stock before is part of what was delivered, and nothing is revalued.
     */
    @Override
    public void risen(Refill refill) {
        Refill mixed = refill;
        for (Adjustment one : state.unbooked().revaluedBy(refill)) {
            mixed = mixed.plus(one.milli(), one.uncertainty());
        }
        state.unbooked(state.unbooked().withoutRevaluedBy(refill));
        state.deliveries(state.deliveries().withRefill(mixed));
    }

    @Override
    public void shifted(LevelShift shift) {
        Assignment contract = state.assigned();
        boolean counts =
                contract == null
                        ? state.unbooked().waiting().size() < Unbooked.CHANGES_WAITING_MAX
                        : state.filter().clockMs() >= contract.meteringFromMs();
        state.unbooked(state.unbooked().measured(Adjustment.between(shift), counts));
        StockTakes.compare(state, null);
    }

    @Override
    public void revalued(LevelShift shift) {
        Assignment contract = state.assigned();
        if (contract != null
                && shift.milli() != 0
                && shift.afterMs() >= contract.meteringFromMs()) {
            state.unbooked(
                    state.unbooked()
                            .revalued(
                                    Adjustment.revalued(shift),
                                    state.filter().clockMs(),
                                    contract));
        }
    }

    @Override
    public void passed(Sample sample, boolean doubtful) {
        if (!state.entries().moves().isEmpty()) {
            state.entries(state.entries().next(sample, doubtful, state.deliveries()));
        }
        Deliveries deliveries = state.deliveries();
        if (!deliveries.openNotes().isEmpty()) {
            long openedMs =
                    openingKnown() ? state.contract().meteringFromMs() : Deliveries.NOT_OPENED;
            state.deliveries(
                    deliveries.next(
                            sample, doubtful, openedMs, atMs -> state.endedAt(atMs) != null));
        }
    }

    /** The first instant after {@code clockMs} at which the stock must be known. */
    static long boundaryAfter(Assignment contract, long clockMs) {
        if (clockMs < contract.meteringFromMs()) {
            return contract.meteringFromMs();
        }
        long next =
                contract.calendar().periodOf(Instant.ofEpochMilli(clockMs)).end().toEpochMilli();
        return next > contract.endsAtMs() ? Long.MAX_VALUE : next;
    }

    /** The last instant at or before {@code clockMs} at which the stock must be known. */
    private static long boundaryUntil(Assignment contract, long clockMs) {
        long startMs =
                contract.calendar().periodOf(Instant.ofEpochMilli(clockMs)).start().toEpochMilli();
        return Math.min(Math.max(startMs, contract.meteringFromMs()), contract.endsAtMs());
    }
}
