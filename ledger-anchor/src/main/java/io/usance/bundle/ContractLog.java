package io.usance.bundle;

import io.usance.bundle.Bundle.ContractEvidence;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractEvent.CreditLimitNear;
import io.usance.contract.ContractEvent.IndexFixed;
import io.usance.contract.ContractEvent.PaymentNoted;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.SiloLeft;
import io.usance.contract.ContractEvent.SiloPeriodNoted;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.contract.state.ContractAudit;
import io.usance.contract.state.ContractState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All events of a contract, and what of them a settlement rests on. */
final class ContractLog {
    private final List<ContractEvent> events;
    private final Map<Integer, ContractState> starts = new HashMap<>();

    ContractLog(List<ContractEvent> events) {
        this.events = events;
    }

    /** From the first event of the settlement's period, or from the signing if that is near. */
    ContractEvidence evidence(String settlementId, String periodId) {
        int end = 0;
        while (!BundleIssuer.isSettlement(events.get(end), settlementId)) {
            end++;
        }
        int begin = 0;
        boolean otherBefore = false;
        while (begin < end && !periodId.equals(periodOf(events.get(begin)))) {
            otherBefore |= periodOf(events.get(begin)) != null;
            begin++;
        }
        if (!otherBefore) {
            begin = 0;
        }
        ContractState start = begin == 0 ? null : starts.computeIfAbsent(begin, this::before);
        return new ContractEvidence(start, events.subList(begin, end + 1));
    }

    private ContractState before(int index) {
        ContractAudit audit = ContractAudit.fromSigning();
        audit.skip(events.subList(0, index));
        return audit.state();
    }

    private static @Nullable String periodOf(ContractEvent event) {
        return switch (event) {
            case ContractSigned e -> null;
            case ContractAmended e -> null;
            case ContractTerminated e -> null;
            case ConsumptionHeld e -> e.periodId();
            case IndexFixed e -> e.periodId();
            case ChargeAdjusted e -> e.periodId();
            case TaxCharged e -> e.periodId();
            case SettlementHeld e -> e.periodId();
            case CreditLimitNear e -> null;
            case PaymentNoted e -> null;
            case ConsumptionCharged e -> e.periodId();
            case SettlementCommanded e -> e.periodId();
            case SiloLeft e -> null;
            case SiloPeriodNoted e -> e.periodId();
            case PeriodSettled e -> e.periodId();
            case ExceptionRaised e -> e.periodId();
            case ExceptionEnded e -> e.periodId();
        };
    }
}
