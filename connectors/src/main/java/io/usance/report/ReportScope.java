package io.usance.report;

import io.usance.contract.ContractTerms;
import io.usance.contract.PeriodTerms;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.util.Currency;

/**
 * What a report is on.
 *
 * @param terms of the contract, as they hold now
 * @param period of its calendar
 * @param state OPEN or SETTLED
 */
public record ReportScope(ContractTerms terms, BillingPeriod period, String state) {
    private static final int QUANTITY_DECIMALS = 3;

    /** Id of the contract. */
    public String contractId() {
        return terms.contractId();
    }

    /** Id of the period. */
    public String periodId() {
        return period.id();
    }

    /** What holds of the period, of all but the price. */
    PeriodTerms agreed() {
        return terms.in(period);
    }

    /** The period is not settled yet. */
    public boolean isOpen() {
        return !state.equals("SETTLED");
    }

    /** The contract's. */
    Currency currency() {
        return terms.currency();
    }

    Money money(long minor) {
        return new Money(minor, terms.currency());
    }

    BigDecimal major(long minor) {
        return money(minor).major();
    }

    /** Thousandths as base units, three decimals. */
    public static BigDecimal base(long milli) {
        return BigDecimal.valueOf(milli, QUANTITY_DECIMALS);
    }

    /** In its base unit, three decimals. */
    public static BigDecimal base(Quantity quantity) {
        return base(quantity.milli());
    }
}
