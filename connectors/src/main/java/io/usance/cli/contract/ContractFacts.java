package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.reconciliation.ContractHistory;
import io.usance.store.EventLog;
import io.usance.store.RecordedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the log has of a contract that does not depend on its terms. */
final class ContractFacts {
    /** Most that are held in memory. */
    private static final int FACTS_MAX = 5_000_000;

    private ContractFacts() {}

    /** What its meters metered, closed and left, and its end, in the order of the log. */
    static List<RecordedEvent> read(BillingEngine engine, ContractTerms terms) {
        EventLog log = engine.internals().log();
        MeterKinds kinds = engine.meterKinds();
        Set<String> wanted = new HashSet<>();
        wanted.addAll(kinds.eventsThatAre(Metered.class));
        wanted.addAll(kinds.eventsThatAre(MeterPeriodClosed.class));
        wanted.addAll(kinds.eventsThatAre(MeterLeft.class));
        List<RecordedEvent> facts = new ArrayList<>();
        for (String meterId : terms.meterIds()) {
            for (MeterKind<?, ?, ?> kind : kinds.all()) {
                ContractHistory.pages(
                        log,
                        kind.streamId(meterId),
                        event -> {
                            if (wanted.contains(event.type()) && isOf(event, terms.contractId())) {
                                add(facts, event);
                            }
                        });
            }
        }
        new ContractHistory(log)
                .read(
                        terms.contractId(),
                        event -> {
                            if (event.type().equals(ContractTerminated.class.getSimpleName())) {
                                add(facts, event);
                            }
                        });
        facts.sort(Comparator.comparingLong(RecordedEvent::position));
        return facts;
    }

    private static void add(List<RecordedEvent> facts, RecordedEvent event) {
        if (facts.size() == FACTS_MAX) {
            throw new CliFailure(
                    "the contract has more than %d metered quantities; simulate fewer periods with --to"
                            .formatted(FACTS_MAX));
        }
        facts.add(event);
    }

    private static boolean isOf(RecordedEvent event, String contractId) {
        return switch (event.payload()) {
            case Metered e -> e.contractId().equals(contractId);
            case MeterPeriodClosed e -> e.contractId().equals(contractId);
            case MeterLeft e -> e.contractId().equals(contractId);
            default -> false;
        };
    }
}
