package io.usance.contract;

import io.usance.failure.Checks;
import io.usance.money.Money;
import java.time.Instant;

/**
 * What a host can ask of a supply contract. What its meters have metered it learns from the log, by
 * the engine's charging stage.
 */
public sealed interface ContractCommand {

    String contractId();

    /**
     * Signs the first version of the terms. A contract of one period ({@code ONCE}) is terminated
     * with its end at once. Repeating it changes nothing.
     */
    record SignContract(ContractTerms terms, Instant at) implements ContractCommand {
        public SignContract {
            Checks.given(terms, "signContract.terms");
            Checks.time(at, "signContract.at");
        }

        @Override
        public String contractId() {
            return terms.contractId();
        }
    }

    /**
     * Agrees on the next version of the terms. What a new price touches is rated again, and the
     * difference issued. Done once, however often it is asked.
     *
     * @param terms with the next version number
     */
    record AmendContract(ContractTerms terms, Instant at) implements ContractCommand {
        public AmendContract {
            Checks.given(terms, "amendContract.terms");
            Checks.time(at, "amendContract.at");
        }

        @Override
        public String contractId() {
            return terms.contractId();
        }
    }

    /**
     * Ends the contract with a billing period. What is drawn afterwards is metered, not charged.
     *
     * @param endsAt end of the last period
     * @param reason for people
     */
    record TerminateContract(String contractId, Instant endsAt, String reason, Instant at)
            implements ContractCommand {
        public TerminateContract {
            Checks.given(contractId, "terminateContract.contractId");
            Checks.time(endsAt, "terminateContract.endsAt");
            Checks.given(reason, "terminateContract.reason");
            Checks.time(at, "terminateContract.at");
        }
    }

    /**
     * What was commanded has been paid, so that the credit is free again. Done once per payment
     * number.
     *
     * @param amount not zero; below zero if a credit was set off against what another contract pays
     * @param paymentNo from 1, without gaps; one that is not above the last is known
     * @param reference for people
     */
    record RecordPayment(
            String contractId, Money amount, long paymentNo, String reference, Instant at)
            implements ContractCommand {
        public RecordPayment {
            Checks.given(contractId, "recordPayment.contractId");
            Checks.given(amount, "recordPayment.amount");
            Checks.given(reference, "recordPayment.reference");
            Checks.time(at, "recordPayment.at");
            if (amount.isZero()) {
                throw Checks.refused(
                        "recordPayment.amount", amount + "; write another amount, it pays nothing");
            }
            if (paymentNo < 1) {
                throw Checks.refused(
                        "recordPayment.paymentNo", paymentNo + "; payment numbers start at 1");
            }
        }
    }

    /** Settles what is due by the age of its charges. */
    record SettleDue(String contractId, Instant at) implements ContractCommand {
        public SettleDue {
            Checks.given(contractId, "settleDue.contractId");
            Checks.time(at, "settleDue.at");
        }
    }
}
