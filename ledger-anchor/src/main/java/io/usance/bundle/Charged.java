package io.usance.bundle;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractTerms;
import io.usance.metering.Interval;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Quantity;
import io.usance.quantity.QuantityName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A metered quantity that a contract has charged, or held and charged with the next.
 *
 * @param of the quantity's name; null if the price does not name it
 * @param during null where the price does not depend on it, or if it was metered without one
 */
record Charged(
        String meterId,
        String contractId,
        String periodId,
        long meteredNo,
        MeteredKind kind,
        Quantity quantity,
        @Nullable String of,
        @Nullable Interval during) {

    /**
     * True if this is what the meter metered.
     *
     * @param terms null if the bundle has none
     */
    boolean isOf(Metered metered, @Nullable ContractTerms terms) {
        Interval counted = terms == null ? null : terms.during(metered);
        return meterId.equals(metered.meterId())
                && contractId.equals(metered.contractId())
                && periodId.equals(metered.periodId())
                && meteredNo == metered.meteredNo()
                && kind == metered.kind()
                && quantity.equals(metered.quantity())
                && Objects.equals(during, counted)
                && (of == null || QuantityName.metered(of).equals(metered.quantityName()));
    }

    /**
     * What is behind the settlement that events end with: all that its period charged since the
     * same payee's settlement before. None for a tax, which rests on amounts.
     */
    static List<Charged> behind(List<ContractEvent> events) {
        List<Charged> charged = new ArrayList<>();
        if (events.isEmpty()
                || !(events.getLast() instanceof SettlementCommanded settlement)
                || settlement.purpose() == SettlementPurpose.TAX) {
            return charged;
        }
        for (int i = events.size() - 2; i >= 0; i--) {
            switch (events.get(i)) {
                case ConsumptionCharged e when e.periodId().equals(settlement.periodId()) ->
                        charged.add(
                                new Charged(
                                        e.siloId(),
                                        e.contractId(),
                                        e.periodId(),
                                        e.consumptionNo(),
                                        e.kind(),
                                        e.quantity(),
                                        e.of(),
                                        e.during()));
                case ConsumptionHeld e when e.periodId().equals(settlement.periodId()) ->
                        charged.add(
                                new Charged(
                                        e.siloId(),
                                        e.contractId(),
                                        e.periodId(),
                                        e.consumptionNo(),
                                        e.kind(),
                                        e.quantity(),
                                        e.of(),
                                        e.during()));
                case SettlementCommanded e when isBefore(e, settlement) -> {
                    return charged;
                }
                default -> {}
            }
        }
        return charged;
    }

    private static boolean isBefore(SettlementCommanded e, SettlementCommanded settlement) {
        return e.purpose() == SettlementPurpose.CONSUMPTION
                && e.periodId().equals(settlement.periodId())
                && e.payee().equals(settlement.payee());
    }
}
