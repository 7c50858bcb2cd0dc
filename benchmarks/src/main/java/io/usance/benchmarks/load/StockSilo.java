package io.usance.benchmarks.load;

import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloAggregate;
import io.usance.meter.silo.state.SiloState;
import io.usance.metering.Decision;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.jspecify.annotations.Nullable;

/**
 * A silo as an aggregate of Axon as it comes: the engine's own aggregate knows only the Axon inside
 * its jar.
 */
final class StockSilo {

    @AggregateIdentifier private @Nullable String streamId;

    private SiloState state = SiloState.initial();

    /** For Axon. */
    StockSilo() {}

    StockSilo(SiloCommand.RegisterSilo command) {
        handle(command);
    }

    Decision<SiloEvent> handle(SiloCommand command) {
        Decision<SiloEvent> decision = Metering.decide(state, command);
        decision.events().forEach(AggregateLifecycle::apply);
        return decision;
    }

    @EventSourcingHandler
    void on(SiloEvent event) {
        streamId = SiloAggregate.streamId(event.siloId());
        state = Metering.evolve(state, event);
    }
}
