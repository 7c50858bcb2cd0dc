package io.usance.query;

import io.usance.contract.ContractEvent.HoldReason;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.reconciliation.ExactColumns;
import io.usance.store.Transactions;
import java.util.Currency;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What contracts owe for their billing periods, by contract and period. */
public final class ContractPeriodQuery
        extends PagedQuery<ContractPeriodQuery, ContractPeriodQuery.ContractPeriod> {

    ContractPeriodQuery(Transactions transactions) {
        super(transactions, "contract periods", List.of("p.contract_id", "p.period_id"));
    }

    /** How far a period has come. */
    public enum State {
        /** Something may still be charged. */
        OPEN,
        /** Closed, and all that is due is commanded or held. */
        SETTLED
    }

    /**
     * What a contract owes for one period.
     *
     * @param quantity charged, of what the price does not name; zero if it names its quantities
     * @param exact the charges before they were rounded to {@code charged}
     * @param settlements commands, count
     * @param trueUp settled when the period was closed; null while it is open
     * @param chargeHeld why part of the quantity is not charged; null if all is
     * @param settlementHeld why what is due is not commanded; null if nothing is held
     */
    public record ContractPeriod(
            String contractId,
            String periodId,
            State state,
            Quantity quantity,
            Money charged,
            ExactAmount exact,
            long settlements,
            Money settled,
            Money tax,
            Money taxSettled,
            @Nullable Money trueUp,
            @Nullable HoldReason chargeHeld,
            @Nullable HoldReason settlementHeld) {

        /** What is charged and not commanded, tax included. */
        public Money open() {
            return charged.plus(tax).minus(settled).minus(taxSettled);
        }
    }

    /** Those of one contract. */
    public ContractPeriodQuery contract(String contractId) {
        return where("p.contract_id = ?", named("contract", contractId));
    }

    /**
     * One billing period of all contracts.
     *
     * @param periodId as the events have it, for example {@code 2026-03}
     */
    public ContractPeriodQuery period(String periodId) {
        return where("p.period_id = ?", named("period", periodId));
    }

    /** Those that have come just so far. */
    public ContractPeriodQuery state(State state) {
        return where("p.state = ?", named("state", state));
    }

    /** Those in which something is not charged, or not commanded, for the time being. */
    public ContractPeriodQuery held() {
        return where("coalesce(p.charge_held, p.settlement_held, '') <> ?", "");
    }

    @Override
    ContractPeriodQuery self() {
        return this;
    }

    @Override
    String select() {
        return "select p.* from usance.contract_period p";
    }

    @Override
    ContractPeriod item(Record row) {
        Currency currency = Currency.getInstance(row.get("currency", String.class));
        Long trueUp = row.get("true_up_minor", Long.class);
        return new ContractPeriod(
                row.get("contract_id", String.class),
                row.get("period_id", String.class),
                State.valueOf(row.get("state", String.class)),
                new Quantity(
                        row.get("quantity_milli", long.class),
                        Dimension.valueOf(row.get("dimension", String.class))),
                money(row, "amount_minor", currency),
                ExactColumns.of(row),
                row.get("settlements", long.class),
                money(row, "settled_minor", currency),
                money(row, "tax_minor", currency),
                money(row, "tax_settled_minor", currency),
                trueUp == null ? null : new Money(trueUp, currency),
                held(row, "charge_held"),
                held(row, "settlement_held"));
    }

    private static Money money(Record row, String column, Currency currency) {
        return new Money(row.get(column, long.class), currency);
    }

    private static @Nullable HoldReason held(Record row, String column) {
        String reason = row.get(column, String.class);
        return reason == null ? null : HoldReason.valueOf(reason);
    }
}
