package io.usance.run;

import io.usance.engine.BillingEngine;
import io.usance.metering.SiloCommand.ClosePeriod;
import io.usance.reconciliation.ReadModels.OverdueSilo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes periods of silos whose sensor has fallen silent; a silo that reports closes its periods by
 * itself.
 */
final class SilentSilos {
    private static final Logger LOG = LoggerFactory.getLogger(SilentSilos.class);
    private static final int STEP_MAX = 100;

    private final BillingEngine engine;
    private final Duration after;

    SilentSilos(BillingEngine engine, Duration after) {
        this.engine = engine;
        this.after = after;
    }

    boolean step(Instant now) {
        if (!engine.readModels().isCurrent()) {
            return false;
        }
        List<OverdueSilo> overdue = engine.readModels().overdue(now.minus(after), STEP_MAX);
        for (OverdueSilo silo : overdue) {
            LOG.warn(
                    "silo {}: period {} ended {} and no reading came since; closing it with what is known",
                    silo.siloId(),
                    silo.periodId(),
                    silo.periodEnd());
            engine.handle(new ClosePeriod(silo.siloId(), silo.periodId(), now));
        }
        return !overdue.isEmpty();
    }
}
