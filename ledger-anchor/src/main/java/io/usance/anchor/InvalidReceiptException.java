package io.usance.anchor;

import io.usance.anchor.Verification.Failed;
import io.usance.anchor.Verification.Step;

/** Bytes that are no receipt in canonical form. */
public final class InvalidReceiptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failed failure;

    InvalidReceiptException(Step step, String field, String reason) {
        this(new Failed(step, field, reason));
    }

    private InvalidReceiptException(Failed failure) {
        super(failure.line());
        this.failure = failure;
    }

    /** The step and field that failed. */
    public Failed failure() {
        return failure;
    }
}
