package io.usance.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractEvent;
import io.usance.contract.state.ContractAggregate;
import io.usance.finance.FinanceEvent;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.finance.FinanceEvent.GoodsMovementsRead;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.finance.FinanceEvent.ReportAnchored;
import io.usance.finance.FinanceEvent.ReportDrafted;
import io.usance.finance.FinanceEvent.ReportReviewed;
import io.usance.finance.FinanceEvent.ReportSigned;
import io.usance.metering.MeterAssigned;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.store.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** Which events have to be handled one after the other: those of a contract, else of a stream. */
final class OrderKeys {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OrderKeys() {}

    /** What the event is ordered by; of a contract it is the name of the contract's own stream. */
    static String of(RecordedEvent event, @Nullable String contractId) {
        return contractId == null ? event.streamId() : ofContract(contractId);
    }

    static String ofContract(String contractId) {
        return ContractAggregate.streamId(contractId);
    }

    /**
     * The contract that an event belongs to; null if to none. Also of one that cannot be decoded.
     */
    static @Nullable String contractOf(RecordedEvent event) {
        Object payload;
        try {
            payload = event.payload();
        } catch (RuntimeException e) {
            return guessed(event);
        }
        return switch (payload) {
            case ContractEvent e -> e.contractId();
            case FinanceEvent e -> contractOf(e);
            case Metered e -> e.contractId();
            case MeterPeriodClosed e -> e.contractId();
            case MeterLeft e -> e.contractId();
            case MeterAssigned e -> e.contractId();
            default -> null;
        };
    }

    private static @Nullable String contractOf(FinanceEvent event) {
        return switch (event) {
            case InvoiceIssued e -> e.contractId();
            case GoodsMovementsRead e -> e.contractId();
            case ReportDrafted e -> e.contractId();
            case ReportReviewed e -> e.contractId();
            case ReportSigned e -> e.contractId();
            case ReportAnchored e -> e.contractId();
            case PaymentsOrdered e -> null;
            case BankStatementRead e -> null;
        };
    }

    /** By its stream, or as its text says, if that can be read as far. */
    private static @Nullable String guessed(RecordedEvent event) {
        String contracts = ofContract("");
        if (event.streamId().startsWith(contracts)) {
            return event.streamId().substring(contracts.length());
        }
        try {
            return JSON.readTree(event.json()).path("contractId").textValue();
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
