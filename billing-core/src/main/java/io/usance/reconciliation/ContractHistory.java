package io.usance.reconciliation;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ContractAggregate;
import io.usance.store.EventLog;
import io.usance.store.RecordedEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A contract's events from its signature on, read from the log a page at a time: memory does not
 * grow with how many there are.
 */
public final class ContractHistory {
    private static final int PAGE = 2_000;

    private final EventLog log;

    public ContractHistory(EventLog log) {
        this.log = log;
    }

    /** Hands over all events of a contract in their order; none if it is not signed. */
    public void read(String contractId, Consumer<RecordedEvent> to) {
        pages(log, ContractAggregate.streamId(contractId), to);
    }

    /** Hands over all events of a stream in their order. */
    public static void pages(EventLog log, String streamId, Consumer<RecordedEvent> to) {
        long after = -1;
        List<RecordedEvent> page;
        do {
            page = log.stream(streamId, after, PAGE);
            page.forEach(to);
            after = page.isEmpty() ? after : page.getLast().sequence();
        } while (!page.isEmpty());
    }

    /** The terms of one version of a contract; empty if it never had that version. */
    public Optional<ContractTerms> terms(String contractId, int version) {
        AtomicReference<ContractTerms> found = new AtomicReference<>();
        read(
                contractId,
                event ->
                        agreed((ContractEvent) event.payload())
                                .filter(terms -> terms.version() == version)
                                .ifPresent(found::set));
        return Optional.ofNullable(found.get());
    }

    private static Optional<ContractTerms> agreed(ContractEvent event) {
        if (event instanceof ContractSigned signed) {
            return Optional.of(signed.terms());
        }
        return event instanceof ContractAmended amended
                ? Optional.of(amended.terms())
                : Optional.empty();
    }
}
