package io.usance.finance;

import io.usance.failure.RefusedException;

/** What was asked of finance cannot be done; the message says why and what to do. */
public final class FinanceException extends RefusedException {
    private static final long serialVersionUID = 1L;

    public FinanceException(String message) {
        super(message, null);
    }
}
