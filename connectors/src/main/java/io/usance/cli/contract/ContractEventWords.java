package io.usance.cli.contract;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a decision on a contract brought about, for a person; one line each. */
final class ContractEventWords {
    private ContractEventWords() {}

    static List<String> of(List<ContractEvent> events) {
        return events.stream().map(ContractEventWords::of).filter(Objects::nonNull).toList();
    }

    /** Null for what a person need not know. */
    private static @Nullable String of(ContractEvent event) {
        return switch (event) {
            case ContractEvent.ContractSigned e ->
                    "contract %s is signed, version %d"
                            .formatted(e.contractId(), e.terms().version());
            case ContractEvent.ContractAmended e ->
                    "contract %s holds in version %d"
                            .formatted(e.contractId(), e.terms().version());
            case ContractEvent.ContractTerminated e ->
                    "contract %s ends %s: %s".formatted(e.contractId(), e.endsAt(), e.reason());
            case ContractEvent.ChargeAdjusted e ->
                    "period %s is rated again because of %s: %s instead of %s, difference %s"
                            .formatted(
                                    e.periodId(),
                                    cause(e.cause()),
                                    e.periodAmount(),
                                    e.periodAmount().minus(e.amount()),
                                    e.amount());
            case ContractEvent.TaxCharged e ->
                    "period %s: tax of %s %% on %s, difference %s"
                            .formatted(e.periodId(), e.percent().toPlainString(), e.net(), e.tax());
            case ContractEvent.SettlementCommanded e ->
                    "settlement %s: %s from %s to %s"
                            .formatted(e.settlementId(), e.amount(), e.payer(), e.payee());
            case ContractEvent.SettlementHeld e when e.reason() == HoldReason.EXCEPTION ->
                    "period %s: %s is held until its exceptions are ended"
                            .formatted(e.periodId(), e.pending());
            case ContractEvent.SettlementHeld e ->
                    "period %s: %s is held, for %s is not paid and the credit limit is %s"
                            .formatted(e.periodId(), e.pending(), e.outstanding(), e.creditLimit());
            case ContractEvent.CreditLimitNear e ->
                    "%s is not paid, near the credit limit of %s"
                            .formatted(e.outstanding(), e.creditLimit());
            case ContractEvent.PaymentNoted e ->
                    "payment %d of %s is recorded: %s"
                            .formatted(e.paymentNo(), e.amount(), e.reference());
            case ContractEvent.PeriodSettled e ->
                    "period %s is settled: %s".formatted(e.periodId(), e.amount());
            case ExceptionRaised e ->
                    "exception %d: %s of %s in %s"
                            .formatted(e.exceptionNo(), e.kind(), e.meterId(), e.periodId());
            case ExceptionEnded e ->
                    "exception %d of %s is %s by %s: %s"
                            .formatted(
                                    e.exceptionNo(),
                                    e.contractId(),
                                    e.how() == ExceptionEnded.How.ACCEPTED
                                            ? "accepted"
                                            : "resolved",
                                    e.by(),
                                    e.why());
            case ContractEvent.ConsumptionCharged e -> null;
            case ContractEvent.ConsumptionHeld e -> null;
            case ContractEvent.IndexFixed e -> null;
            case ContractEvent.SiloPeriodNoted e -> null;
            case ContractEvent.SiloLeft e -> null;
        };
    }

    private static String cause(AdjustmentCause cause) {
        return switch (cause) {
            case AMENDMENT -> "the amendment";
            case INDEX -> "an index value";
            case CLOSE -> "its close";
            case CARRY -> "the period before";
            case TERMINATION -> "the contract's end";
        };
    }

    /** What is held, and what to do. */
    static String held(HoldReason reason) {
        return switch (reason) {
            case INDEX_VALUE_MISSING ->
                    "an index value is missing; publish it with usance index publish";
            case NOT_RATABLE -> "the price and the quantity give no amount; amend the contract";
            case CONTRACT_ENDED ->
                    "it was drawn after the contract's end; sign another one for the silo";
            case CREDIT_LIMIT ->
                    "it would exceed the credit limit; record a payment with usance contract pay";
            case EXCEPTION ->
                    "a quantity is not to be trusted; look at usance exceptions list, and accept or resolve each";
        };
    }
}
