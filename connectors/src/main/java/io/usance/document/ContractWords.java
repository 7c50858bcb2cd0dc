package io.usance.document;

import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Payee;
import io.usance.contract.PeriodTerms;
import io.usance.contract.SettlementPolicy;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.pricing.Formula;
import io.usance.pricing.Rated;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A contract in plain words, with a worked example. */
public final class ContractWords {
    /** Quantity of the worked example, in the tariff's unit. */
    private static final BigDecimal EXAMPLE = new BigDecimal("24.350");

    private final ContractTerms contract;
    private final List<String> lines = new ArrayList<>();

    private ContractWords(ContractTerms contract) {
        this.contract = contract;
    }

    /** What the terms say, one line each. */
    public static List<String> of(ContractTerms contract) {
        ContractWords words = new ContractWords(contract);
        words.parties();
        if (contract.timeBands() != null) {
            words.lines.addAll(BandWords.of(contract.timeBands(), contract.calendar().zone()));
        }
        contract.tariffs().forEach(words::tariff);
        words.agreements();
        words.lines.addAll(DatedWords.of(contract));
        words.example();
        return words.lines;
    }

    private void parties() {
        String material = contract.material();
        lines.add(
                "Contract %s, version %d: %s"
                        .formatted(
                                contract.contractId(),
                                contract.version(),
                                material.isEmpty()
                                        ? "%s pays %s for what is metered."
                                                .formatted(
                                                        contract.customer().name(),
                                                        contract.supplier().name())
                                        : "%s supplies %s to %s, which pays for what it draws."
                                                .formatted(
                                                        contract.supplier().name(),
                                                        material,
                                                        contract.customer().name())));
        lines.add(
                "Meters %s, metered from %s."
                        .formatted(
                                contract.meters().stream()
                                        .map(ContractWords::meter)
                                        .collect(Collectors.joining(", ")),
                                contract.meteringFrom()));
        lines.add(
                "%s by the calendar of %s; its amount is in %s, rounded %s once."
                        .formatted(
                                period(contract.calendar()),
                                contract.calendar().zone(),
                                contract.currency(),
                                contract.rounding()));
        Instant endsAt = contract.calendar().endsAt();
        if (endsAt != null) {
            lines.add("The contract ends with it, %s; another one may follow.".formatted(endsAt));
        }
    }

    private static String meter(ContractMeter meter) {
        return meter.meterId()
                + (meter.from() == null ? "" : " from " + meter.from())
                + (meter.until() == null ? "" : " until " + meter.until());
    }

