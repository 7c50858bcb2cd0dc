package io.usance.metering;

import java.time.Instant;

/** Readings of a meter were taken and are kept. */
public interface EvidenceRecorded extends MeterEvent {

    /** Records that were taken, count. */
    int records();

    /** The latest time of sampling among them. */
    Instant newestAt();
}
