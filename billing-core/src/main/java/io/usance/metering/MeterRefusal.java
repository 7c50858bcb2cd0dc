package io.usance.metering;

/** Reasons that fit every kind of meter; most have more of their own. */
public enum MeterRefusal implements RefusalCode {
    /** The meter is not registered. */
    UNKNOWN_METER,
    /** It was under no contract at that time. */
    NO_CONTRACT,
    /** It belongs to a period that is closed. */
    PERIOD_CLOSED,
    /** The contract cannot end then, or is not the meter's. */
    CONTRACT_END_REFUSED
}