    private static String period(BillingCalendar calendar) {
        String cycle = calendar.cycle().name().toLowerCase(Locale.ROOT);
        Integer month = calendar.yearStartMonth();
        String first =
                month == null
                        ? ""
                        : "1 " + Month.of(month).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        return switch (calendar.cycle()) {
            case DAY, WEEK, MONTH -> "A billing period is a " + cycle;
            case QUARTER ->
                    "A billing period is a quarter"
                            + (month == null ? "" : " of a year that starts on " + first);
            case YEAR ->
                    "A billing period is a year"
                            + (month == null ? "" : " that starts on " + first);
            case ONCE ->
                    "There is one billing period, from %s until before %s"
                            .formatted(calendar.from(), calendar.until());
        };
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
            if (part instanceof Tariff.Indexed rate) {
                lines.add(IndexWords.of(contract.indexRule(rate.series())));
            } else if (part instanceof Formula rate) {
                rate.seriesNames()
                        .forEach(series -> lines.add(IndexWords.of(contract.indexRule(series))));
            }
        }
    }

    private void agreements() {
        List<Payee> payees = contract.payees();
        if (payees.isEmpty()) {
            lines.add("All of it goes to account %s.".formatted(contract.supplier().account()));
        } else {
            for (Payee payee : payees) {
                lines.add(
                        "%s of it goes to %s, account %s."
                                .formatted(payee.share(), payee.name(), payee.account()));
            }
        }
        lines.add("It is paid from account %s.".formatted(contract.customer().account()));
        lines.add(settled(contract.settlement(), contract.currency()));
        if (contract.taxPercent() != null) {
            lines.add(
                    "Tax of %s %% on the period's amount is paid to the supplier when the period closes."
                            .formatted(contract.taxPercent().toPlainString()));
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
                    "At most %s may be owed; beyond it payment is held, never metering."
                            .formatted(contract.creditLimit()));
        }
        exceptions(contract.exceptions());
    }

    private void exceptions(@Nullable ExceptionTerms agreed) {
        if (agreed != null && agreed.uncertaintyPercent() != null) {
            lines.add(
                    "An uncertainty above %s %% of what a meter consumed in a period is an exception."
                            .formatted(agreed.uncertaintyPercent().toPlainString()));
        }
        lines.add(
                agreed != null && agreed.holds()
                        ? "A period with an open exception is paid when a person has ended it; metering and charging go on."
                        : "A period with an open exception is paid as charged.");
    }

    static String settled(SettlementPolicy policy, Currency currency) {
        return switch (policy.when()) {
            case EACH_STEP -> "It is settled with each metered step.";
            case INTERVAL ->
                    "It is settled when the oldest charge is "
                            + policy.everyHours()
                            + " hours old, and at the close of the period.";
            case THRESHOLD ->
                    "It is settled whenever "
                            + policy.amount()
                            + " "
                            + currency
                            + " have come together, and at the close of the period.";
            case AT_CLOSE -> "It is settled when the period closes.";
        };
    }

    /** The newest price, a closed period, every index at its base value. */
    private void example() {
        Tariff tariff = newest();
        if (tariff.parts().stream().anyMatch(Formula.class::isInstance)) {
            lines.add(
                    "No example without values of %s: usance price --tariff FILE --quantity %s --unit %s%s"
                            .formatted(
                                    String.join(", ", tariff.seriesNames()),
                                    EXAMPLE,
                                    tariff.per().code(),
                                    tariff.seriesNames().stream()
                                            .map(" --index %s=VALUE"::formatted)
                                            .collect(Collectors.joining())));
            return;
        }
        Map<String, BigDecimal> values = new HashMap<>();
        tariff.indexed().forEach(rate -> values.put(rate.series(), rate.baseValue()));
        RatingContext context =
                new RatingContext(
                        values, RatingContext.Stage.CLOSED, Fraction.ZERO, contract.rounding());
        Map<String, UnitOfMeasure> units = new TreeMap<>();
        for (Tariff.Component part : tariff.parts()) {
            if (part instanceof Tariff.Usage usage) {
                units.putIfAbsent(usage.quantityName(), usage.per());
            }
        }
        Map<String, Quantity> drawn = new TreeMap<>();
        units.forEach((name, unit) -> drawn.put(name, Quantity.of(EXAMPLE, unit)));
        Rated rated;
        try {
            rated = Rating.rate(tariff, Quantities.of(drawn), context);
        } catch (IllegalArgumentException e) {
            lines.add("No example: " + e.getMessage());
            return;
        }
        Money amount = Money.rounded(rated.amountExact(), contract.currency(), contract.rounding());
        lines.add(
                "Example: %s in one period, at the newest price%s:"
                        .formatted(
                                units.entrySet().stream()
                                        .map(of -> example(of.getKey(), of.getValue()))
                                        .collect(Collectors.joining(" and ")),
                                values.isEmpty() ? "" : " and every index at its base value"));
        rated.lines().forEach(line -> lines.add("  " + PriceText.line(line)));
        lines.add("  together " + amount);
        exampleOf(amount);
    }

    private static String example(String name, UnitOfMeasure unit) {
        return EXAMPLE + PriceText.unit(unit) + (name.equals(Quantities.ONLY) ? "" : " of " + name);
    }

    private void exampleOf(Money amount) {
        PeriodTerms agreed = newestTerms();
        List<Payee> payees = agreed.payees();
        if (!payees.isEmpty()) {
            List<Money> parts = amount.split(payees.stream().map(Payee::share).toList());
            for (int i = 0; i < payees.size(); i++) {
                lines.add("  of it " + parts.get(i) + " to " + payees.get(i).name());
            }
        }
        if (agreed.taxPercent() != null) {
            BigDecimal tax =
                    new BigDecimal(amount.majorText())
                            .multiply(agreed.taxPercent())
                            .movePointLeft(2);
            lines.add(
                    "  and tax of " + Money.rounded(tax, contract.currency(), contract.rounding()));
        }
    }

    /** What holds of the newest period of which something is agreed. */
    private PeriodTerms newestTerms() {
        Instant newest = contract.meteringFrom();
        if (contract.datedTerms() != null) {
            for (DatedTerms entry : contract.datedTerms()) {
                newest = entry.validFrom().isAfter(newest) ? entry.validFrom() : newest;
            }
        }
        return contract.in(contract.calendar().periodOf(newest));
    }

    private Tariff newest() {
        return TariffVersion.find(contract.tariffs(), Instant.MAX, Instant.MAX)
                .orElseThrow()
                .tariff();
    }
}
