package io.usance.metering;

import io.usance.period.BillingCalendar;
import java.time.Instant;

/** A meter has come under a contract. */
public interface MeterAssigned extends MeterEvent {

    /** The contract. */
    String contractId();

    /** Zone and length of its billing periods. */
    BillingCalendar calendar();

    /** Metered from here on. */
    Instant meteringFrom();
}
