package io.usance.run;

import io.usance.contract.ContractTerms;
import io.usance.contract.Payee;
import io.usance.contract.SettlementPolicy;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What must be true of a contract beyond the form of each value. */
final class ContractDocumentRules {
    private static final BigDecimal TAX_PERCENT_MAX = BigDecimal.valueOf(100);

    private final ContractDocument contract;
    private final Consumer<String> problem;

    private ContractDocumentRules(ContractDocument contract, Consumer<String> problem) {
        this.contract = contract;
        this.problem = problem;
    }

    static void check(ContractDocument contract, Consumer<String> problem) {
        List<String> found = new ArrayList<>();
        ContractDocumentRules rules = new ContractDocumentRules(contract, found::add);
        rules.tariffs();
        rules.payees();
        rules.amounts();
        if (found.isEmpty()) {
            rules.terms();
        }
        found.forEach(problem);
    }

    private void tariffs() {
        List<TariffVersion> tariffs = contract.prices();
        if (tariffs.isEmpty() || tariffs.size() > TariffVersion.VERSIONS_MAX) {
            problem.accept(
                    "$.tariffs: a contract has 1 to "
                            + TariffVersion.VERSIONS_MAX
                            + " versions of its price, not "
                            + tariffs.size());
            return;
        }
        for (int i = 0; i < tariffs.size(); i++) {
            tariff("$.tariffs[" + i + "]", tariffs.get(i));
        }
        var first = contract.calendar().periodOf(contract.meteringFrom()).start();
        if (TariffVersion.find(tariffs, first, Instant.MAX).isEmpty()) {
            problem.accept(
                    "$.tariffs: no price holds for the first period, which begins "
                            + first
                            + "; add one that is valid from then");
        }
    }

    private void tariff(String path, TariffVersion version) {
        Tariff one = contract.prices().getFirst().tariff();
        if (version.tariff().dimension() != one.dimension()) {
            problem.accept(
                    path
                            + ".tariff: prices "
                            + version.tariff().dimension()
                            + ", the first version "
                            + one.dimension());
        }
        var period = contract.calendar().periodOf(version.validFrom());
        var first = contract.calendar().periodOf(contract.meteringFrom()).start();
        if (version.validFrom().isAfter(first) && !period.start().equals(version.validFrom())) {
            problem.accept(
                    path
                            + ".validFrom: "
                            + version.validFrom()
                            + " is within the period "
                            + period
                            + "; a price changes when a period begins, "
                            + period.start()
                            + " or "
                            + period.end());
        }
        try {
            ContractTerms.checkAmounts(
                    contract.contractId(),
                    version.tariff(),
                    contract.currency(),
                    contract.roundingOrDefault());
        } catch (IllegalArgumentException e) {
            problem.accept(path + ": " + Reasons.of(e));
        }
    }

    /** What would be refused when it is signed. */
    private void terms() {
        try {
            contract.terms();
        } catch (IllegalArgumentException | ArithmeticException e) {
            problem.accept("$: " + Reasons.of(e));
        }
    }

    private void payees() {
        List<Payee> payees = contract.payees();
        if (payees == null) {
            return;
        }
        try {
            List<Share> shares = payees.stream().map(Payee::share).toList();
            Money.zero(contract.currency()).split(shares);
        } catch (IllegalArgumentException e) {
            problem.accept("$.payees: " + Reasons.of(e));
        }
        for (int i = 0; i < payees.size(); i++) {
            if (payees.get(i).account().equals(contract.customer().account())) {
                problem.accept(
                        "$.payees["
                                + i
                                + "].account: "
                                + payees.get(i).account()
                                + " is the customer's, who pays");
            }
        }
    }

    private void amounts() {
        BigDecimal tax = contract.taxPercent();
        if (tax != null && (tax.signum() < 0 || tax.compareTo(TAX_PERCENT_MAX) > 0)) {
            problem.accept("$.taxPercent: is " + tax + ", not within 0 to " + TAX_PERCENT_MAX);
        }
        SettlementPolicy policy = contract.settlement();
        if (policy != null && policy.amount() != null) {
            amount("$.settlement.amount", policy.amount());
        }
        if (contract.creditLimit() != null) {
            amount("$.creditLimit", contract.creditLimit());
        }
    }

    /** Above zero and whole in minor units. */
    private void amount(String path, BigDecimal amount) {
        int decimals = contract.currency().getDefaultFractionDigits();
        boolean whole = amount.stripTrailingZeros().scale() <= decimals;
        if (amount.signum() <= 0 || !whole) {
            problem.accept(
                    path
                            + ": is "
                            + amount
                            + ", not above 0 with at most "
                            + decimals
                            + " decimals");
        }
    }
}
