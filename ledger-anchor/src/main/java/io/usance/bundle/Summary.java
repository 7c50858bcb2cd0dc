package io.usance.bundle;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.Payee;
import io.usance.contract.state.ContractAudit;
import io.usance.contract.state.ContractState;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants to know first; all of it follows from the rest of the bundle.
 *
 * @param contractVersion that the amounts were rated by
 * @param payees none if the supplier gets all
 * @param tariff of the period
 * @param indexValues that price the period, by series
 * @param periodQuantity charged in the period up to the settlement
 * @param periodAmount of it, before tax
 * @param amount of this settlement, to {@code payee}
 */
record Summary(
        String settlementId,
        String contractId,
        int contractVersion,
        Party supplier,
        Party customer,
        List<Payee> payees,
        Instant periodStart,
        Instant periodEnd,
        Tariff tariff,
        Map<String, BigDecimal> indexValues,
        @Nullable Quantities periodQuantity,
        @Nullable Money periodAmount,
        Money amount,
        String payee) {

    static Summary of(Bundle bundle) {
        ContractState start = bundle.contract().start();
        ContractAudit audit =
                start == null ? ContractAudit.fromSigning() : ContractAudit.from(start);
        audit.skip(bundle.contract().events());
        ContractTerms terms = audit.state().terms();
        if (terms == null) {
            throw new IllegalArgumentException("the contract is not signed");
        }
        var leaf = bundle.receipt().settlement();
        BillingPeriod period = terms.calendar().period(leaf.periodId());
        var known = audit.state().periods().get(leaf.periodId());
        return new Summary(
                leaf.settlementId(),
                terms.contractId(),
                terms.version(),
                terms.supplier(),
                terms.customer(),
                terms.in(period).payees(),
                period.start(),
                period.end(),
                terms.tariff(period),
                known == null ? Map.of() : known.index(),
                known == null ? null : known.charged().quantity(),
                known == null ? null : known.charged().issued(),
                leaf.amount(),
                leaf.payee());
    }
}
