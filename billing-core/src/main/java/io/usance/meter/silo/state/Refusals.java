package io.usance.meter.silo.state;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import io.usance.metering.Decision.Refusal;
import java.util.List;

/** Refusals of commands that carry one record. */
final class Refusals {

    static final Refusal UNKNOWN =
            refused(RefusalReason.UNKNOWN_SILO, "the silo is not registered");

    private Refusals() {}

    static Decision<SiloEvent> unknownSilo() {
        return new Decision<>(List.of(), List.of(UNKNOWN), 0, 0);
    }

    static Decision<SiloEvent> refusing(RefusalReason reason, String detail) {
        return new Decision<>(List.of(), List.of(refused(reason, detail)), 0, 0);
    }

    static Refusal refused(RefusalReason reason, String detail) {
        return new Refusal(0, reason, detail);
    }
}
