package io.usance.contract;

import io.usance.failure.Checks;
import io.usance.metering.Metered;
import io.usance.money.Money;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be asked of a supply contract. */
public sealed interface ContractCommand {

    String contractId();

    /**
     * Signs the first version of the terms. A contract of one period ({@code ONCE}) is terminated
     * with its end at once. Repeating it changes nothing.
     */
    record SignContract(ContractTerms terms, Instant at) implements ContractCommand {
        public SignContract {
            Checks.given(terms, "signContract.terms");
            Checks.given(at, "signContract.at");
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
            Checks.given(at, "amendContract.at");
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
            Checks.given(endsAt, "terminateContract.endsAt");
            Checks.given(reason, "terminateContract.reason");
            Checks.given(at, "terminateContract.at");
        }
    }

    /**
     * Charges a metered quantity. Done once per silo and consumption number, however often it is
     * asked.
     *
     * @param at when it was metered; null if unknown
     */
    record ChargeConsumption(Metered consumption, @Nullable Instant at) implements ContractCommand {
        public ChargeConsumption {
            Checks.given(consumption, "chargeConsumption.consumption");
        }

        public ChargeConsumption(Metered consumption) {
            this(consumption, null);
        }

        @Override
        public String contractId() {
            return consumption.contractId();
        }
    }

    /** A silo leaves the contract; the periods after do not wait for it. */
    record NoteSiloLeft(String contractId, String siloId, Instant endsAt)
            implements ContractCommand {
        public NoteSiloLeft {
            Checks.given(contractId, "noteSiloLeft.contractId");
            Checks.given(siloId, "noteSiloLeft.siloId");
            Checks.given(endsAt, "noteSiloLeft.endsAt");
        }
    }

    /**
     * A silo has closed a period. When the last silo of the contract has, the period is settled.
     */
    record NoteSiloClosed(String contractId, String siloId, String periodId, Quantities consumed)
            implements ContractCommand {
        public NoteSiloClosed {
            Checks.given(contractId, "noteSiloClosed.contractId");
            Checks.given(siloId, "noteSiloClosed.siloId");
            Checks.given(periodId, "noteSiloClosed.periodId");
            Checks.given(consumed, "noteSiloClosed.consumed");
        }
    }

    /**
     * Takes the values of an index that are published: fixes what is known by the contract's rule
     * for every period that needs it, and re-rates those.
     *
     * @param published all values of the series, by day
     * @param periodId a period nothing is charged in yet; null for those known already
     */
    record TakeIndexValues(
            String contractId,
            String series,
            NavigableMap<LocalDate, BigDecimal> published,
            @Nullable String periodId)
            implements ContractCommand {
        public TakeIndexValues {
            Checks.given(contractId, "takeIndexValues.contractId");
            Checks.given(series, "takeIndexValues.series");
            Checks.given(published, "takeIndexValues.published");
            published = Collections.unmodifiableNavigableMap(new TreeMap<>(published));
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
            Checks.given(at, "recordPayment.at");
            if (amount.isZero()) {
                throw new IllegalArgumentException("a payment of " + amount + " pays nothing");
            }
            if (paymentNo < 1) {
                throw new IllegalArgumentException(
                        "payment numbers start at 1, not at " + paymentNo);
            }
        }
    }

    /** Settles what is due by the age of its charges. */
    record SettleDue(String contractId, Instant at) implements ContractCommand {
        public SettleDue {
            Checks.given(contractId, "settleDue.contractId");
            Checks.given(at, "settleDue.at");
        }
    }
}
