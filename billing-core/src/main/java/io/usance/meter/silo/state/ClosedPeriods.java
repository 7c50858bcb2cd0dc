package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent.ClosedPeriodCorrected;
import io.usance.meter.silo.filter.Course;
import io.usance.meter.silo.filter.Shares;
import io.usance.meter.silo.filter.Stock;
import io.usance.metering.Assignment;
import io.usance.period.BillingPeriod;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes known of a closed period: how much of it was drawn in which period, as it would have
 * been metered had it been known when they were closed. All that is booked for a closed period goes
 * through here, whatever its cause.
 *
 * <p>Identity: what is booked, less all that becomes {@link Unbooked.Owed owed} for it, stays in
 * the open period's balance.
 *
 * <p>Design note: the balance of a closed period is linear in what is booked for it, unless a part
 * of it was left in the book stock, or its end is not measured yet. Only of those something is
 * remembered, so that a silo without any costs no memory.
 */
final class ClosedPeriods {

    /**
     * What was added to the books.
     *
     * @param uncertainty of it
     * @param before of an estimate that it replaces; 0 if it replaces none
     * @param weighed how much more of the deliveries does not rest on the level
     */
    record Booked(long milli, long uncertainty, long before, long weighed) {}

    private final SiloState state;
    private final Assignment contract;

    private ClosedPeriods(SiloState state, Assignment contract) {
        this.state = state;
        this.contract = contract;
    }

    /**
     * A quantity was added to the books that belongs to a closed period.
     *
     * @param booked how much, and how it is known
     */
    static void booked(SiloState state, String contractId, String periodId, Booked booked) {
        Assignment contract = state.everAssigned(contractId);
        if (contract != null) {
            ClosedPeriods periods = new ClosedPeriods(state, contract);
            BillingPeriod period = contract.calendar().period(periodId);
            periods.change(
                    period,
                    book -> book.wider(booked.uncertainty() - booked.before(), booked.weighed()));
            periods.change(
                    contract.calendar().after(period),
                    book -> book.beginningInstead(booked.before(), booked.uncertainty()));
            periods.spread(period, booked.milli());
        }
    }

    private void change(BillingPeriod period, UnaryOperator<LateClose> change) {
        LateClose book = state.unbooked().closed(contract.contractId(), period.id());
        if (book != null) {
            state.unbooked(state.unbooked().with(book, change.apply(book)));
        }
    }

    /** Readings have reached the end of a period that was closed without them. */
    static void measured(SiloState state, ClosedPeriodCorrected event) {
        Assignment contract = state.everAssigned(event.contractId());
        LateClose late = state.unbooked().closed(event.contractId(), event.closedPeriodId());
        if (contract == null || late == null) {
            return;
        }
        Stock stock = LateMeasuring.measured(state, contract, late);
        Stock told =
                new Stock(
                        event.measuredClosing().milli(),
                        event.expandedUncertainty().milli(),
                        stock == null ? Shares.NONE : stock.shares());
        new ClosedPeriods(state, contract).measured(late, told);
    }

    /**
     * Readings that have reached the end of such a period and say what its books say need no event;
     * but what comes after rests on a measured stock from then on.
     */
    static void confirm(SiloState state) {
        for (LateClose late : state.unbooked().lateCloses()) {
            LateClose.Account account = late.account();
            Assignment contract = account == null ? null : state.everAssigned(account.contractId());
            if (contract == null || !isBegun(state, contract)) {
                continue;
            }
            Stock stock = LateMeasuring.measured(state, contract, late);
            if (stock != null && stock.milli() == late.stock()) {
                new ClosedPeriods(state, contract).measured(late, stock);
            }
        }
    }

    private static boolean isBegun(SiloState state, Assignment contract) {
        return contract != state.assigned() || state.ledger().openingKnown();
    }

    private void measured(LateClose late, Stock stock) {
        long beyond = Saturation.of(state.spec(), stock, state.filter().course());
        LateClose known = late.measured(stock.milli(), stock.uncertainty() + beyond);
        BillingPeriod period = contract.calendar().period(late.periodId());
        long charged = known.owed(state.spec(), lacksNote(period));
        state.unbooked(state.unbooked().with(late, known.issued(charged)));
        owe(period, charged);
        BillingPeriod next = contract.calendar().after(period);
        begin(next, stock, late.endMs());
        spread(next, -charged);
    }

