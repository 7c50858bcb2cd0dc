package io.usance.document;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.Payee;
import io.usance.contract.SettlementPolicy;
import io.usance.erp.InvoicingRules;
import io.usance.failure.InvalidInputException;
import io.usance.file.Reasons;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.pricing.IndexRule;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantities;
import io.usance.record.RecordLimits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
        ContractMeterRules meters = new ContractMeterRules(contract, found::add);
        rules.version();
        rules.currency();
        meters.ids();
        if (rules.isMeteredInAPeriod()) {
            meters.times();
            rules.tariffs();
        }
        if (rules.hasMinorUnit()) {
            rules.payees();
            rules.amounts();
            rules.datedTerms();
        }
        rules.indexRules();
        rules.names();
        if (found.isEmpty()) {
            rules.terms();
        }
        found.forEach(one -> problem.accept(Shown.line(one)));
    }

    private void version() {
        if (contract.version() < 1) {
            problem.accept(
                    "$.version: is %d; versions start at 1, write 1 for a new contract"
                            .formatted(contract.version()));
        }
    }

    private boolean hasMinorUnit() {
        return contract.currency().getDefaultFractionDigits() >= 0;
    }

    private void currency() {
        if (!hasMinorUnit()) {
            problem.accept(
                    "$.currency: %s has no minor unit, so nothing can be charged in it; write another, such as EUR"
                            .formatted(contract.currency()));
        }
    }

    /** Always so but for the one period of ONCE. */
    private boolean isMeteredInAPeriod() {
        BillingCalendar calendar = contract.calendar();
        boolean within = calendar.isBilled(calendar.periodOf(contract.meteringFrom()));
        if (!within) {
            problem.accept(
                    "$.meteringFrom: %s is outside the one period, from %s until %s; write a time in it, or change calendar.from or until"
                            .formatted(contract.meteringFrom(), calendar.from(), calendar.until()));
        }
        return within;
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
            tariff(contract.tariffPath(i), tariffs.get(i));
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
        if (!version.tariff().quantities().equals(one.quantities())) {
            problem.accept(
                    path
                            + ": prices "
                            + priced(version.tariff())
                            + ", the first version "
                            + priced(one));
        }
        if (!version.tariff().aggregations().equals(one.aggregations())) {
            problem.accept(
                    "%s: takes %s, the first version %s; write the same take: in all versions"
                            .formatted(path, version.tariff().aggregations(), one.aggregations()));
        }
        validFrom(path.replaceFirst("tariff$", "validFrom"), version);
        bands(path, version.tariff());
        if (hasMinorUnit()) {
            checkAmounts(path, version.tariff());
        }
    }

    private void checkAmounts(String path, Tariff tariff) {
        try {
            ContractTerms.checkAmounts(
                    contract.contractId(),
                    tariff,
                    contract.currency(),
                    contract.roundingOrDefault());
        } catch (IllegalArgumentException e) {
            problem.accept(path + ": " + Reasons.of(e));
        }
    }

    private void validFrom(String path, TariffVersion version) {
        var period = contract.calendar().periodOf(version.validFrom());
        var first = contract.calendar().periodOf(contract.meteringFrom()).start();
        BillingCalendar calendar = contract.calendar();
        if (calendar.endsAt() != null && version.validFrom().isAfter(first)) {
            problem.accept(
                    "%s: %s is after the one period begins; write %s or earlier"
                            .formatted(path, version.validFrom(), first));
        } else if (version.validFrom().isAfter(first)
                && !period.start().equals(version.validFrom())) {
            problem.accept(
                    path
                            + ": "
                            + version.validFrom()
                            + " is within the period "
                            + period
                            + "; a price changes when a period begins, "
                            + period.start()
                            + " or "
                            + period.end());
        }
    }

    private void bands(String path, Tariff tariff) {
        try {
            ContractTerms.checkBands(tariff, contract.timeBands());
        } catch (IllegalArgumentException e) {
            String reason = Reasons.of(e);
            // What begins with a field is a place in the tariff.
            boolean placed = reason.startsWith("band:") || reason.startsWith("components[");
            problem.accept(path + (placed ? "." : ": ") + reason);
        }
    }

    private static String priced(Tariff tariff) {
        return tariff.quantities().entrySet().stream()
                .map(one ->
                        one.getKey().equals(Quantities.ONLY)
                                ? one.getValue().name()
                                : one.getKey() + " by " + one.getValue())
                .collect(Collectors.joining(", "));
    }

    /** A rule for a misspelt series would leave the real one without its own. */
    private void indexRules() {
        Set<String> priced = new TreeSet<>();
        contract.prices().forEach(price -> priced.addAll(price.tariff().seriesNames()));
        List<IndexRule> rules = contract.indexRules() == null ? List.of() : contract.indexRules();
        for (int i = 0; i < rules.size(); i++) {
            if (!priced.contains(rules.get(i).series())) {
                problem.accept(
                        "$.indexRules["
                                + i
                                + "].series: "
                                + rules.get(i).series()
                                + " prices nothing here; the prices use "
                                + (priced.isEmpty() ? "no index" : String.join(", ", priced))
                                + "; write one of these, or take the rule out");
            }
        }
    }

    /** Names are shown to people, who must see what they sign. */
    private void names() {
        party("$.supplier", contract.supplier());
        party("$.customer", contract.customer());
        notEmpty("$.contractId", contract.contractId());
        if (contract.material() != null) {
            name("$.material", contract.material());
        }
        List<Payee> payees = contract.payees() == null ? List.of() : contract.payees();
        for (int i = 0; i < payees.size(); i++) {
            name("$.payees[" + i + "].name", payees.get(i).name());
            notEmpty("$.payees[" + i + "].account", payees.get(i).account());
        }
    }

    private void party(String path, Party party) {
        name(path + ".name", party.name());
        notEmpty(path + ".partyId", party.partyId());
        notEmpty(path + ".account", party.account());
    }

    private void notEmpty(String path, String id) {
        if (id.isBlank()) {
            problem.accept(path + ": is empty; write at least one character");
        }
    }

    private void name(String path, String name) {
        name.codePoints()
                .filter(ContractDocumentRules::isDeceiving)
                .findFirst()
                .ifPresent(c ->
                        problem.accept(
                                "%s: has the invisible character U+%04X; take it out"
                                        .formatted(path, c)));
        if (name.isBlank() || name.length() > RecordLimits.IDENTIFIER_CHARS_MAX) {
            problem.accept(
                    path
                            + ": must have 1 to "
                            + RecordLimits.IDENTIFIER_CHARS_MAX
                            + " characters; write a name");
        }
    }

    /** Controls, and what turns the direction of writing or shows nothing. */
    private static boolean isDeceiving(int character) {
        int type = Character.getType(character);
        // Joiners are part of how some languages write.
        boolean joins = character == '\u200c' || character == '\u200d';
        return type == Character.CONTROL
                || (type == Character.FORMAT && !joins)
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    /** What would be refused when it is signed. */
    private void terms() {
        try {
            for (InvoicingRules.Problem one : InvoicingRules.check(contract.terms())) {
                problem.accept("$." + one.path() + ": " + one.reason());
            }
        } catch (InvalidInputException e) {
            e.problems()
                    .forEach(one ->
                            problem.accept(
                                    (one.reason().startsWith("datedTerms[") ? "$." : "$: ")
                                            + one.reason()));
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
            problem.accept(
                    "$.payees: %s; write shares that add up to 1, such as 2/3 and 1/3"
                            .formatted(Reasons.of(e)));
        }
        for (int i = 0; i < payees.size(); i++) {
            if (payees.get(i).account().equals(contract.customer().account())) {
                problem.accept(
                        "$.payees["
                                + i
                                + "].account: "
                                + payees.get(i).account()
                                + " is the customer's, who pays; write the payee's own");
            }
        }
    }

    private void amounts() {
        BigDecimal tax = contract.taxPercent();
        if (tax != null && (tax.signum() < 0 || tax.compareTo(TAX_PERCENT_MAX) > 0)) {
            problem.accept(
                    "$.taxPercent: is %s, not within 0 to %s; write a percentage such as \"19\""
                            .formatted(tax, TAX_PERCENT_MAX));
        }
        SettlementPolicy policy = contract.settlement();
        if (policy != null && policy.amount() != null) {
            amount("$.settlement.amount", policy.amount());
        }
        if (contract.creditLimit() != null) {
            amount("$.creditLimit", contract.creditLimit());
        }
    }

    /** Each alone; what they say together is checked with all else. */
    private void datedTerms() {
        List<WrittenTerms> entries =
                contract.datedTerms() == null ? List.of() : contract.datedTerms();
        for (int i = 0; i < entries.size(); i++) {
            WrittenTerms entry = entries.get(i);
            String path = "$.datedTerms[" + i + "]";
            if (entry.creditLimit() != null) {
                amount(path + ".creditLimit", entry.creditLimit());
            }
            if (entry.settlement() != null && entry.settlement().amount() != null) {
                amount(path + ".settlement.amount", entry.settlement().amount());
            }
            List<Payee> payees = entry.payees() == null ? List.of() : entry.payees();
            for (int k = 0; k < payees.size(); k++) {
                name(path + ".payees[" + k + "].name", payees.get(k).name());
                notEmpty(path + ".payees[" + k + "].account", payees.get(k).account());
            }
            try {
                var unused = entry.terms(contract.currency());
            } catch (ArithmeticException e) {
                continue; // the amount has been reported
            } catch (IllegalArgumentException e) {
                problem.accept(path + ": " + Reasons.of(e));
            }
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
                            + " decimals; write one such as 5000.00");
        }
    }
}
