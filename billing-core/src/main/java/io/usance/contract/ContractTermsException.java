package io.usance.contract;

/** What is asked of a contract's terms cannot be agreed on; the message says what can. */
public final class ContractTermsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what cannot be agreed, and what could be
     */
    public ContractTermsException(String message) {
        super(message);
    }
}
