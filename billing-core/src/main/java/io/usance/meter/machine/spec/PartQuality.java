package io.usance.meter.machine.spec;

/** Of what quality the parts are that were made up to a reading. */
public enum PartQuality {
    GOOD,
    BAD,
    /** Not known yet; refused where a quantity depends on it. */
    UNKNOWN
}
