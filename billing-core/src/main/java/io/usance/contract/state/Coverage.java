package io.usance.contract.state;

import io.usance.contract.ContractTerms;
import io.usance.period.BillingPeriod;
import java.time.Instant;
import java.util.Set;

/** Which meters are under a contract in a period: by its terms, and by those that have left it. */
record Coverage(ContractState state) {

    /** True if all meters that were under the contract in a period have closed it. */
    boolean isClosedByAll(BillingPeriod period) {
        return isWithout(period, state.period(period.id()).closedSilos());
    }

    /**
     * False if a meter is under the contract throughout, as mostly; then no period is uncovered.
     */
    boolean mayBeWithoutMeter() {
        ContractTerms agreed = state.signed();
        int times = agreed.meterTimes() == null ? 0 : agreed.meterTimes().size();
        return state.siloEnds().size() + times >= agreed.meterIds().size();
    }

    /** True if no meter was under the contract in a period. */
    boolean isUncovered(BillingPeriod period) {
        return isWithout(period, Set.of());
    }

    /** True if only these may have been under it; none of them needs to have been. */
    private boolean isWithout(BillingPeriod period, Set<String> known) {
        ContractTerms agreed = state.signed();
        long most = known.size() + state.siloEnds().size() + elsewhere(agreed, period);
        if (most < agreed.meterIds().size()) {
            return false; // most of the time, and there may be thousands
        }
        return agreed.meters().stream()
                .allMatch(meter ->
                        known.contains(meter.meterId())
                                || !agreed.covers(meter, period)
                                || hasLeft(meter.meterId(), period));
    }

    /** Meters that are not under the contract in a period by its terms, count. */
    private static long elsewhere(ContractTerms agreed, BillingPeriod period) {
        return agreed.meterTimes() == null
                ? 0
                : agreed.meterTimes().stream()
                        .filter(meter -> !agreed.covers(meter, period))
                        .count();
    }

    private boolean hasLeft(String meterId, BillingPeriod period) {
        Instant end = state.siloEnds().get(meterId);
        return end != null && !end.isAfter(period.start());
    }
}
