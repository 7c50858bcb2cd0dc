package io.usance.spring;

import io.usance.engine.BillingEngine;
import io.usance.engine.StageProgress;
import java.util.Locale;

/** What follows the log. */
enum Stage {
    CHARGING,
    PROJECTING;

    /** Events appended that it has not handled yet. */
    long behind(BillingEngine engine) {
        return behind(engine.progress());
    }

    long behind(StageProgress progress) {
        return switch (this) {
            case CHARGING -> progress.chargingBehind();
            case PROJECTING -> progress.projectingBehind();
        };
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
