package io.usance.contract.state;

import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SiloLeft;
import io.usance.contract.ContractEvent.SiloPeriodNoted;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.NoteSiloLeft;
import io.usance.metering.Metered;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.pricing.CarryForward;
import io.usance.pricing.IndexRule;
import io.usance.pricing.MissingIndexValueException;
import io.usance.pricing.Rated;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a contract charges for what its silos metered.
 *
 * <p>Amounts are cumulative minus issued: a charge is the rounded exact amount of all the period's
 * quantity less what was charged before, so the sum of instalments is the rounded total, always. So
 * is everything else here: a price that reaches back, an index value that comes late or is
 * corrected, a fee due at the close. Each rates the period again and issues the difference.
 *
 * <p>What cannot be rated is held, not refused: its quantity counts, and the amount follows as soon
 * as the reason is gone. Neither metering nor any other contract waits for it.
 */
final class Charges {
    private Charges() {}

    /** A period's amount, or why there is none. */
    private sealed interface Outcome {
        record Due(Rated rated, Money amount) implements Outcome {
            ExactAmount exact() {
                return new ExactAmount(rated.amountExact(), amount.currency());
            }

            ExactAmount carry() {
                return new ExactAmount(rated.carry(), amount.currency());
            }
        }

        record Held(HoldReason reason, String detail) implements Outcome {}
    }

    static void charge(Draft draft, Metered metered, @Nullable Instant at) {
        ContractState state = draft.state();
        ContractTerms terms = state.signed();
        boolean known =
                metered.meteredNo() <= state.chargedUpTo().getOrDefault(metered.meterId(), 0L);
        if (known) {
            return;
        }
        if (!terms.prices(metered.quantityName())) {
            return;
        }
        PeriodState before = draft.period(metered.periodId());
        Counted counted = new Counted(terms, metered, Banding.of(terms, metered), at);
        Quantities total = before.charged().quantity();
        Outcome outcome;
        try {
            total = before.charged().plus(terms, counted.instalment());
            outcome = rate(state, metered.periodId(), total, before.closed());
        } catch (ArithmeticException e) {
            outcome =
                    new Outcome.Held(
                            HoldReason.NOT_RATABLE,
                            "%s and %s more in %s are beyond what a period can add up; agree on another contract for a part of the meters"
                                    .formatted(total, metered.quantity(), metered.periodId()));
        }
        switch (outcome) {
            case Outcome.Held held -> draft.add(counted.held(total, held));
            case Outcome.Due due -> {
                draft.add(counted.charged(total, due, before));
                if (!Exceptions.isJudgedAtClose(draft, metered)) {
                    Settlements.settle(draft, metered.periodId(), at);
                }
                if (before.closed()) {
                    // What it carries on may be another amount now.
                    rateAgain(draft, metered.periodId(), AdjustmentCause.CARRY);
                }
            }
        }
    }

    /** What was metered, as the contract counts it. */
    private record Counted(
            ContractTerms terms, Metered metered, Banding banding, @Nullable Instant at) {

        Instalment instalment() {
            return new Instalment(
                    metered.meterId(),
                    metered.periodId(),
                    banding.of(),
                    metered.quantity(),
                    terms.during(metered));
        }

        ConsumptionHeld held(Quantities total, Outcome.Held held) {
            return new ConsumptionHeld(
                    terms.contractId(),
                    metered.meterId(),
                    metered.periodId(),
                    metered.meteredNo(),
                    metered.kind(),
                    metered.quantity(),
                    total.of(banding.of()),
                    held.reason(),
                    held.detail(),
                    at,
                    banding.of(),
                    terms.during(metered),
                    banding.restReason(),
                    metered.bookedPeriodId());
        }

        ConsumptionCharged charged(Quantities total, Outcome.Due due, PeriodState before) {
            return new ConsumptionCharged(
                    terms.contractId(),
                    metered.meterId(),
                    metered.periodId(),
                    metered.meteredNo(),
                    metered.kind(),
                    metered.quantity(),
                    total.of(banding.of()),
                    due.exact(),
                    due.amount().minus(before.charged().issued()),
                    due.amount(),
                    terms.version(),
                    changed(before, due.rated()),
                    at,
                    banding.of(),
                    terms.during(metered),
                    banding.restReason(),
                    metered.bookedPeriodId());
        }
    }

    static void noteClosed(Draft draft, NoteSiloClosed command) {
        Exceptions.ofClose(draft, command);
        if (draft.state().terms(command.periodId()).holdsExceptions()) {
            // A true-up has waited for what the close says of it.
            Settlements.settle(draft, command.periodId(), command.at());
        }
        ContractState state = draft.state();
        PeriodState period = draft.period(command.periodId());
        boolean known =
                state.isForgotten(command.periodId())
                        || state.isOutside(draft.terms().calendar().period(command.periodId()))
                        || period.closed()
                        || period.closedSilos().contains(command.siloId())
                        || !state.signed().meterIds().contains(command.siloId());
        if (known) {
            return;
        }
        draft.add(
                new SiloPeriodNoted(
                        command.contractId(),
                        command.siloId(),
                        command.periodId(),
                        command.consumed()));
        closeIfComplete(draft, command.periodId());
    }

