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

    /**
     * Ends an exception. When the last open one of a period is ended, what was held of the period
     * is settled, as far as the credit reaches. The same again changes nothing.
     *
     * @param exceptionNo of the contract, from 1
     * @param by the person, for people, at most {@link Checks#ID_CHARS_MAX} characters
     * @param why for people, at most {@link #WHY_CHARS_MAX} characters
     */
    record EndException(
            String contractId,
            long exceptionNo,
            ExceptionEnded.How how,
            String by,
            String why,
            Instant at)
            implements ContractCommand {

        /** Longest reason, in characters. */
        public static final int WHY_CHARS_MAX = 1_000;

        public EndException {
            Checks checks = new Checks("endException");
            checks.isId(contractId, "contractId")
                    .that(exceptionNo > 0, "exceptionNo", exceptionNo + "; they start at 1")
                    .isSet(how, "how")
                    .isId(by, "by")
                    .isSet(why, "why")
                    .that(why == null || !why.isBlank(), "why", "blank; write why, for people")
                    .that(
                            why == null || why.length() <= WHY_CHARS_MAX,
                            "why",
                            "longer than %d characters; shorten it".formatted(WHY_CHARS_MAX))
                    .that(
                            why == null || Checks.isPlain(why),
                            "why",
                            "has a control character; write one line without")
                    .require();
            Checks.time(at, "endException.at");
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
