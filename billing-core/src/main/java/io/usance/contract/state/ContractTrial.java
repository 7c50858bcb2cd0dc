package io.usance.contract.state;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * What a contract would charge: the decisions of a contract without a log, so that nothing is
 * stored. Not thread-safe.
 *
 * <p>It decides by what decides on real contracts, so what it says is what would be charged.
 */
public final class ContractTrial {
    private ContractState state;

    private ContractTrial(ContractState state) {
        this.state = state;
    }

    /** A contract as if it were signed. */
    public static ContractTrial signed(ContractTerms terms, Instant at) {
        ContractTrial trial = new ContractTrial(ContractState.initial());
        trial.handle(new SignContract(terms, TermRules.allKnown(terms, at)));
        return trial;
    }

    /** A contract as it stands. */
    public static ContractTrial from(ContractState state) {
        state.signed();
        return new ContractTrial(state);
    }

    /** The terms. */
    public ContractTerms terms() {
        return state.signed();
    }

    /**
     * Decides a command of the two companies.
     *
     * @return what would happen
     * @throws io.usance.contract.ContractTermsException if it would be refused
     */
    public List<ContractEvent> handle(ContractCommand command) {
        return applied(Contracts.decide(state, command));
    }

    /** Decides what charging finds in the log. */
    public List<ContractEvent> charge(ChargingCommand command) {
        return applied(Contracts.decide(state, command));
    }

    /** Index series whose values price the period and are not fixed yet, by name. */
    public Set<String> missingSeries(String periodId) {
        return Charges.missingSeries(state, periodId);
    }

    /**
     * Takes published values of an index for a period.
     *
     * @param published by day
     */
    public List<ContractEvent> take(
            String series, NavigableMap<LocalDate, BigDecimal> published, String periodId) {
        return charge(
                new ChargingCommand.TakeIndexValues(
                        state.signed().contractId(), series, published, periodId));
    }

    /** Lets so much be drawn in a period, all of it, without charging it yet. */
    public void draw(String periodId, Quantities all) {
        PeriodState period = state.period(periodId);
        state = state.with(periodId, period.with(period.charged().with(all)));
    }

    /**
     * Closes a period with what is drawn in it, whether or not its meters have.
     *
     * @return what would happen; nothing if it is closed already or cannot be rated, see {@link
     *     #held}
     */
    public List<ContractEvent> close(String periodId) {
        Draft draft = new Draft(state);
        if (!state.period(periodId).closed()) {
            Charges.settleWhole(draft, periodId);
        }
        return applied(draft.events());
    }

    /** Why what is drawn in a period cannot be rated, for people; empty if it can. */
    public Optional<String> held(String periodId) {
        return Charges.held(state, periodId);
    }

    private List<ContractEvent> applied(List<ContractEvent> events) {
        for (ContractEvent event : events) {
            state = state.evolve(event);
        }
        return events;
    }
}
