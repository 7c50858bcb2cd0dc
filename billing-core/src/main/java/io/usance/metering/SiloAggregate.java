package io.usance.metering;

import io.usance.metering.SiloCommand.RegisterSilo;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;

/**
 * A silo as an event-sourced aggregate: a thin shell that feeds {@link Metering} its state and
 * hands its events to the framework. Nothing is decided here. Not thread-safe, as any aggregate.
 */
public class SiloAggregate {

    @AggregateIdentifier private String siloId = "";

    private SiloState state = SiloState.initial();

    /** For the framework, which then replays events. */
    protected SiloAggregate() {}

    /** Creates the silo; only within a unit of work. */
    public SiloAggregate(RegisterSilo command) {
        handle(command);
    }

    private SiloAggregate(SiloState state) {
        this.state = state;
        this.siloId = state.spec().siloId();
    }

    /** The aggregate the snapshot was taken of; events after it are still to be replayed. */
    public static SiloAggregate restore(SiloSnapshot snapshot) {
        return new SiloAggregate(SiloState.restore(snapshot));
    }

    /** The silo's state as plain data. */
    public SiloSnapshot snapshot() {
        return state.snapshot();
    }

    /**
     * Decides the command and applies what follows.
     *
     * @throws SiloConflictException if a silo or contract is set up again with other values
     */
    public Decision handle(SiloCommand command) {
        Decision decision = Metering.decide(state, command);
        decision.events().forEach(event -> AggregateLifecycle.apply(event));
        return decision;
    }

    @EventSourcingHandler
    void on(SiloEvent event) {
        siloId = event.siloId();
        state = Metering.evolve(state, event);
    }
}
