package io.usance.metering;

import java.time.Instant;

/** A meter leaves its contract with the end of a billing period. */
public interface MeterLeft extends MeterEvent {

    /** The contract it leaves. */
    String contractId();

    /** End of its last period under that contract. */
    Instant endsAt();
}
