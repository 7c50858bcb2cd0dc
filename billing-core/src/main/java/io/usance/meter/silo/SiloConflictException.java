package io.usance.meter.silo;

import io.usance.metering.MeterConflictException;

/**
 * A silo or its contract is already set up with other values. A configuration error: nothing was
 * changed, and repeating the command does not help.
 */
public final class SiloConflictException extends MeterConflictException {

    private static final long serialVersionUID = 1L;

    private final transient Object present;
    private final transient Object asked;

    SiloConflictException(String siloId, Object present, Object asked) {
        super(
                "silo "
                        + siloId
                        + " is already set up as "
                        + present
                        + " and cannot become "
                        + asked
                        + "; correct the configuration or use another silo id");
        this.present = present;
        this.asked = asked;
    }

    /** What the silo has. */
    public Object present() {
        return present;
    }

    /** What the command asked for. */
    public Object asked() {
        return asked;
    }
}
