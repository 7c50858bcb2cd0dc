package io.usance.contract.state;

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
import io.usance.metering.Differences;
import io.usance.metering.Discrepancy;
import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.metering.MeteredQuantity;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.QuantityName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rates once more what was recorded, and compares: every charge, adjustment, tax and settlement in
 * a contract's log has to follow from the terms, the index values and the quantities before it.
 *
 * <p>When money was commanded, by policy and credit, is not judged; how much and to whom is.
 */
public final class ContractAudit {
    private ContractState state;

    /** Settlements to the other payees, commanded with one that was met. */
    private final Deque<ContractEvent> following = new ArrayDeque<>();

    private ContractAudit(ContractState state) {
        this.state = state;
    }

    /** Of a contract that is not signed yet. */
    public static ContractAudit fromSigning() {
        return new ContractAudit(ContractState.initial());
    }

    /** Of a contract as it was at some time. */
    public static ContractAudit from(ContractState start) {
        return new ContractAudit(start);
    }

    /** The state after all that was checked or skipped. */
    public ContractState state() {
        return state;
    }

    /** Takes events as they are. */
    public void skip(List<ContractEvent> events) {
        events.forEach(event -> state = state.evolve(event));
    }

    /**
     * Checks events that follow one another.
     *
     * @return the first that does not follow; empty if all do
     */
    public Optional<Discrepancy> check(List<ContractEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            ContractEvent event = events.get(i);
            if (state.terms() == null && !(event instanceof ContractSigned)) {
                return Optional.of(
                        new Discrepancy(
                                i,
                                "the contract is not signed before " + Differences.words(event)));
            }
            ContractEvent expected = expected(event);
            if (!event.equals(expected)) {
                return Optional.of(new Discrepancy(i, Differences.follows(event, expected)));
            }
            state = state.evolve(event);
        }
        return Optional.empty();
    }

    /** The event as it should be; the same if it comes from outside; null if there is none. */
    private @Nullable ContractEvent expected(ContractEvent event) {
        Draft draft = new Draft(state);
        switch (event) {
            case ContractSigned e -> {
                return e;
            }
            case ContractAmended e -> {
                return e;
            }
            case ContractTerminated e -> {
                return e;
            }
            case IndexFixed e -> {
                return e;
            }
            case SiloPeriodNoted e -> {
                return e;
            }
            case SiloLeft e -> {
                return e;
            }
            case PaymentNoted e -> {
                return e;
            }
            case ExceptionRaised e -> {
                return e.exceptionNo() == state.exceptionsOrNone().lastNo() + 1 ? e : null;
            }
            case ExceptionEnded e -> {
                return state.exceptionsOrNone().open(e.exceptionNo()) == null ? null : e;
            }
            case SettlementHeld e -> {
                return e;
            }
            case CreditLimitNear e -> {
                return e;
            }
            case ConsumptionCharged e ->
                    Charges.charge(
                            draft,
                            metered(
                                    e.contractId(),
                                    e.siloId(),
                                    e.periodId(),
                                    e.consumptionNo(),
                                    e.kind(),
                                    e.quantity(),
                                    e.of(),
                                    e.during(),
                                    e.bookedPeriodId()),
                            e.at());
            case ConsumptionHeld e ->
                    Charges.charge(
                            draft,
                            metered(
                                    e.contractId(),
                                    e.siloId(),
                                    e.periodId(),
                                    e.consumptionNo(),
                                    e.kind(),
                                    e.quantity(),
                                    e.of(),
                                    e.during(),
                                    e.bookedPeriodId()),
                            e.at());
            case ChargeAdjusted e -> Charges.adjust(draft, e.periodId(), e.cause());
            case TaxCharged e -> Settlements.tax(draft, e.periodId());
            case PeriodSettled e -> Charges.close(draft, e.periodId());
            case SettlementCommanded e -> {
                if (state.isHeldByException(e.periodId())) {
                    return null;
                }
                if (following.isEmpty()) {
                    following.addAll(Settlements.commanded(state, e.periodId(), e.purpose()));
                }
                return following.pollFirst();
            }
        }
        return draft.events().isEmpty() ? null : draft.events().getFirst();
    }

    private static MeteredQuantity metered(
            String contractId,
            String siloId,
            String periodId,
            long consumptionNo,
            MeteredKind kind,
            Quantity quantity,
            @Nullable String of,
            @Nullable Interval during,
            @Nullable String bookedPeriodId) {
        String name = of == null ? Quantities.ONLY : QuantityName.metered(of);
        return new MeteredQuantity(
                siloId,
                contractId,
                periodId,
                consumptionNo,
                kind,
                name,
                quantity,
                during,
                bookedPeriodId);
    }
}
