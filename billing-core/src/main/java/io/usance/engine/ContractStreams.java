package io.usance.engine;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.contract.UnknownContractException;
import io.usance.contract.state.ChargingCommand;
import io.usance.contract.state.ContractAggregate;
import io.usance.finance.ContractAccounts;
import io.usance.money.Money;
import io.usance.store.StreamLocks;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;

/** The contracts; every method needs a unit of work. */
final class ContractStreams implements ContractAccounts {
    private final Aggregates<ContractAggregate> contracts;

    ContractStreams(
            StagedEventStore events, StreamLocks locks, AggregateCache cache, SnapshotPace pace) {
        contracts = new Aggregates<>(ContractAggregate.class, events, locks, cache, pace);
    }

    /** Decides a command and stages what follows; empty if it had been done before. */
    List<ContractEvent> handle(ContractCommand command) {
        Aggregate<ContractAggregate> contract = find(command.contractId());
        if (contract != null) {
            return decided(contract, aggregate -> aggregate.handle(command));
        }
        if (command instanceof SignContract sign) {
            contracts.create(
                    ContractAggregate.streamId(command.contractId()),
                    () -> new ContractAggregate(sign));
            return List.of(new ContractEvent.ContractSigned(sign.terms(), sign.at()));
        }
        throw new UnknownContractException(command.contractId());
    }

    /** Decides what the charging stage has found; as {@link #handle}. */
    List<ContractEvent> charge(ChargingCommand command) {
        return decided(signed(command.contractId()), aggregate -> aggregate.charge(command));
    }

    private List<ContractEvent> decided(
            Aggregate<ContractAggregate> contract,
            Function<ContractAggregate, List<ContractEvent>> decision) {
        List<ContractEvent> events = contract.invoke(decision);
        if (events.isEmpty()) {
            contracts.requireCurrent(contract);
        }
        return events;
    }

    /** Says which contracts will be asked for, so that those not in memory are loaded together. */
    void want(Collection<String> contractIds) {
        contracts.want(contractIds.stream().map(ContractAggregate::streamId).toList());
    }

    /** Series without the values that a period's price needs; empty if it is not signed. */
    Set<String> missingSeries(String contractId, String periodId) {
        Aggregate<ContractAggregate> contract = find(contractId);
        return contract == null
                ? Set.of()
                : contract.invoke(aggregate -> aggregate.missingSeries(periodId));
    }

    @Override
    public @Nullable ContractTerms terms(String contractId) {
        Aggregate<ContractAggregate> contract = find(contractId);
        return contract == null ? null : ask(contract, ContractAggregate::terms);
    }

    @Override
    public void recordPayment(String contractId, Money amount, String reference, Instant at) {
        long paymentNo = ask(signed(contractId), ContractAggregate::nextPaymentNo);
        handle(new RecordPayment(contractId, amount, paymentNo, reference, at));
    }

    @Override
    public Money paid(String contractId) {
        return ask(signed(contractId), ContractAggregate::paid);
    }

    private <T> T ask(
            Aggregate<ContractAggregate> contract, Function<ContractAggregate, T> question) {
        contracts.requireCurrent(contract);
        return contract.invoke(question);
    }

    private Aggregate<ContractAggregate> signed(String contractId) {
        Aggregate<ContractAggregate> contract = find(contractId);
        if (contract == null) {
            throw new UnknownContractException(contractId);
        }
        return contract;
    }

    private @Nullable Aggregate<ContractAggregate> find(String contractId) {
        return contracts.find(ContractAggregate.streamId(contractId));
    }
}
