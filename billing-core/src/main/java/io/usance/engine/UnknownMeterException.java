package io.usance.engine;

import io.usance.failure.RefusedException;

/** A contract names a meter that is not registered. Register it first. */
public final class UnknownMeterException extends RefusedException {
    private static final long serialVersionUID = 1L;

    UnknownMeterException(String contractId, String meterId) {
        super(
                "contract "
                        + contractId
                        + " covers meter "
                        + meterId
                        + ", which is not registered; register it first",
                null);
    }
}
