package io.usance.reconciliation;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.ContractTerminated;
import io.usance.contract.ContractEvent.PaymentNoted;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.money.Money;
import io.usance.quantity.QuantityName;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What each event of a contract changes in the read models. */
final class ContractProjection {
    private static final RowStatement TERMS =
            new RowStatement(
                    "contract_id text, version bigint, supplier text, customer text, currency text, credit_limit_minor bigint, settle_every_hours bigint",
                    """
                    insert into usance.contract (contract_id, version, supplier, customer, currency, credit_limit_minor,
                        settle_every_hours)
                    select c.* from $sets
                    on conflict (contract_id) do update set version = excluded.version,
                        supplier = excluded.supplier, customer = excluded.customer,
                        credit_limit_minor = excluded.credit_limit_minor,
                        settle_every_hours = excluded.settle_every_hours
                    """);

    private static final RowStatement TERMINATED =
            new RowStatement(
                    "contract_id text, ends_at timestamptz",
                    """
                    update usance.contract t set ends_at = c.ends_at
                    from $sets
                    where t.contract_id = c.contract_id
                    """);

    private static final RowStatement PAID =
            new RowStatement(
                    "contract_id text, minor bigint",
                    """
                    update usance.contract t set paid_minor = t.paid_minor + c.minor
                    from $sets
                    where t.contract_id = c.contract_id
                    """);

    /** Its quantity counts; the currency is the contract's. */
    private static final RowStatement HELD =
            new RowStatement(
                    "contract_id text, period_id text, dimension text, quantity_milli bigint, reason text, at timestamptz",
                    """
                    insert into usance.contract_period as p (contract_id, period_id, dimension, currency, quantity_milli,
                        charge_held, pending_since, state)
                    select c.contract_id, c.period_id, c.dimension,
                        (select currency from usance.contract t where t.contract_id = c.contract_id),
                        c.quantity_milli, c.reason, c.at, 'OPEN'
                    from $sets
                    on conflict (contract_id, period_id) do update set
                        quantity_milli = p.quantity_milli + excluded.quantity_milli,
                        charge_held = excluded.charge_held,
                        pending_since = coalesce(p.pending_since, excluded.pending_since)
                    """);

    private static final RowStatement ADJUSTED =
            new RowStatement(
                    "contract_id text, period_id text, dimension text, currency text, amount_minor bigint, exact_amount numeric, exact_fraction text",
                    """
                    insert into usance.contract_period as p (contract_id, period_id, dimension, currency, amount_minor,
                        exact_amount, exact_fraction, state)
                    select c.*, 'OPEN' from $sets
                    on conflict (contract_id, period_id) do update set
                        amount_minor = p.amount_minor + excluded.amount_minor,
                        exact_amount = excluded.exact_amount, exact_fraction = excluded.exact_fraction,
                        charge_held = null
                    """);

    private static final RowStatement TAXED =
            new RowStatement(
                    "contract_id text, period_id text, minor bigint",
                    """
                    update usance.contract_period p set tax_minor = p.tax_minor + c.minor
                    from $sets
                    where p.contract_id = c.contract_id and p.period_id = c.period_id
                    """);

    private static final RowStatement SETTLEMENT_HELD =
            new RowStatement(
                    "contract_id text, period_id text, reason text",
                    """
                    update usance.contract_period p set settlement_held = c.reason
                    from $sets
                    where p.contract_id = c.contract_id and p.period_id = c.period_id
                    """);

    private static final RowStatement RAISED =
            new RowStatement(
                    "contract_id text, exception_no bigint, period_id text, meter_id text, kind text, dimension text, quantity_milli bigint, expected_milli bigint, from_at timestamptz, until_at timestamptz, raised_at timestamptz",
                    """
                    insert into usance.contract_exception (contract_id, exception_no, period_id, meter_id, kind, dimension,
                        quantity_milli, expected_milli, from_at, until_at, raised_at)
                    select c.* from $sets
                    """);

    private static final RowStatement ENDED =
            new RowStatement(
                    "contract_id text, exception_no bigint, how text, who text, why text, at timestamptz",
                    """
                    update usance.contract_exception x set ended_how = c.how, ended_by = c.who, ended_why = c.why,
                        ended_at = c.at
                    from $sets
                    where x.contract_id = c.contract_id and x.exception_no = c.exception_no
                    """);

    /** With the last open one of a period it is not held for one any more. */
    private static final RowStatement RELEASED =
            new RowStatement(
                    "contract_id text, period_id text",
                    """
                    update usance.contract_period p set settlement_held = null
                    from $sets
                    where p.contract_id = c.contract_id and p.period_id = c.period_id
                        and p.settlement_held = 'EXCEPTION'
                        and not exists (select 1 from usance.contract_exception x
                            where x.contract_id = c.contract_id and x.period_id = c.period_id
                                and x.ended_how is null)
                    """);

