package io.usance.contract;

import io.usance.metering.SiloEvent.ConsumptionKind;
import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** What happened to a supply contract. The stored form of each is fixed by golden files. */
public sealed interface ContractEvent {

    String contractId();

    record ContractSigned(ContractTerms terms, Instant at) implements ContractEvent {
        @Override
        public String contractId() {
            return terms.contractId();
        }
    }

    /**
     * A metered quantity was rated. {@code amount = rounded(periodExact) - issued before}, so
     * instalments always add up to the rounded total.
     *
     * @param consumptionNo of the silo; charging is idempotent by it
     * @param quantity this instalment; negative for a true-up downwards
     * @param periodQuantity drawn so far in the period, over all silos of the contract
     * @param periodExact exact amount of {@code periodQuantity}, major units
     * @param amount this instalment, rounded
     * @param periodAmount issued so far in the period including this
     * @param lines rating trace of this instalment
     */
    record ConsumptionCharged(
            String contractId,
            String siloId,
            String periodId,
            long consumptionNo,
            ConsumptionKind kind,
            Quantity quantity,
            Quantity periodQuantity,
            BigDecimal periodExact,
            Money amount,
            Money periodAmount,
            int contractVersion,
            List<RatingLine> lines)
            implements ContractEvent {}

    /**
     * Money is to move. A negative amount moves from payee to payer.
     *
     * @param settlementId unique for ever: {@code contractId/settlementNo}
     * @param settlementNo per contract, from 1, without gaps
     * @param consumptionNo the silo's consumption behind it
     * @param payer account of the customer
     * @param payee account of the supplier
     * @param lines rating trace
     */
    record SettlementCommanded(
            String contractId,
            String settlementId,
            long settlementNo,
            String siloId,
            String periodId,
            long consumptionNo,
            Quantity quantity,
            Money amount,
            String payer,
            String payee,
            int contractVersion,
            List<RatingLine> lines)
            implements ContractEvent {}

    /** One silo of the contract has closed the period with this consumption. */
    record SiloPeriodNoted(String contractId, String siloId, String periodId, Quantity consumed)
            implements ContractEvent {}

    /**
     * All silos of the contract have closed the period.
     *
     * @param quantity consumption of all silos
     * @param exact unrounded amount, major units
     * @param amount {@code rounded(exact)}; the sum of all settlements of the period
     * @param provisional sum of the provisional instalments
     * @param trueUp {@code amount - provisional}
     * @param settlements how many settlements were commanded
     */
    record PeriodSettled(
            String contractId,
            String periodId,
            Quantity quantity,
            BigDecimal exact,
            Money amount,
            Money provisional,
            Money trueUp,
            long settlements)
            implements ContractEvent {}
}
