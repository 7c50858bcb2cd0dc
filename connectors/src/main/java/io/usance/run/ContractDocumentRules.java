package io.usance.run;

import io.usance.contract.ContractTerms;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.UnitOfMeasure;
import io.usance.run.ContractDocument.Payee;
import io.usance.run.ContractDocument.SettlementPolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What must be true of a contract beyond the form of each value. */
final class ContractDocumentRules {
    /** Longest interval between settlements: a year. */
    static final int EVERY_HOURS_MAX = 366 * 24;

    private static final BigDecimal TAX_PERCENT_MAX = BigDecimal.valueOf(100);

    private final ContractDocument contract;
    private final Consumer<String> problem;

    private ContractDocumentRules(ContractDocument contract, Consumer<String> problem) {
        this.contract = contract;
        this.problem = problem;
    }

    static void check(ContractDocument contract, Consumer<String> problem) {
        ContractDocumentRules rules = new ContractDocumentRules(contract, problem);
        rules.terms();
        rules.tariffs();
        rules.payees();
        rules.amounts();
        if (contract.settlement() != null) {
            rules.settlement(contract.settlement());
        }
    }

    private void tariffs() {
        List<TariffVersion> tariffs = contract.tariffs();
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
        Tariff first = contract.tariffs().getFirst().tariff();
        if (version.tariff().dimension() != first.dimension()) {
            problem.accept(
                    path
                            + ".tariff: prices "
                            + version.tariff().dimension()
                            + ", the first version "
                            + first.dimension());
        }
        var period = contract.calendar().periodOf(version.validFrom());
        if (!period.start().equals(version.validFrom())) {
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

    /** What would be refused when it is signed, whatever the price. */
    private void terms() {
        try {
            new ContractTerms(
                    contract.contractId(),
                    contract.version(),
                    contract.supplier(),
                    contract.customer(),
                    contract.material(),
                    contract.siloIds(),
                    contract.currency(),
                    contract.calendar(),
                    new Tariff.PerUnit(BigDecimal.ZERO, UnitOfMeasure.KILOGRAM),
                    contract.roundingOrDefault(),
                    contract.meteringFrom());
        } catch (IllegalArgumentException e) {
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

    private void settlement(SettlementPolicy policy) {
        String path = "$.settlement";
        boolean interval = policy.when() == ContractDocument.When.INTERVAL;
        boolean threshold = policy.when() == ContractDocument.When.THRESHOLD;
        if (interval != (policy.everyHours() != null)) {
            problem.accept(path + ".everyHours: must be there for INTERVAL, and only for it");
        } else if (policy.everyHours() != null
                && (policy.everyHours() < 1 || policy.everyHours() > EVERY_HOURS_MAX)) {
            problem.accept(
                    path
                            + ".everyHours: is "
                            + policy.everyHours()
                            + ", not within 1 to "
                            + EVERY_HOURS_MAX);
        }
        if (threshold != (policy.amount() != null)) {
            problem.accept(path + ".amount: must be there for THRESHOLD, and only for it");
        } else if (policy.amount() != null) {
            amount(path + ".amount", policy.amount());
        }
    }
}