    private static final RowStatement SETTLED =
            new RowStatement(
                    "contract_id text, period_id text, dimension text, currency text, true_up_minor bigint",
                    """
                    insert into usance.contract_period (contract_id, period_id, dimension, currency, true_up_minor, state)
                    select c.*, 'SETTLED' from $sets
                    on conflict (contract_id, period_id) do update set
                        true_up_minor = excluded.true_up_minor, state = excluded.state
                    """);

    private ContractProjection() {}

    static void changes(ContractEvent event, Changes changes) {
        String contract = event.contractId();
        switch (event) {
            case ConsumptionCharged e -> throw addedUp(e);
            case SettlementCommanded e -> throw addedUp(e);
            case ContractEvent.ContractSigned e -> terms(e.terms(), e.at(), changes);
            case ContractEvent.ContractAmended e -> terms(e.terms(), e.at(), changes);
            case ContractTerminated e -> changes.step(contract, TERMINATED, contract, e.endsAt());
            case PaymentNoted e -> changes.step(contract, PAID, contract, e.amount().amountMinor());
            case ConsumptionHeld e -> held(e, changes);
            case ChargeAdjusted e ->
                    changes.periodStep(
                            contract,
                            ADJUSTED,
                            contract,
                            e.periodId(),
                            e.periodQuantity().first().dimension().name(),
                            e.amount().currency().getCurrencyCode(),
                            e.amount().amountMinor(),
                            e.periodExact().value().cut(),
                            ExactColumns.fraction(e.periodExact()));
            case TaxCharged e ->
                    changes.periodStep(
                            contract, TAXED, contract, e.periodId(), e.tax().amountMinor());
            case SettlementHeld e ->
                    changes.periodStep(
                            contract, SETTLEMENT_HELD, contract, e.periodId(), e.reason().name());
            case PeriodSettled e ->
                    changes.periodStep(
                            contract,
                            SETTLED,
                            contract,
                            e.periodId(),
                            e.quantity().first().dimension().name(),
                            e.amount().currency().getCurrencyCode(),
                            e.trueUp().amountMinor());
            case ExceptionRaised e -> raised(e, changes);
            case ExceptionEnded e -> ended(e, changes);
            case ContractEvent.SiloPeriodNoted e -> {}
            case ContractEvent.SiloLeft e -> {}
            case ContractEvent.IndexFixed e -> {}
            case ContractEvent.CreditLimitNear e -> {}
        }
    }

    /** A named quantity has a row of its own. */
    private static void held(ConsumptionHeld e, Changes changes) {
        changes.periodStep(
                e.contractId(),
                HELD,
                e.contractId(),
                e.periodId(),
                e.quantity().dimension().name(),
                e.of() == null ? e.quantity().milli() : 0,
                e.reason().name(),
                e.at());
        if (e.of() != null) {
            changes.named(e.contractId(), e.periodId(), QuantityName.metered(e.of()), e.quantity());
        }
    }

    private static void raised(ExceptionRaised e, Changes changes) {
        changes.step(
                e.contractId(),
                RAISED,
                e.contractId(),
                e.exceptionNo(),
                e.periodId(),
                e.meterId(),
                e.kind(),
                e.quantity().dimension().name(),
                e.quantity().milli(),
                e.expected().milli(),
                e.from(),
                e.until(),
                e.at());
    }

    private static void ended(ExceptionEnded e, Changes changes) {
        changes.step(
                e.contractId(),
                ENDED,
                e.contractId(),
                e.exceptionNo(),
                e.how().name(),
                e.by(),
                e.why(),
                e.at());
        changes.periodStep(e.contractId(), RELEASED, e.contractId(), e.periodId());
    }

    private static IllegalStateException addedUp(ContractEvent event) {
        return new IllegalStateException("taken by its facts: " + event);
    }

    /** The limit is that of the period in which it was agreed. */
    private static void terms(ContractTerms terms, Instant at, Changes changes) {
        Money limit = terms.in(terms.calendar().periodOf(at)).creditLimit();
        changes.step(
                terms.contractId(),
                TERMS,
                terms.contractId(),
                terms.version(),
                terms.supplier().partyId(),
                terms.customer().partyId(),
                terms.currency().getCurrencyCode(),
                limit == null ? null : limit.amountMinor(),
                everyHours(terms));
    }

    /** The shortest of all periods: whether one is due is decided by its own terms. */
    private static @Nullable Integer everyHours(ContractTerms terms) {
        return terms.everyTerms().stream()
                .map(agreed -> agreed.settlement().everyHours())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
