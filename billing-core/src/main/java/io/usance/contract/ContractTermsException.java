package io.usance.contract;

import io.usance.failure.RefusedException;

/** What is asked of a contract's terms cannot be agreed on; the message says what can. */
public final class ContractTermsException extends RefusedException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what cannot be agreed, and what could be
     */
    public ContractTermsException(String message) {
        super(message, null);
    }
}
