package io.usance.contract;

import io.usance.failure.RefusedException;

/** A command is for a contract that is not signed. */
public final class UnknownContractException extends RefusedException {
    private static final long serialVersionUID = 1L;

    public UnknownContractException(String contractId) {
        super("contract " + contractId + " is not signed", null);
    }
}