    static void noteLeft(Draft draft, NoteSiloLeft command) {
        ContractState state = draft.state();
        boolean known =
                state.siloEnds().containsKey(command.siloId())
                        || !state.signed().meterIds().contains(command.siloId());
        if (known) {
            return;
        }
        draft.add(new SiloLeft(command.contractId(), command.siloId(), command.endsAt()));
        for (String periodId : new TreeSet<>(state.periods().keySet())) {
            closeIfComplete(draft, periodId);
        }
        closeUncoveredToTheEnd(draft);
    }

    /**
     * Closes what no meter will close: the periods in which none is under a contract that ends.
     * They cost what nothing costs, and what the last of them carries is due.
     */
    static void closeUncoveredToTheEnd(Draft draft) {
        Instant endsAt = draft.state().endsAt();
        if (endsAt != null) {
            closeUncovered(draft, endsAt);
        }
    }

    /** The same of a contract that goes on, until a period that its meters close. */
    private static void closeUncovered(Draft draft, Instant until) {
        if (!new Coverage(draft.state()).mayBeWithoutMeter()) {
            return;
        }
        BillingCalendar calendar = draft.terms().calendar();
        BillingPeriod period = draft.state().firstKept();
        while (period.start().isBefore(until)) {
            if (new Coverage(draft.state()).isUncovered(period)
                    && !draft.period(period.id()).closed()) {
                settleWhole(draft, period.id());
            }
            period = calendar.after(period);
        }
    }

    /** Settles a period that all silos have closed, if it can be rated. */
    private static void closeIfComplete(Draft draft, String periodId) {
        ContractState state = draft.state();
        PeriodState period = draft.period(periodId);
        BillingPeriod span = state.signed().calendar().period(periodId);
        if (period.closed() || !new Coverage(state).isClosedByAll(span)) {
            return;
        }
        closeUncovered(draft, span.start());
        settleWhole(draft, periodId);
    }

    /** Closes a period and settles all of it, if it can be rated. */
    static void settleWhole(Draft draft, String periodId) {
        ContractState state = draft.state();
        PeriodState period = draft.period(periodId);
        if (rate(state, periodId, period.charged().quantity(), true) instanceof Outcome.Due due) {
            adjust(draft, periodId, AdjustmentCause.CLOSE, due);
            Settlements.settleClosing(draft, periodId);
            close(draft, periodId, due.carry());
            rateNextAgain(draft, periodId);
        }
    }

    private static void close(Draft draft, String periodId, ExactAmount carry) {
        PeriodState settled = draft.period(periodId);
        PeriodState.Charged charged = settled.charged();
        draft.add(
                new PeriodSettled(
                        draft.terms().contractId(),
                        periodId,
                        charged.quantity(),
                        charged.exact(),
                        charged.issued(),
                        charged.provisional(),
                        charged.issued().minus(charged.provisional()),
                        settled.settled().count(),
                        carry));
    }

    /** Closes a period all of which is settled, and does nothing else; for an audit. */
    static void close(Draft draft, String periodId) {
        PeriodState period = draft.period(periodId);
        if (rate(draft.state(), periodId, period.charged().quantity(), true)
                instanceof Outcome.Due due) {
            close(draft, periodId, due.carry());
        }
    }

    /** Issues the difference that a cause makes, and does nothing else; for an audit. */
    static void adjust(Draft draft, String periodId, AdjustmentCause cause) {
        PeriodState period = draft.period(periodId);
        boolean closed = period.closed() || cause == AdjustmentCause.CLOSE;
        if (rate(draft.state(), periodId, period.charged().quantity(), closed)
                instanceof Outcome.Due due) {
            adjust(draft, periodId, cause, due);
        }
    }

    /**
     * Rates a period again after something it depends on has changed, and issues the difference.
     * What it carries on changes the periods after it, as far as they depend on it.
     */
    static void rateAgain(Draft draft, String periodId, AdjustmentCause cause) {
        PeriodState period = draft.period(periodId);
        boolean nothingDue = period.isUntouched() && !period.closed();
        if (!nothingDue) {
            Outcome outcome =
                    rate(draft.state(), periodId, period.charged().quantity(), period.closed());
            if (outcome instanceof Outcome.Due due) {
                adjust(draft, periodId, cause, due);
                Settlements.settle(draft, periodId, null);
                if (period.closed()) {
                    rateNextAgain(draft, periodId);
                }
            }
        }
        closeIfComplete(draft, periodId);
    }

