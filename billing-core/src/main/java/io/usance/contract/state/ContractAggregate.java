package io.usance.contract.state;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractConflictException;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.money.Money;
import java.util.List;
import java.util.Set;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.AggregateRoot;
import org.jspecify.annotations.Nullable;

/**
 * Axon's view of a supply contract: a thin shell over {@link Contracts} and {@link ContractState}.
 */
@AggregateRoot(type = "SupplyContract")
public class ContractAggregate {

    @AggregateIdentifier private @Nullable String streamId;

    private ContractState state = ContractState.initial();

    /** For Axon. */
    protected ContractAggregate() {}

    public ContractAggregate(SignContract command) {
        handle(command);
    }

    /** The aggregate identifier of a contract. Streams of contracts and silos never meet. */
    public static String streamId(String contractId) {
        return "contract/" + contractId;
    }

    /**
     * Decides and applies.
     *
     * @return what happened; empty if the command had been done before
     * @throws ContractConflictException if other terms are signed already
     * @throws ContractTermsException if an amendment or end cannot be agreed on
     */
    public final List<ContractEvent> handle(ContractCommand command) {
        return applied(Contracts.decide(state, command));
    }

    /** Decides and applies what the charging stage has found; as {@link #handle}. */
    public final List<ContractEvent> charge(ChargingCommand command) {
        return applied(Contracts.decide(state, command));
    }

    private static List<ContractEvent> applied(List<ContractEvent> events) {
        events.forEach(AggregateLifecycle::apply);
        return events;
    }

    /** Index series whose values price the period and are not fixed yet, by name. */
    public final Set<String> missingSeries(String periodId) {
        return Charges.missingSeries(state, periodId);
    }

    /** The terms that hold now. */
    public final ContractTerms terms() {
        return state.signed();
    }

    /** All payments recorded so far. */
    public final Money paid() {
        return state.creditOrNone().paid();
    }

    /** The number a next payment has. */
    public final long nextPaymentNo() {
        return state.creditOrNone().paymentNo() + 1;
    }

    @EventSourcingHandler
    void on(ContractEvent event) {
        streamId = streamId(event.contractId());
        state = state.evolve(event);
    }

    /** The state, for a snapshot. */
    public final ContractState snapshot() {
        return state;
    }

    /** An aggregate as it was when {@code state} was taken. */
    public static ContractAggregate restore(ContractState state) {
        ContractAggregate aggregate = new ContractAggregate();
        aggregate.streamId = streamId(state.signed().contractId());
        aggregate.state = state;
        return aggregate;
    }
}
