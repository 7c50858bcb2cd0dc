package io.usance.contract.state;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractConflictException;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractEvent.IndexFixed;
import io.usance.contract.ContractEvent.PaymentNoted;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.contract.state.ChargingCommand.TakeIndexValues;
import io.usance.period.BillingPeriod;
import io.usance.pricing.IndexRule;
import io.usance.pricing.Tariff;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decisions of a supply contract. Pure. */
final class Contracts {
    private Contracts() {}

    static List<ContractEvent> decide(ContractState state, ContractCommand command) {
        Draft draft = new Draft(state);
        switch (command) {
            case SignContract sign -> sign(draft, sign);
            case AmendContract amend -> amend(draft, amend);
            case TerminateContract terminate -> terminate(draft, terminate);
            case RecordPayment payment -> recordPayment(draft, payment);
            case ContractCommand.EndException end -> Exceptions.end(draft, end);
            case ContractCommand.SettleDue due -> Settlements.settleOpen(draft, due.at());
        }
        return draft.events();
    }

    static List<ContractEvent> decide(ContractState state, ChargingCommand command) {
        Draft draft = new Draft(state);
        switch (command) {
            case ChargingCommand.ChargeConsumption charge ->
                    Charges.charge(draft, charge.consumption(), charge.at());
            case ChargingCommand.NoteDoubt doubt -> Exceptions.note(draft, doubt);
            case ChargingCommand.NoteSiloClosed closed -> Charges.noteClosed(draft, closed);
            case ChargingCommand.NoteSiloLeft left -> Charges.noteLeft(draft, left);
            case TakeIndexValues values -> takeIndexValues(draft, values);
        }
        return draft.events();
    }

    private static void sign(Draft draft, SignContract command) {
        ContractTerms terms = draft.state().terms();
        if (terms == null) {
            TermRules.checkKnown(command.terms(), command.at());
            draft.add(new ContractSigned(command.terms(), command.at()));
            endWithOnlyPeriod(draft, command);
        } else if (!terms.isRepeatedBy(command.terms())) {
            throw new ContractConflictException(terms, command.terms());
        }
    }

    /** A contract of one period is terminated with its end as soon as it is signed. */
    private static void endWithOnlyPeriod(Draft draft, SignContract command) {
        Instant endsAt = command.terms().calendar().endsAt();
        if (endsAt != null) {
            draft.add(
                    new ContractTerminated(
                            command.contractId(),
                            endsAt,
                            "it has one period, " + firstPeriod(command.terms()),
                            command.at()));
        }
    }

    private static BillingPeriod firstPeriod(ContractTerms terms) {
        return terms.calendar().periodOf(terms.meteringFrom());
    }

    private static void amend(Draft draft, AmendContract command) {
        ContractTerms signed = draft.terms();
        ContractTerms amended = command.terms();
        if (signed.isRepeatedBy(amended)) {
            return;
        }
        AmendmentRules.check(draft.state(), amended, command.at());
        draft.add(new ContractAmended(amended, command.at()));
        for (String periodId : List.copyOf(new TreeSet<>(draft.state().periods().keySet()))) {
            BillingPeriod period = amended.calendar().period(periodId);
            BillingPeriod next = amended.calendar().periodOf(period.end());
            boolean carriesOtherwise =
                    signed.tariff(next).carryForward() != amended.tariff(next).carryForward();
            if (carriesOtherwise || !signed.tariff(period).equals(amended.tariff(period))) {
                Charges.rateAgain(draft, periodId, AdjustmentCause.AMENDMENT);
            }
        }
        Settlements.settleOpen(draft, command.at());
    }

    private static void terminate(Draft draft, TerminateContract command) {
        ContractState state = draft.state();
        if (command.endsAt().equals(state.endsAt())) {
            return;
        }
        ContractTerms terms = state.signed();
        if (state.endsAt() != null) {
            throw new ContractTermsException(
                    "contract %s ends %s already, and cannot end %s"
                            .formatted(terms.contractId(), state.endsAt(), command.endsAt()));
        }
        BillingPeriod next = terms.calendar().periodOf(command.endsAt());
        if (!next.start().equals(command.endsAt())) {
            throw new ContractTermsException(
                    "contract %s cannot end %s, within the period %s; it ends with a period, %s or %s"
                            .formatted(
                                    terms.contractId(),
                                    command.endsAt(),
                                    next,
                                    next.start(),
                                    next.end()));
        }
        requireNothingAfter(state, terms, command.endsAt());
        draft.add(
                new ContractTerminated(
                        terms.contractId(), command.endsAt(), command.reason(), command.at()));
        Charges.closeUncoveredToTheEnd(draft);
        state.periods().keySet().stream()
                .filter(id -> terms.calendar().period(id).end().equals(command.endsAt()))
                .findFirst()
                .ifPresent(id -> Charges.rateAgain(draft, id, AdjustmentCause.TERMINATION));
    }

