package io.usance.metering;

/** Reasons that a kind of meter need not give itself. */
public enum MeterRefusal implements RefusalCode {
    /** The meter is not registered. */
    UNKNOWN_METER
}
