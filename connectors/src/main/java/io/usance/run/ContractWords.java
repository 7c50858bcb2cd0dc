package io.usance.run;

import io.usance.contract.ContractTerms;
import io.usance.money.Money;
import io.usance.pricing.Rated;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantity;
import io.usance.run.ContractDocument.Payee;
import io.usance.run.ContractDocument.SettlementPolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A contract in plain words, with a worked example. */
final class ContractWords {
    /** Quantity of the worked example, in the tariff's unit. */
    private static final BigDecimal EXAMPLE = new BigDecimal("24.350");

    private final ContractDocument contract;
    private final List<String> lines = new ArrayList<>();

    private ContractWords(ContractDocument contract) {
        this.contract = contract;
    }

    static List<String> of(ContractDocument contract) {
        ContractWords words = new ContractWords(contract);
        words.parties();
        contract.tariffs().forEach(words::tariff);
        words.agreements();
        words.example();
        words.notYet();
        return words.lines;
    }

    private void parties() {
        lines.add(
                "Contract %s, version %d: %s supplies %s to %s, which pays for what it draws."
                        .formatted(
                                contract.contractId(),
                                contract.version(),
                                contract.supplier().name(),
                                contract.material(),
                                contract.customer().name()));
        lines.add(
                "Silos %s, metered from %s."
                        .formatted(String.join(", ", contract.siloIds()), contract.meteringFrom()));
        lines.add(
                "A billing period is a %s by the calendar of %s; its amount is in %s, rounded %s once."
                        .formatted(
                                contract.calendar().cycle().name().toLowerCase(Locale.ROOT),
                                contract.calendar().zone(),
                                contract.currency(),
                                contract.roundingOrDefault()));
    }

    private void tariff(TariffVersion version) {
        lines.add(
                "Price of periods from %s on, agreed %s:"
                        .formatted(
                                version.validFrom()
                                        .atZone(contract.calendar().zone())
                                        .toLocalDate(),
                                version.knownFrom()));
        for (Tariff.Component part : version.tariff().parts()) {
            lines.add("  - " + TariffWords.of(part, contract.currency().getCurrencyCode()));
        }
    }

    private void agreements() {
        List<Payee> payees = contract.payees();
        if (payees == null) {
            lines.add("All of it goes to account %s.".formatted(contract.supplier().account()));
        } else {
            for (Payee payee : payees) {
                lines.add(
                        "%s of it goes to %s, account %s."
                                .formatted(payee.share(), payee.name(), payee.account()));
            }
        }
        lines.add("It is paid from account %s.".formatted(contract.customer().account()));
        lines.add(settled(contract.settlement()));
        if (contract.taxPercent() != null) {
            lines.add("Tax of %s %% is added.".formatted(contract.taxPercent().toPlainString()));
        }
        if (contract.selfBilling() != null) {
            lines.add(
                    "The customer writes the invoices (self-billing), by agreement %s since %s."
                            .formatted(
                                    contract.selfBilling().agreementId(),
                                    contract.selfBilling().since()));
        }
        if (contract.creditLimit() != null) {
            lines.add(
                    "At most %s %s may be owed; beyond it payment is held, never metering."
                            .formatted(
                                    contract.creditLimit().toPlainString(), contract.currency()));
        }
    }

    private String settled(@Nullable SettlementPolicy policy) {
        if (policy == null) {
            return "It is settled with each metered step.";
        }
        return switch (policy.when()) {
            case EACH_STEP -> "It is settled with each metered step.";
            case INTERVAL -> "It is settled every " + policy.everyHours() + " hours.";
            case THRESHOLD ->
                    "It is settled whenever "
                            + policy.amount()
                            + " "
                            + contract.currency()
                            + " have come together, and at the close of the period.";
            case AT_CLOSE -> "It is settled when the period closes.";
        };
    }

    /** The newest price, a closed period, every index at its base value. */
    private void example() {
        Tariff tariff = newest();
        Map<String, BigDecimal> values = new HashMap<>();
        tariff.indexed().forEach(rate -> values.put(rate.series(), rate.baseValue()));
        RatingContext context =
                new RatingContext(
                        values,
                        RatingContext.Stage.CLOSED,
                        BigDecimal.ZERO,
                        contract.roundingOrDefault());
        Rated rated = Rating.rate(tariff, Quantity.of(EXAMPLE, tariff.per()), context);
        Money amount =
                Money.rounded(
                        rated.amountExact(), contract.currency(), contract.roundingOrDefault());
        lines.add(
                "Example: %s %s in one period, at the newest price%s:"
                        .formatted(
                                EXAMPLE,
                                tariff.per().code(),
                                values.isEmpty() ? "" : " and every index at its base value"));
        rated.lines().forEach(line -> lines.add("  " + PriceText.line(line)));
        lines.add("  together " + amount);
        exampleOf(amount);
    }

    private void exampleOf(Money amount) {
        List<Payee> payees = contract.payees();
        if (payees != null) {
            List<Money> parts = amount.split(payees.stream().map(Payee::share).toList());
            for (int i = 0; i < payees.size(); i++) {
                lines.add("  of it " + parts.get(i) + " to " + payees.get(i).name());
            }
        }
        if (contract.taxPercent() != null) {
            BigDecimal tax =
                    new BigDecimal(amount.majorText())
                            .multiply(contract.taxPercent())
                            .movePointLeft(2);
            lines.add(
                    "  and tax of "
                            + Money.rounded(
                                    tax, contract.currency(), contract.roundingOrDefault()));
        }
    }

    private Tariff newest() {
        return TariffVersion.find(contract.tariffs(), Instant.MAX, Instant.MAX)
                .orElseThrow()
                .tariff();
    }

    /** An agreement that is written down but not carried out must not look as if it were. */
    private void notYet() {
        List<String> missing = new ArrayList<>();
        ContractTerms.notChargeable(newest()).ifPresent(missing::add);
        addIf(missing, contract.tariffs().size() > 1, "more than one version of the price");
        addIf(missing, contract.payees() != null, "more payees than the supplier");
        addIf(missing, contract.taxPercent() != null, "tax");
        addIf(missing, contract.selfBilling() != null, "self-billing");
        addIf(missing, contract.creditLimit() != null, "a credit limit");
        addIf(
                missing,
                contract.settlement() != null
                        && contract.settlement().when() != ContractDocument.When.EACH_STEP,
                "settlement other than with each step");
        if (!missing.isEmpty()) {
            lines.add(
                    "Not carried out by this version of Usance: "
                            + String.join(", ", missing)
                            + ".");
        }
    }

    private static void addIf(List<String> missing, boolean wanted, String what) {
        if (wanted) {
            missing.add(what);
        }
    }
}