    private static void rateNextAgain(Draft draft, String periodId) {
        Map.Entry<String, PeriodState> next =
                new TreeMap<>(draft.state().periods()).higherEntry(periodId);
        boolean carries =
                next != null
                        && draft.terms()
                                        .tariff(draft.terms().calendar().period(next.getKey()))
                                        .carryForward()
                                != CarryForward.NONE;
        if (carries) {
            rateAgain(draft, next.getKey(), AdjustmentCause.CARRY);
        }
    }

    private static void adjust(
            Draft draft, String periodId, AdjustmentCause cause, Outcome.Due due) {
        PeriodState before = draft.period(periodId);
        PeriodState.Charged charged = before.charged();
        List<RatingLine> lines = changed(before, due.rated());
        Money difference = due.amount().minus(charged.issued());
        boolean same =
                lines.isEmpty() && difference.isZero() && charged.carry().equals(due.carry());
        // What is carried is charged when the period closes; before, it is not settled yet.
        if (same || (!before.closed() && lines.isEmpty() && difference.isZero())) {
            return;
        }
        draft.add(
                new ChargeAdjusted(
                        draft.terms().contractId(),
                        periodId,
                        cause,
                        charged.quantity(),
                        due.exact(),
                        difference,
                        due.amount(),
                        due.carry(),
                        draft.terms().version(),
                        lines));
    }

    private static List<RatingLine> changed(PeriodState before, Rated now) {
        return Rating.difference(before.charged().lines(), now.lines());
    }

    /** Index series whose values price the period and are not fixed yet. */
    static Set<String> missingSeries(ContractState state, String periodId) {
        ContractTerms terms = state.signed();
        BillingPeriod period = terms.calendar().period(periodId);
        Set<String> missing = new TreeSet<>();
        if (!terms.calendar().isBilled(period)) {
            return missing;
        }
        missing.addAll(terms.tariff(period).seriesNames());
        PeriodState known = state.period(periodId);
        missing.removeAll(known.index().keySet());
        // Of one that prices provisionally, its publication tells.
        missing.removeAll(known.provisionalOrNone().keySet());
        return missing;
    }

    private static String missing(ContractTerms terms, String series, BillingPeriod period) {
        IndexRule rule = terms.indexRule(series);
        // The words of what was held by earlier releases are part of the log, and audited.
        boolean early =
                rule.isOfOneDayOrMonth()
                        && terms.tariff(period).indexed().stream()
                                .anyMatch(rate -> rate.series().equals(series));
        return early
                ? "the price of %s needs index %s, of which no value that counts is published; publish it"
                        .formatted(period.id(), rule.series())
                : "the price of %s needs an index of which no value that counts is published; publish %s"
                        .formatted(period.id(), rule.wanted(period.startDate()));
    }

    /** Why what was drawn in a period cannot be rated when it closes; empty if it can. */
    static Optional<String> held(ContractState state, String periodId) {
        Outcome outcome = rate(state, periodId, state.period(periodId).charged().quantity(), true);
        return outcome instanceof Outcome.Held held ? Optional.of(held.detail()) : Optional.empty();
    }

    private static Outcome rate(
            ContractState state, String periodId, Quantities total, boolean closed) {
        ContractTerms terms = state.signed();
        BillingPeriod period = terms.calendar().period(periodId);
        if (state.isOutside(period)) {
            return new Outcome.Held(
                    HoldReason.CONTRACT_ENDED,
                    "contract %s ended %s; sign another one for what is drawn in %s"
                            .formatted(terms.contractId(), state.endsAt(), periodId));
        }
        if (state.isForgotten(periodId)) {
            return new Outcome.Held(
                    HoldReason.NOT_RATABLE,
                    "period %s is older than the %d periods that are kept; agree on a credit or an invoice for it outside of the contract"
                            .formatted(periodId, ContractState.PERIODS_KEPT_MAX));
        }
        // More was taken back than drawn: costs what nothing costs, until more is drawn.
        Quantities drawn = total.notNegative();
        Stage stage =
                !closed ? Stage.OPEN : state.isLastToCarry(period) ? Stage.LAST : Stage.CLOSED;
        Fraction carried = state.carriedInto(period).value();
        PeriodState known = state.period(periodId);
        RatingContext context =
                new RatingContext(
                        known.index(), stage, carried, terms.rounding(), known.provisionalOrNone());
        try {
            Tariff tariff = terms.tariff(period);
            Rated rated = Rating.rate(tariff, drawn.named(tariff.quantities().firstKey()), context);
            return new Outcome.Due(
                    rated, Money.rounded(rated.amountExact(), terms.currency(), terms.rounding()));
        } catch (MissingIndexValueException e) {
            return new Outcome.Held(
                    HoldReason.INDEX_VALUE_MISSING, missing(terms, e.series(), period));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new Outcome.Held(
                    HoldReason.NOT_RATABLE,
                    "%s in %s cannot be rated: %s".formatted(total, periodId, e.getMessage()));
        }
    }
}
