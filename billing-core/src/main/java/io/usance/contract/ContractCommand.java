package io.usance.contract;

import io.usance.metering.SiloEvent.ConsumptionMetered;
import io.usance.quantity.Quantity;
import java.time.Instant;

/** What can be asked of a supply contract. */
public sealed interface ContractCommand {

    String contractId();

    record SignContract(ContractTerms terms, Instant at) implements ContractCommand {
        @Override
        public String contractId() {
            return terms.contractId();
        }
    }

    /**
     * Charges a metered quantity. Done once per silo and consumption number, however often it is
     * asked.
     */
    record ChargeConsumption(ConsumptionMetered consumption) implements ContractCommand {
        @Override
        public String contractId() {
            return consumption.contractId();
        }
    }

    /**
     * A silo has closed a period. When the last silo of the contract has, the period is settled.
     */
    record NoteSiloClosed(String contractId, String siloId, String periodId, Quantity consumed)
            implements ContractCommand {}
}
