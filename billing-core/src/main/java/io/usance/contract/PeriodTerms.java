package io.usance.contract;

import static io.usance.failure.Checks.given;

import io.usance.money.Money;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds of one period, of all but the price, by all that is agreed: what {@link
 * ContractTerms#in} finds. Pure.
 *
 * @param payees who gets which share; empty means the supplier gets all
 * @param taxPercent 0 to 100; null for no tax
 * @param selfBilling null if the supplier writes the invoices
 * @param creditLimit null for none
 * @param exceptions null settles what is not to be trusted as charged
 */
public record PeriodTerms(
        List<Payee> payees,
        @Nullable BigDecimal taxPercent,
        @Nullable SelfBilling selfBilling,
        @Nullable Money creditLimit,
        SettlementPolicy settlement,
        @Nullable ExceptionTerms exceptions) {

    public PeriodTerms {
        given(settlement, "periodTerms.settlement");
        payees = List.copyOf(given(payees, "periodTerms.payees"));
    }

    /** True if nothing of a period with an open exception is commanded. */
    public boolean holdsExceptions() {
        return exceptions != null && exceptions.holds();
    }
}
