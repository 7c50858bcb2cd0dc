package io.usance.contract.state;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision in the making: what has happened so far, and the state after it. So every step of a
 * decision sees what the steps before it have done, by the same {@code evolve} that will read them
 * back.
 */
final class Draft {
    private ContractState state;
    private final List<ContractEvent> events = new ArrayList<>();

    Draft(ContractState state) {
        this.state = state;
    }

    void add(ContractEvent event) {
        state = state.evolve(event);
        events.add(event);
    }

    ContractState state() {
        return state;
    }

    ContractTerms terms() {
        return state.signed();
    }

    PeriodState period(String periodId) {
        return state.period(periodId);
    }

    List<ContractEvent> events() {
        return List.copyOf(events);
    }
}
