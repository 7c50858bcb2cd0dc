package io.usance.contract;

import io.usance.failure.RefusedException;
import io.usance.metering.Differences;

/**
 * A contract is signed already with other terms. Amending is a decision of the two companies, not
 * of a configuration.
 */
public final class ContractConflictException extends RefusedException {
    private static final long serialVersionUID = 1L;

    public ContractConflictException(ContractTerms signed, ContractTerms asked) {
        super(
                "contract "
                        + signed.contractId()
                        + " is already signed with other terms ("
                        + Differences.between(signed, asked)
                        + "); amend it with the next version, "
                        + (signed.version() + 1)
                        + ", or give the new contract another id",
                null);
    }
}
