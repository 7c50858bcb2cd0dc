package io.usance.service;

import io.usance.contract.ContractCommand.SettleDue;
import io.usance.engine.BillingEngine;
import io.usance.reconciliation.ReadModels;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles what is due by its age alone, when no charge comes that would have it settled.
 *
 * <p>The read models say which contracts those are. They may be behind: a contract that has settled
 * since then is asked once more, and does nothing.
 */
final class DueSettlements {
    private static final Logger LOG = LoggerFactory.getLogger(DueSettlements.class);
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
        List<String> due = engine.internals().readModels().settlementsDue(now, STEP_MAX);
        boolean settled = false;
        for (String contractId : due) {
            boolean done = !engine.handle(new SettleDue(contractId, now)).isEmpty();
            if (done) {
                LOG.atInfo()
                        .addKeyValue("contract", contractId)
                        .log("contract {}: settled what was due by its age", contractId);
            }
            settled |= done;
        }
        return settled && due.size() == STEP_MAX;
    }
}
