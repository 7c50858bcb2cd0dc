package io.usance.contract;

/**
 * A contract is signed already with other terms. Amending is a decision of the two companies, not
 * of a configuration.
 */
public final class ContractConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ContractConflictException(ContractTerms signed, ContractTerms asked) {
        super(
                "contract "
                        + signed.contractId()
                        + " is already signed with other terms; signed: "
                        + signed
                        + "; asked: "
                        + asked);
    }
}
