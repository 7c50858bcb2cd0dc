package io.usance.contract;

import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.metering.Interval;
import io.usance.metering.Metered;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What a contract counts of one metered fact.
 *
 * @param of name of the quantity; null if the price does not name it
 * @param during null where the price takes the sum, or if the fact has none
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

    /** The interval that is recorded with a charge: none where a sum does not depend on it. */
    static @Nullable Interval during(ContractTerms terms, @Nullable String of, Metered metered) {
        return terms.aggregation(of) == Aggregation.SUM ? null : Interval.of(metered);
    }
}
