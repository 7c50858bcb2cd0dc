package io.usance.finance;

import io.usance.contract.ContractTerms;
import io.usance.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How finance reaches contracts, in the running unit of work. */
public interface ContractAccounts {
    /**
     * Records a payment under the contract's next payment number.
     *
     * @param amount below zero if a credit is set off
     * @throws io.usance.contract.UnknownContractException if the contract is not signed
     */
    void recordPayment(String contractId, Money amount, String reference, Instant at);

    /**
     * All payments recorded so far.
     *
     * @throws io.usance.contract.UnknownContractException if the contract is not signed
     */
    Money paid(String contractId);

    /** The terms that hold now; null if the contract is not signed. */
    @Nullable ContractTerms terms(String contractId);
}
