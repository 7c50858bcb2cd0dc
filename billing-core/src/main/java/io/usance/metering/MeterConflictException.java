package io.usance.metering;

/** A meter is registered, or assigned to a contract, in contradiction to what is known of it. */
public class MeterConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message both values, and what to do
     */
    public MeterConflictException(String message) {
        super(message);
    }
}
