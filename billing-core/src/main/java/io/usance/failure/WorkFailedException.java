package io.usance.failure;

/**
 * What a host ran in a unit of work threw a checked exception, which is the cause. Nothing of the
 * unit of work is written; what to do about it is the host's to know.
 */
public final class WorkFailedException extends UsanceException {
    private static final long serialVersionUID = 1L;

    public WorkFailedException(Exception cause) {
        super(
                "the work in a unit of work failed, and nothing of it is written: "
                        + (cause.getMessage() == null ? "no reason given" : cause.getMessage()),
                cause);
    }
}
