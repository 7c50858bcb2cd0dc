package io.usance.settlement;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.ChargeConsumption;
import io.usance.contract.ContractCommand.NoteSiloClosed;
import io.usance.metering.SiloEvent.ConsumptionMetered;
import io.usance.metering.SiloEvent.PeriodClosed;
import io.usance.store.RecordedEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The charging stage: turns what silos report into commands to their contracts, in the order of the
 * log.
 *
 * <p>It is apart from metering because a contract may span silos of several partitions. Running it
 * again is harmless: a contract charges each consumption number of a silo once.
 */
public final class Charging {
    /** Stored name of the stage's position. */
    public static final String NAME = "charging";

    /** Events the stage wants. */
    public static final Set<String> EVENTS =
            Set.of(ConsumptionMetered.class.getSimpleName(), PeriodClosed.class.getSimpleName());

    private final Consumer<ContractCommand> contracts;

    /**
     * @param contracts handles a command in the running unit of work
     */
    public Charging(Consumer<ContractCommand> contracts) {
        this.contracts = contracts;
    }

    /** Handles a stretch of the log, in order. */
    public void handle(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            switch (event.payload()) {
                case ConsumptionMetered metered -> contracts.accept(new ChargeConsumption(metered));
                case PeriodClosed closed ->
                        contracts.accept(
                                new NoteSiloClosed(
                                        closed.contractId(),
                                        closed.siloId(),
                                        closed.periodId(),
                                        closed.consumed()));
                default ->
                        throw new IllegalArgumentException(
                                "charging does not handle " + event.type());
            }
        }
    }
}
