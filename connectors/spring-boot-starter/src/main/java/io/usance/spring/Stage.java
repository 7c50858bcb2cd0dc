package io.usance.spring;

import io.usance.engine.BillingEngine;
import java.util.Locale;

/** What follows the log. */
enum Stage {
    CHARGING,
    PROJECTING;

    /** Events appended that it has not handled yet. */
    long behind(BillingEngine engine) {
        long position =
                switch (this) {
                    case CHARGING -> engine.charging().position();
                    case PROJECTING -> engine.projecting().position();
                };
        // The position first: it may have moved on to what is appended meanwhile.
        return Math.max(0, engine.log().head() - position);
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
