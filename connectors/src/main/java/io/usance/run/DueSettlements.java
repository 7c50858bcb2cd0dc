package io.usance.run;

import io.usance.contract.ContractCommand.SettleDue;
import io.usance.engine.BillingEngine;
import io.usance.reconciliation.ReadModels;
import java.time.Instant;
import java.util.List;

/**
 * Settles what is due by its age alone, when no charge comes that would have it settled.
 *
 * <p>The read models say which contracts those are. They may be behind: a contract that has settled
 * since then is asked once more, and does nothing.
 */
final class DueSettlements {
    private static final int STEP_MAX = 100;

    private final BillingEngine engine;

    DueSettlements(BillingEngine engine) {
        this.engine = engine;
    }

    /**
     * True if there may be more.
     *
     * @see ReadModels#settlementsDue
     */
    boolean step(Instant now) {
        List<String> due = engine.readModels().settlementsDue(now, STEP_MAX);
        boolean settled = false;
        for (String contractId : due) {
            settled |= !engine.handle(new SettleDue(contractId, now)).isEmpty();
        }
        return settled && due.size() == STEP_MAX;
    }
}
