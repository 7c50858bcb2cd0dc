package io.usance.reconciliation;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementHeld;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.store.RecordedEvent;
import java.time.ZoneOffset;
import org.jooq.DSLContext;
import org.jooq.Query;

/** What each event of a contract changes in the read models. */
final class ContractProjection {
    private static final String PERIOD_BECOMES =
            " on conflict (contract_id, period_id) do update set ";

    private ContractProjection() {}

    static void changes(
            DSLContext sql, ContractEvent event, RecordedEvent recorded, Changes changes) {
        switch (event) {
            case ContractEvent.ContractSigned e -> changes.add(terms(sql, e.terms()));
            case ContractEvent.ContractAmended e -> changes.add(terms(sql, e.terms()));
            case ContractEvent.ContractTerminated e ->
                    changes.add(
                            sql.query(
                                    "update contract set ends_at = ?::timestamptz where contract_id = ?",
                                    e.endsAt().atOffset(ZoneOffset.UTC),
                                    e.contractId()));
            case ConsumptionCharged e -> changes.charged(e);
            case ConsumptionHeld e -> changes.addForPeriod(held(sql, e), e.contractId());
            case ChargeAdjusted e -> changes.addForPeriod(adjusted(sql, e), e.contractId());
            case TaxCharged e ->
                    changes.addForPeriod(
                            sql.query(
                                    "update contract_period set tax_minor = tax_minor + ?"
                                            + " where contract_id = ? and period_id = ?",
                                    e.tax().amountMinor(),
                                    e.contractId(),
                                    e.periodId()),
                            e.contractId());
            case SettlementHeld e ->
                    changes.addForPeriod(
                            sql.query(
                                    "update contract_period set settlement_held = ?"
                                            + " where contract_id = ? and period_id = ?",
                                    e.reason().name(),
                                    e.contractId(),
                                    e.periodId()),
                            e.contractId());
            case SettlementCommanded e -> changes.commanded(e, recorded);
            case ContractEvent.PaymentNoted e ->
                    changes.add(
                            sql.query(
                                    "update contract set paid_minor = paid_minor + ?"
                                            + " where contract_id = ?",
                                    e.amount().amountMinor(),
                                    e.contractId()));
            case PeriodSettled e -> changes.addForPeriod(settled(sql, e), e.contractId());
            case ContractEvent.SiloPeriodNoted e -> {}
            case ContractEvent.SiloLeft e -> {}
            case ContractEvent.IndexFixed e -> {}
            case ContractEvent.CreditLimitNear e -> {}
        }
    }

    private static Query terms(DSLContext sql, ContractTerms terms) {
        return sql.query(
                "insert into contract (contract_id, version, supplier, customer, currency,"
                        + " credit_limit_minor, settle_every_hours) values (?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (contract_id) do update set version = excluded.version,"
                        + " supplier = excluded.supplier, customer = excluded.customer,"
                        + " credit_limit_minor = excluded.credit_limit_minor,"
                        + " settle_every_hours = excluded.settle_every_hours",
                terms.contractId(),
                terms.version(),
                terms.supplier().partyId(),
                terms.customer().partyId(),
                terms.currency().getCurrencyCode(),
                terms.creditLimit() == null ? null : terms.creditLimit().amountMinor(),
                terms.settlement().everyHours());
    }

    /** Its quantity counts; the currency is the contract's. */
    private static Query held(DSLContext sql, ConsumptionHeld e) {
        return sql.query(
                "insert into contract_period (contract_id, period_id, dimension, currency,"
                        + " quantity_milli, charge_held, pending_since, state)"
                        + " values (?, ?, ?, (select currency from contract where contract_id = ?),"
                        + " ?, ?, ?::timestamptz, 'OPEN')"
                        + PERIOD_BECOMES
                        + "quantity_milli = contract_period.quantity_milli + excluded.quantity_milli,"
                        + " charge_held = excluded.charge_held, pending_since ="
                        + " coalesce(contract_period.pending_since, excluded.pending_since)",
                e.contractId(),
                e.periodId(),
                e.quantity().dimension().name(),
                e.contractId(),
                e.quantity().milli(),
                e.reason().name(),
                e.at() == null ? null : e.at().atOffset(ZoneOffset.UTC));
    }

    private static Query adjusted(DSLContext sql, ChargeAdjusted e) {
        return sql.query(
                "insert into contract_period (contract_id, period_id, dimension, currency,"
                        + " amount_minor, exact_amount, state) values (?, ?, ?, ?, ?, ?::numeric, 'OPEN')"
                        + PERIOD_BECOMES
                        + "amount_minor = contract_period.amount_minor + excluded.amount_minor,"
                        + " exact_amount = excluded.exact_amount, charge_held = null",
                e.contractId(),
                e.periodId(),
                e.periodQuantity().dimension().name(),
                e.amount().currency().getCurrencyCode(),
                e.amount().amountMinor(),
                e.periodExact());
    }

    private static Query settled(DSLContext sql, PeriodSettled e) {
        return sql.query(
                "insert into contract_period (contract_id, period_id, dimension, currency,"
                        + " true_up_minor, state) values (?, ?, ?, ?, ?, 'SETTLED')"
                        + PERIOD_BECOMES
                        + "true_up_minor = excluded.true_up_minor, state = excluded.state",
                e.contractId(),
                e.periodId(),
                e.quantity().dimension().name(),
                e.amount().currency().getCurrencyCode(),
                e.trueUp().amountMinor());
    }
}
