package io.usance.engine;

/** A contract names a meter that is not registered. Register it first. */
public final class UnknownMeterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownMeterException(String contractId, String meterId) {
        super(
                "contract "
                        + contractId
                        + " covers meter "
                        + meterId
                        + ", which is not registered; register it first");
    }
}
