package io.usance.contract;

import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a supply contract. The stored form of each is fixed by golden files. */
public sealed interface ContractEvent
        permits ContractEvent.ContractSigned,
                ContractEvent.ContractAmended,
                ContractEvent.ContractTerminated,
                ContractEvent.ConsumptionHeld,
                ContractEvent.IndexFixed,
                ContractEvent.ChargeAdjusted,
                ContractEvent.TaxCharged,
                ContractEvent.SettlementHeld,
                ContractEvent.CreditLimitNear,
                ContractEvent.PaymentNoted,
                ContractEvent.ConsumptionCharged,
                ContractEvent.SettlementCommanded,
                ContractEvent.SiloLeft,
                ContractEvent.SiloPeriodNoted,
                ContractEvent.PeriodSettled,
                ExceptionRaised,
                ExceptionEnded {

    String contractId();

    record ContractSigned(ContractTerms terms, Instant at) implements ContractEvent {
        @Override
        public String contractId() {
            return terms.contractId();
        }
    }

    /** The next version of the terms holds. */
    record ContractAmended(ContractTerms terms, Instant at) implements ContractEvent {
        @Override
        public String contractId() {
            return terms.contractId();
        }
    }

    /**
     * The contract ends with a billing period.
     *
     * @param endsAt end of the last period
     * @param reason for people
     */
    record ContractTerminated(String contractId, Instant endsAt, String reason, Instant at)
            implements ContractEvent {}

    /** Why something is not charged, or not settled, for the time being. */
    enum HoldReason {
        /** The price needs an index value that is not published. Publish it. */
        INDEX_VALUE_MISSING,
        /** The tariff and the quantity give no amount that could be held. Amend the contract. */
        NOT_RATABLE,
        /** Drawn after the contract's end. Sign another one for the silo. */
        CONTRACT_ENDED,
        /** It would exceed the credit limit. It is released by payment. */
        CREDIT_LIMIT,
        /** A quantity of the period is not to be trusted. It is released by a person. */
        EXCEPTION
    }

    /**
     * A metered quantity is known but not charged yet. It counts: as soon as its reason is gone,
     * the period's amount includes it.
     *
     * @param periodQuantity drawn so far in the period, over all silos of the contract; where the
     *     price takes another {@link io.usance.quantity.Aggregation}, what that has come to; of a
     *     period after the contract's end or not kept any more, this instalment
     * @param detail for people: what is missing and what to do
     * @param at when it was metered; null if unknown
     * @param of name of the quantity, with its band: {@code energy@peak}; null if the price does
     *     not name it
     * @param during when it happened; null if the price takes the sum of the period, or if no more
     *     is known than the period
     * @param restReason of a price by bands of time: why it is in the rest though no clock says so
     * @param bookedPeriodId of a correction of a closed period: the one that was open when it
     *     became known, and whose balance contains it; null of all else, and after the contract's
     *     end
     */
    record ConsumptionHeld(
            String contractId,
            String siloId,
            String periodId,
            long consumptionNo,
            MeteredKind kind,
            Quantity quantity,
            Quantity periodQuantity,
            HoldReason reason,
            String detail,
            @Nullable Instant at,
            @Nullable String of,
            @Nullable Interval during,
            @Nullable RestReason restReason,
            @Nullable String bookedPeriodId)
            implements ContractEvent {

        /** Booked in the period in which it was drawn. */
        public ConsumptionHeld(
                String contractId,
                String siloId,
                String periodId,
                long consumptionNo,
                MeteredKind kind,
                Quantity quantity,
                Quantity periodQuantity,
                HoldReason reason,
                String detail,
                @Nullable Instant at,
                @Nullable String of,
                @Nullable Interval during,
                @Nullable RestReason restReason) {
            this(
                    contractId,
                    siloId,
                    periodId,
                    consumptionNo,
                    kind,
                    quantity,
                    periodQuantity,
                    reason,
                    detail,
                    at,
                    of,
                    during,
                    restReason,
                    null);
        }

        /** Of a contract with one quantity. */
        public ConsumptionHeld(
                String contractId,
                String siloId,
                String periodId,
                long consumptionNo,
                MeteredKind kind,
                Quantity quantity,
                Quantity periodQuantity,
                HoldReason reason,
                String detail,
                @Nullable Instant at) {
            this(
                    contractId,
                    siloId,
                    periodId,
                    consumptionNo,
                    kind,
                    quantity,
                    periodQuantity,
                    reason,
                    detail,
                    at,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /**
     * The value of an index that prices a period. Comes again if a published value was corrected.
     *
     * @param basis how it came about, in words
     * @param provisional true if it is the newest one published, which prices until the one that
     *     counts is; null of that one
     */
    record IndexFixed(
            String contractId,
            String periodId,
            String series,
            BigDecimal value,
            String basis,
            @Nullable Boolean provisional)
            implements ContractEvent {

        /** Of the value that counts. */
        public IndexFixed(
                String contractId, String periodId, String series, BigDecimal value, String basis) {
            this(contractId, periodId, series, value, basis, null);
        }

        /** True if the value that counts is not published yet. */
        public boolean isProvisional() {
            return Boolean.TRUE.equals(provisional);
        }
    }

    /** Why a period was rated again. */
    enum AdjustmentCause {
        /** A version of the price that reaches back. */
        AMENDMENT,
        /** An index value became known, or was corrected. */
        INDEX,
        /** What is due only when nothing more can be drawn: fees, minimum. */
        CLOSE,
        /** What an earlier period carries under a minimum has changed. */
        CARRY,
        /** The contract ends with it. */
        TERMINATION
    }

    /**
     * A period was rated again without new consumption. {@code amount = rounded(periodExact) -
     * issued before}.
     *
     * @param periodQuantity drawn so far in the period
     * @param periodExact exact amount of {@code periodQuantity}
     * @param amount the difference to be issued, rounded; negative for a credit
     * @param periodAmount issued so far in the period including this
     * @param periodCarry what the period now carries into the next under a minimum
     * @param lines what changed: taken back and charged
     */
    record ChargeAdjusted(
            String contractId,
            String periodId,
            AdjustmentCause cause,
            Quantities periodQuantity,
            ExactAmount periodExact,
            Money amount,
            Money periodAmount,
            ExactAmount periodCarry,
            int contractVersion,
            List<RatingLine> lines)
            implements ContractEvent {}

    /**
     * Tax on a settled period, cumulative minus issued: the sum over a period is the rounded tax on
     * its total.
     *
     * @param net amount of the period
     * @param tax to be issued now; negative for a credit
     * @param periodTax issued so far in the period including this
     */
    record TaxCharged(
            String contractId,
            String periodId,
            Money net,
            BigDecimal percent,
            Money tax,
            Money periodTax)
            implements ContractEvent {}

    /**
     * Money is due but not commanded, because it would exceed the credit limit, or because an
     * exception of the period is open. Metering and charging go on.
     *
     * @param pending what waits, of this period, tax included
     * @param outstanding commanded and not paid
     * @param creditLimit zero if an exception holds it and there is no limit
     */
    record SettlementHeld(
            String contractId,
            String periodId,
            HoldReason reason,
            Money pending,
            Money outstanding,
            Money creditLimit)
            implements ContractEvent {}

    /**
     * What is commanded and not paid has reached the share of the credit limit that calls for
     * attention. Emitted once, until it has been below again.
     */
    record CreditLimitNear(String contractId, Money outstanding, Money creditLimit)
            implements ContractEvent {}

    /** Part of what was commanded has been paid. */
    record PaymentNoted(
            String contractId, Money amount, long paymentNo, String reference, Instant at)
            implements ContractEvent {}

    /**
     * A metered quantity was rated. {@code amount = rounded(periodExact) - issued before}, so
     * instalments always add up to the rounded total.
     *
     * @param consumptionNo of the silo; charging is idempotent by it
     * @param quantity this instalment; negative for a true-up or a correction downwards
     * @param periodQuantity drawn so far in the period, over all silos of the contract; where the
     *     price takes another {@link io.usance.quantity.Aggregation}, what that has come to
     * @param periodExact exact amount of {@code periodQuantity}
     * @param amount this instalment, rounded
     * @param periodAmount issued so far in the period including this
     * @param lines rating trace of this instalment
     * @param at when it was metered; null in events of the first release
     * @param of name of the quantity, with its band: {@code energy@peak}; null if the price does
     *     not name it
     * @param during when it happened; null if the price takes the sum of the period, or if no more
     *     is known than the period
     * @param restReason of a price by bands of time: why it is in the rest though no clock says so
     * @param bookedPeriodId of a correction of a closed period: the one that was open when it
     *     became known, and whose balance contains it; null of all else, and after the contract's
     *     end
     */
    record ConsumptionCharged(
            String contractId,
            String siloId,
            String periodId,
            long consumptionNo,
            MeteredKind kind,
            Quantity quantity,
            Quantity periodQuantity,
            ExactAmount periodExact,
            Money amount,
            Money periodAmount,
            int contractVersion,
            List<RatingLine> lines,
            @Nullable Instant at,
            @Nullable String of,
            @Nullable Interval during,
            @Nullable RestReason restReason,
            @Nullable String bookedPeriodId)
            implements ContractEvent {

        /** Booked in the period in which it was drawn. */
        public ConsumptionCharged(
                String contractId,
                String siloId,
                String periodId,
                long consumptionNo,
                MeteredKind kind,
                Quantity quantity,
                Quantity periodQuantity,
                ExactAmount periodExact,
                Money amount,
                Money periodAmount,
                int contractVersion,
                List<RatingLine> lines,
                @Nullable Instant at,
                @Nullable String of,
                @Nullable Interval during,
                @Nullable RestReason restReason) {
            this(
                    contractId,
                    siloId,
                    periodId,
                    consumptionNo,
                    kind,
                    quantity,
                    periodQuantity,
                    periodExact,
                    amount,
                    periodAmount,
                    contractVersion,
                    lines,
                    at,
                    of,
                    during,
                    restReason,
                    null);
        }

        /** Of a contract with one quantity. */
        public ConsumptionCharged(
                String contractId,
                String siloId,
                String periodId,
                long consumptionNo,
                MeteredKind kind,
                Quantity quantity,
                Quantity periodQuantity,
                ExactAmount periodExact,
                Money amount,
                Money periodAmount,
                int contractVersion,
                List<RatingLine> lines,
                @Nullable Instant at) {
            this(
                    contractId,
                    siloId,
                    periodId,
                    consumptionNo,
                    kind,
                    quantity,
                    periodQuantity,
                    periodExact,
                    amount,
                    periodAmount,
                    contractVersion,
                    lines,
                    at,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /** What a settlement is for. */
    enum SettlementPurpose {
        /** What was drawn, and the fees agreed with it. */
        CONSUMPTION,
        /** Tax on a closed period. */
        TAX
    }

    /**
     * Money is to move. A negative amount moves from payee to payer.
     *
     * @param settlementId unique for ever: {@code contractId/settlementNo}
     * @param settlementNo per contract, from 1, without gaps
     * @param siloId whose consumption is behind it; null if there are several, or none
     * @param consumptionNo the silo's consumption behind it; 0 if there are several, or none
     * @param quantity charged since the last settlement of the period; zero for a tax
     * @param amount for this payee
     * @param payer account of the customer
     * @param payee account of the supplier, or of the payee
     * @param lines rating trace of all that is settled; the payee gets {@code share} of it
     * @param purpose what it is for; stored forms of the first release lack it
     * @param share of the payee; null if all is theirs
     */
    record SettlementCommanded(
            String contractId,
            String settlementId,
            long settlementNo,
            @Nullable String siloId,
            String periodId,
            long consumptionNo,
            Quantities quantity,
            Money amount,
            String payer,
            String payee,
            int contractVersion,
            List<RatingLine> lines,
            SettlementPurpose purpose,
            @Nullable Share share)
            implements ContractEvent {

        public SettlementCommanded {
            purpose = purpose == null ? SettlementPurpose.CONSUMPTION : purpose;
        }
    }

    /**
     * A silo leaves the contract. Periods that begin then or later do not wait for it.
     *
     * @param endsAt end of its last period
     */
    record SiloLeft(String contractId, String siloId, Instant endsAt) implements ContractEvent {}

    /** One silo of the contract has closed the period with this consumption. */
    record SiloPeriodNoted(String contractId, String siloId, String periodId, Quantities consumed)
            implements ContractEvent {}

    /**
     * All silos of the contract have closed the period.
     *
     * @param quantity consumption of all silos
     * @param exact unrounded amount
     * @param amount {@code rounded(exact)}; the sum of all settlements of the period
     * @param provisional sum of the provisional instalments
     * @param trueUp {@code amount - provisional}
     * @param settlements how many settlements were commanded
     * @param carry what goes into the next period under a minimum; null in events of the first
     *     release: nothing
     */
    record PeriodSettled(
            String contractId,
            String periodId,
            Quantities quantity,
            ExactAmount exact,
            Money amount,
            Money provisional,
            Money trueUp,
            long settlements,
            @Nullable ExactAmount carry)
            implements ContractEvent {}
}
