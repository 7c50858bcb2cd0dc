package io.usance.meter.silo;

import io.usance.metering.MeterConflictException;

/**
 * A silo or its contract is already set up with other values. A configuration error: nothing was
 * changed, and repeating the command does not help.
 */
public final class SiloConflictException extends MeterConflictException {

    private static final long serialVersionUID = 1L;

    /**
     * @param present what the silo has and was asked for, for people
     */
    public SiloConflictException(String siloId, String present) {
        super(
                "silo %s is already set up %s; correct the configuration or use another silo id"
                        .formatted(siloId, present));
    }
}
