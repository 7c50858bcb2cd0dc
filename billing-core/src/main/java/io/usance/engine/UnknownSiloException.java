package io.usance.engine;

/** A contract names a silo that is not registered. Register the silo first. */
public final class UnknownSiloException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownSiloException(String contractId, String siloId) {
        super(
                "contract "
                        + contractId
                        + " covers silo "
                        + siloId
                        + ", which is not registered; register it first");
    }
}