    private static void requireNothingAfter(
            ContractState state, ContractTerms terms, Instant endsAt) {
        if (!terms.meteringFrom().isBefore(endsAt)) {
            throw new ContractTermsException(
                    "contract %s begins %s and cannot end %s"
                            .formatted(terms.contractId(), terms.meteringFrom(), endsAt));
        }
        state.periods()
                .forEach((id, period) -> {
                    boolean after = !terms.calendar().period(id).start().isBefore(endsAt);
                    if (after && (!period.isUntouched() || period.closed())) {
                        throw new ContractTermsException(
                                "contract %s cannot end %s: period %s has charges already; it can end %s"
                                        .formatted(
                                                terms.contractId(),
                                                endsAt,
                                                id,
                                                terms.calendar().period(id).end()));
                    }
                });
    }

    private static void takeIndexValues(Draft draft, TakeIndexValues command) {
        TreeSet<String> periods = new TreeSet<>(draft.state().periods().keySet());
        if (command.periodId() != null && !draft.state().isForgotten(command.periodId())) {
            periods.add(command.periodId());
        }
        for (String periodId : periods) {
            fix(draft, periodId, command);
        }
        Charges.closeUncoveredToTheEnd(draft); // one may have waited for the value
    }

    private static void fix(Draft draft, String periodId, TakeIndexValues command) {
        ContractTerms terms = draft.terms();
        BillingPeriod period = terms.calendar().period(periodId);
        Tariff tariff = terms.tariff(period);
        String series = command.series();
        if (!tariff.seriesNames().contains(series)) {
            return;
        }
        IndexRule rule = terms.indexRule(series);
        PeriodState before = draft.period(periodId);
        Optional<IndexRule.Value> known =
                rule.value(command.published(), period.startDate(), terms.rounding());
        if (known.isPresent()) {
            fix(draft, periodId, series, known.get(), before.index().get(series), null);
        } else if (tariff.provisionalSeries().contains(series)
                && !before.index().containsKey(series)
                && !before.provisionalOrNone().containsKey(series)) {
            // The first one stays: a provisional price does not change with each day's value.
            rule.newest(command.published(), period.startDate())
                    .ifPresent(value -> fix(draft, periodId, series, value, null, true));
        }
    }

    private static void fix(
            Draft draft,
            String periodId,
            String series,
            IndexRule.Value value,
            @Nullable BigDecimal before,
            @Nullable Boolean provisional) {
        if (before == null || before.compareTo(value.value()) != 0) {
            draft.add(
                    new IndexFixed(
                            draft.terms().contractId(),
                            periodId,
                            series,
                            value.value(),
                            value.basis(),
                            provisional));
            Charges.rateAgain(draft, periodId, AdjustmentCause.INDEX);
        }
    }

    private static void recordPayment(Draft draft, RecordPayment command) {
        ContractState.Credit credit = draft.state().creditOrNone();
        if (command.paymentNo() < credit.paymentNo()) {
            return;
        }
        if (command.paymentNo() == credit.paymentNo()) {
            if (!command.amount().equals(credit.lastPaid())) {
                throw new ContractTermsException(
                        "payment %d of contract %s is recorded with %s already, not with %s; another payment has the next number, %d"
                                .formatted(
                                        command.paymentNo(),
                                        command.contractId(),
                                        credit.lastPaid(),
                                        command.amount(),
                                        credit.paymentNo() + 1));
            }
            return;
        }
        if (command.paymentNo() > credit.paymentNo() + 1) {
            throw new ContractTermsException(
                    "payment %d of contract %s comes before payment %d was recorded; record that first"
                            .formatted(
                                    command.paymentNo(),
                                    command.contractId(),
                                    credit.paymentNo() + 1));
        }
        draft.add(
                new PaymentNoted(
                        command.contractId(),
                        command.amount(),
                        command.paymentNo(),
                        command.reference(),
                        command.at()));
        Settlements.release(draft, command.at());
    }
}
