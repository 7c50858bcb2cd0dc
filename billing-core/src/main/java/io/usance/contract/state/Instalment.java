package io.usance.contract.state;

import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.metering.Interval;
import io.usance.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What a contract counts of one metered fact.
 *
 * @param of name of the quantity; null if the price does not name it
 * @param during null where the price does not depend on it, or if the fact has none
 */
record Instalment(
        String meterId,
        String periodId,
        @Nullable String of,
        Quantity quantity,
        @Nullable Interval during) {

    static Instalment of(ConsumptionCharged e) {
        return new Instalment(e.siloId(), e.periodId(), e.of(), e.quantity(), e.during());
    }

    static Instalment of(ConsumptionHeld e) {
        return new Instalment(e.siloId(), e.periodId(), e.of(), e.quantity(), e.during());
    }
}