    /**
     * The book stock at a period's start, or in it, is another one, or its uncertainty is. The last
     * of the closed periods hands the rest on to the open one, in whose books it is already.
     */
    private void spread(BillingPeriod first, long milli) {
        BillingPeriod second = contract.calendar().after(first);
        BillingPeriod period = first;
        long rest = milli;
        while ((rest != 0 || !period.start().isAfter(second.start())) && isClosed(period)) {
            LateClose book = state.unbooked().closed(contract.contractId(), period.id());
            if (book == null) {
                owe(period, rest);
                rest = 0;
            } else {
                LateClose more = book.plus(rest);
                long charged = more.owed(state.spec(), lacksNote(period));
                LateClose after = more.issued(charged);
                state.unbooked(state.unbooked().with(book, after));
                owe(period, charged);
                displace(period, book, after);
                rest -= charged;
            }
            period = contract.calendar().after(period);
        }
    }

    private boolean lacksNote(BillingPeriod period) {
        long fromMs = period.start().toEpochMilli();
        long toMs = period.end().toEpochMilli();
        return state.deliveries()
                .lacksNote(rise -> rise.startMs() >= fromMs && rise.startMs() < toMs);
    }

    private boolean isClosed(BillingPeriod period) {
        return isPresent()
                ? period.start().isBefore(contract.period().start())
                : period.end().toEpochMilli() <= contract.endsAtMs();
    }

    private boolean isPresent() {
        return state.isUnder(contract.contractId());
    }

    private void owe(BillingPeriod period, long milli) {
        if (milli != 0) {
            state.unbooked(state.unbooked().owing(contract.contractId(), period.id(), milli));
        }
    }

    /** The open period begins with what the one before has left in the book stock. */
    private void displace(BillingPeriod period, LateClose before, LateClose after) {
        if (isBefore(period) && !before.isLate()) {
            state.ledger(state.ledger().displacedInstead(before.carried(), after.carried()));
        }
    }

    /** The stock with which a period began is measured now. */
    private void begin(BillingPeriod period, Stock stock, long startMs) {
        change(period, book -> book.beginning(stock.uncertainty()));
        boolean open = isPresent() && period.id().equals(contract.period().id());
        if (isPresent() || !state.ledger().openingKnown()) {
            Ledger ledger = state.ledger();
            long known = open ? stock.uncertainty() : ledger.openingUncertainty();
            Shares shares = open ? stock.shares() : ledger.level().opening();
            int contained = state.filter().refillNo(startMs);
            state.ledger(ledger.begun(known, shares, contained));
        }
    }

    private boolean isBefore(BillingPeriod period) {
        return isPresent() && period.end().equals(contract.period().start());
    }

    /** What is to be remembered of a period that closes; null if nothing. */
    static @Nullable LateClose remembered(
            SiloState state, Ledger ledger, long closing, long measured, boolean late) {
        Assignment contract = state.contract();
        boolean whole = !late && closing == measured;
        if (whole) {
            return null;
        }
        Course course = state.filter().course();
        long beyond = Saturation.ofOpening(state.spec(), ledger, course);
        Stock end = late ? null : state.closingStock();
        long atEnd = end == null ? 0 : end.uncertainty() + Saturation.of(state.spec(), end, course);
        long consumed = ledger.openingKnown() ? ledger.book() - ledger.others() - closing : 0;
        return new LateClose(
                contract.period().id(),
                contract.periodEndMs(),
                closing,
                new LateClose.Account(
                        contract.contractId(),
                        consumed,
                        ledger.ownIssued(),
                        ledger.openingUncertainty(),
                        Budget.added(ledger, atEnd, course.swing(), beyond)
                                - ledger.openingUncertainty()
                                + smallRises(state),
                        ledger.weighed(),
                        late ? null : Long.valueOf(measured)));
    }

    /** What stayed of rises of the open period that are too small for a delivery. */
    static long smallRises(SiloState state) {
        return state.deliveries().small(state.ledger().refillNo(), state.closingRefillNo());
    }
}
