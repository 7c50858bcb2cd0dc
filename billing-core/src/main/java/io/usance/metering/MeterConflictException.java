package io.usance.metering;

import io.usance.failure.RefusedException;

/** A meter is registered, or assigned to a contract, in contradiction to what is known of it. */
public class MeterConflictException extends RefusedException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message both values, and what to do
     */
    public MeterConflictException(String message) {
        super(message, null);
    }
}
